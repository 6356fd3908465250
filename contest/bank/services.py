"""Use cases of the bank: write, review, approve, retire, import."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.bank import file_queries, queries
from contest.bank.errors import (
    AuthorApproves,
    CheckOutdated,
    CodeTaken,
    FileInUse,
    FileKnown,
    FileUndone,
    FileUnknown,
    ItemChanged,
    ItemHeld,
    ItemInvalid,
    ItemNotReviewable,
    ItemUnknown,
    NothingToImport,
    ReasonMissing,
)
from contest.bank.models import ItemFileItemRow, ItemFileRow, ItemRow, ItemVersionRow
from contest.bank.queries import Pool, Status
from contest.platform import audit
from contest.platform.database import transaction
from contest.platform.vietnamese import clean, fold
from questions.checks import check_bank
from questions.item import Item

LONGEST_FILE_NAME = 200
LONGEST_SUBJECT = 120
# A draft may still lack what only the approved question needs.
DRAFT_MAY_LACK = frozenset({"no-citation", "no-explanation", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file as it is recognised again: its name, and the digest of its content."""

    name: str
    sha256: str


def create(*, item: Item, pool: Pool, by: int, now: datetime) -> int:
    """Write a new question as a draft; raises ItemInvalid, CodeTaken. Answers its id."""
    with transaction() as session:
        _refuse_faults([item], but=DRAFT_MAY_LACK)
        if queries.find_by_code(item.code) is not None:
            raise CodeTaken(code=item.code)
        row, _ = _put(session, item, pool, by, now)
        _record_save(item, by, now)
        return row.id


def edit(*, item_id: int, item: Item, based_on: int, by: int, now: datetime) -> bool:
    """Write a new version of a question, which becomes a draft again; its code stays.

    ``based_on`` is the version that the editor saw. Answers whether anything changed; raises
    ItemInvalid, ItemHeld while a round may draw the question, ItemChanged when somebody else
    wrote a version meanwhile.
    """
    with transaction() as session:
        before = queries.get_item(item_id)
        content = replace(item, code=before.content.code)
        _refuse_faults([content], but=DRAFT_MAY_LACK)
        _refuse_held(item_id)
        if content.fingerprint() == before.content.fingerprint():
            return False
        if before.version != based_on:
            raise ItemChanged(version=before.version)
        row, _ = _put(session, content, before.pool, by, now)
        row.status = Status.DRAFT
        row.approver_id = None
        _record_save(content, by, now)
        return True


