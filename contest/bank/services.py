"""Use cases of the bank: write, review, approve, retire, import."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.bank.errors import AuthorApproves, ItemInvalid, ItemNotReviewable, ItemUnknown
from contest.bank.models import ItemRow, ItemVersionRow
from contest.bank.queries import Pool, Status
from contest.platform import audit
from contest.platform.database import transaction
from contest.platform.vietnamese import fold
from questions.checks import check_bank
from questions.item import Item


def save(*, item: Item, pool: Pool, by: int | None, now: datetime) -> int:
    """Write a question under its code: a new draft, or a new version of what is there. Answers its id."""
    with transaction() as session:
        _refuse_faults([item])
        row, is_new_version = _put(session, item, pool, by, now)
        if is_new_version:
            row.status = Status.DRAFT
            row.approver_id = None
        audit.record(
            action="bank:item:save",
            subject=item.code,
            by=by,
            now=now,
            facts={"fingerprint": item.fingerprint()},
        )
        return row.id


def import_items(*, items: Iterable[Item], pool: Pool, status: Status, by: int | None, now: datetime) -> int:
    """Take over reviewed questions, all or none; unchanged ones stay. Answers how many are new."""
    with transaction() as session:
        incoming = list(items)
        _refuse_faults(incoming)
        changed = 0
        for item in incoming:
            row, is_new_version = _put(session, item, pool, by, now)
            if is_new_version:
                row.status = status
                changed += 1
        audit.record(
            action="bank:items:import",
            subject=pool,
            by=by,
            now=now,
            facts={"rows": len(incoming), "new": changed, "status": status},
        )
        return changed


def send_to_review(*, item_id: int, by: int, now: datetime) -> None:
    """Draft -> review."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.DRAFT)
        _move(row, Status.REVIEW, by, now)


def approve(*, item_id: int, by: int, now: datetime) -> None:
    """Review -> approved, by somebody who did not write it."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        if row.author_id == by:
            raise AuthorApproves
        row.approver_id = by
        _move(row, Status.APPROVED, by, now)


def send_back(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Review -> draft, with what must be mended."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        _move(row, Status.DRAFT, by, now, reason)


def retire(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Take a question out of all future draws."""
    with transaction() as session:
        row = session.get(ItemRow, item_id)
        if row is None:
            raise ItemUnknown
        if row.status == Status.RETIRED:
            raise ItemNotReviewable(status=Status.RETIRED.label)
        _move(row, Status.RETIRED, by, now, reason)


def _move(row: ItemRow, status: Status, by: int | None, now: datetime, reason: str = "") -> None:
    audit.record(
        action=f"bank:item:{status}",
        subject=row.code,
        by=by,
        now=now,
        reason=reason,
        facts={"old": row.status, "new": str(status)},
    )
    row.status = status
    row.changed_at = now


def _in_status(session: Session, item_id: int, status: Status) -> ItemRow:
    row = session.get(ItemRow, item_id, with_for_update=True)
    if row is None:
        raise ItemUnknown
    if row.status != status:
        raise ItemNotReviewable(status=Status(row.status).label)
    return row


def _refuse_faults(items: list[Item]) -> None:
    faults = [finding for finding in check_bank(items) if finding.severity == "error"]
    if faults:
        raise ItemInvalid(problems=[finding.message for finding in faults[:5]])


def _put(session: Session, item: Item, pool: Pool, by: int | None, now: datetime) -> tuple[ItemRow, bool]:
    """The row of the item, and whether its content is new."""
    row = session.execute(select(ItemRow).where(ItemRow.code == item.code)).scalar_one_or_none()
    if row is None:
        row = ItemRow(
            code=item.code,
            pool=pool,
            status=Status.DRAFT,
            version_id=None,
            author_id=by,
            approver_id=None,
            changed_at=now,
        )
        session.add(row)
        session.flush()
    fingerprint = item.fingerprint()
    same = session.execute(
        select(ItemVersionRow.id).where(
            ItemVersionRow.item_id == row.id, ItemVersionRow.fingerprint == fingerprint
        )
    ).scalar()
    if same is not None and same == row.version_id:
        return row, False
    row.version_id = same if same is not None else _add_version(session, row.id, item, fingerprint, by, now)
    row.author_id = by
    row.changed_at = now
    return row, True


def _add_version(
    session: Session, item_id: int, item: Item, fingerprint: str, by: int | None, now: datetime
) -> int:
    newest = session.execute(
        select(func.max(ItemVersionRow.number)).where(ItemVersionRow.item_id == item_id)
    ).scalar()
    version = ItemVersionRow(
        item_id=item_id,
        number=(newest or 0) + 1,
        topic=item.topic,
        level=item.level,
        stem=item.stem,
        choices=list(item.choices),
        key=item.key,
        explanation=item.explanation,
        citation=item.citation,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        tags=sorted(item.tags),
        facts=list(item.facts),
        pin_last=item.pin_last,
        replaced_by=item.replaced_by,
        search=fold(" ".join((item.stem, *item.choices, item.citation))),
        fingerprint=fingerprint,
        created_at=now,
        created_by=by,
    )
    session.add(version)
    session.flush()
    return version.id