def _record_save(item: Item, by: int, now: datetime) -> None:
    audit.record(
        action="bank:item:save",
        subject=item.code,
        by=by,
        now=now,
        facts={"fingerprint": item.fingerprint()},
    )


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
    """Draft -> review; the question must be complete by now (ItemInvalid)."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.DRAFT)
        _refuse_faults([queries.get_item(item_id).content])
        _move(row, Status.REVIEW, by, now)


def approve(*, item_id: int, by: int, now: datetime) -> None:
    """Review -> approved, by somebody who did not write it."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        if row.author_id == by:
            raise AuthorApproves
        row.approver_id = by
        _move(row, Status.APPROVED, by, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What came of approving several questions at once."""

    approved: int
    own: int
    not_in_review: int


def approve_all(*, item_ids: Collection[int], by: int, now: datetime) -> Approved:
    """Approve those of the questions that wait for review and are not the approver's own."""
    with transaction() as session:
        rows = session.execute(
            select(ItemRow).where(ItemRow.id.in_(item_ids)).order_by(ItemRow.id).with_for_update()
        ).scalars()
        waiting = [row for row in rows if row.status == Status.REVIEW]
        others = [row for row in waiting if row.author_id != by]
        for row in others:
            row.approver_id = by
            _move(row, Status.APPROVED, by, now)
        return Approved(
            approved=len(others),
            own=len(waiting) - len(others),
            not_in_review=len(set(item_ids)) - len(waiting),
        )


def send_back(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Review -> draft, with what must be mended."""
    with transaction() as session:
        row = _in_status(session, item_id, Status.REVIEW)
        _move(row, Status.DRAFT, by, now, _stated(reason))


def retire(*, item_id: int, by: int, now: datetime, reason: str) -> None:
    """Take a question out of all future draws; raises ItemHeld while a round may draw it."""
    with transaction() as session:
        row = session.get(ItemRow, item_id, with_for_update=True)
        if row is None:
            raise ItemUnknown
        if row.status == Status.RETIRED:
            raise ItemNotReviewable(status=Status.RETIRED.label)
        _refuse_held(item_id)
        _move(row, Status.RETIRED, by, now, _stated(reason))


def import_file(
    *,
    file: NewFile,
    items: Sequence[Item],
    expected: int,
    pool: Pool,
    left_out: int,
    by: int,
    now: datetime,
) -> int:
    """Take over the questions of a file as drafts, all or none. Answers the import's id.

    ``expected`` is the number that the person confirmed. Raises FileKnown when the same content is in
    force, CheckOutdated when other rows would come in than were shown, NothingToImport without
    questions, ItemInvalid, CodeTaken for a question that came in meanwhile.
    """
    with transaction() as session:
        known = file_queries.find_in_force(file.sha256)
        if known is not None:
            raise FileKnown(name=known.name, at=known.imported_at)
        if not items:
            raise NothingToImport
        if len(items) != expected:
            raise CheckOutdated
        _refuse_faults(items, but=DRAFT_MAY_LACK)
        ids = [_take_over(session, item, pool, by, now) for item in items]
        row = ItemFileRow(
            sha256=file.sha256,
            name=clean(file.name)[:LONGEST_FILE_NAME],
            pool=pool,
            imported=len(ids),
            left_out=left_out,
            imported_at=now,
            imported_by=by,
        )
        session.add(row)
        session.flush()
        session.add_all(ItemFileItemRow(file_id=row.id, item_id=item_id) for item_id in ids)
        audit.record(
            action="bank:file:import",
            subject=str(row.id),
            by=by,
            now=now,
            facts={"name": row.name, "sha256": row.sha256, "imported": len(ids), "left_out": left_out},
        )
        return row.id


def _take_over(session: Session, item: Item, pool: Pool, by: int, now: datetime) -> int:
    before = queries.find_by_code(item.code)
    if before is not None and before.status is not Status.RETIRED:
        raise CodeTaken(code=item.code)
    row, _ = _put(session, item, pool, by, now)
    row.status, row.pool, row.author_id, row.approver_id, row.changed_at = Status.DRAFT, pool, by, None, now
    return row.id


def undo_import(*, file_id: int, by: int, now: datetime) -> int:
    """Retire every question that came with a file, as long as none was put in a paper. Answers how many.

    Versions are never deleted, so the questions stay readable as retired ones. Raises
    FileUnknown, FileUndone, FileInUse.
    """
    with transaction() as session:
        file = session.get(ItemFileRow, file_id, with_for_update=True)
        if file is None:
            raise FileUnknown
        if file.undone_at is not None:
            raise FileUndone
        ids = file_queries.item_ids_of(file_id)
        used = len(queries.uses_of(ids))
        if used:
            raise FileInUse(count=used)
        file.undone_at, file.undone_by = now, by
        reason = f"Hoàn tác lần nhập tệp “{file.name}”"
        rows = session.execute(select(ItemRow).where(ItemRow.id.in_(ids)).order_by(ItemRow.id)).scalars()
        live = [row for row in rows if row.status != Status.RETIRED]
        for row in live:
            _move(row, Status.RETIRED, by, now, reason)
        audit.record(
            action="bank:file:undo", subject=str(file_id), by=by, now=now, facts={"retired": len(live)}
        )
        return len(live)


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


def _stated(reason: str) -> str:
    stated = clean(reason)
    if not stated:
        raise ReasonMissing
    return stated


def _refuse_held(item_id: int) -> None:
    held = [use for use in queries.uses_of([item_id]).get(item_id, ()) if not use.is_over]
    if held:
        raise ItemHeld(round=held[0].round_name)


def _refuse_faults(items: Sequence[Item], *, but: Collection[str] = ()) -> None:
    faults = [
        finding for finding in check_bank(items) if finding.severity == "error" and finding.code not in but
    ]
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


def record_download(*, asked: str, rows: int, by: int, now: datetime) -> None:
    """Note who took questions with their keys out of the bank (R1)."""
    audit.record(
        action="bank:items:download", subject=asked[:LONGEST_SUBJECT], by=by, now=now, facts={"rows": rows}
    )
