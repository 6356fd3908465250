"""Rows of questions as use cases write them: new versions, steps of a question's life, the search index."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from contest.bank.contents import values_of
from contest.bank.errors import ItemInvalid
from contest.bank.media import MediaFile
from contest.bank.models import ItemAuthorRow, ItemRow, ItemVersionRow, ItemWordRow, MediaFileRow
from contest.bank.queries import Pool, Status, words_of
from contest.platform import upsert
from contest.platform.audit import log as audit
from questions.checks import check_bank
from questions.item import Item

# A draft may still lack what only the approved question needs.
DRAFT_MAY_LACK = frozenset({"no-citation", "no-explanation", "expired"})


def move(row: ItemRow, status: Status, by: int | None, now: datetime, reason: str = "") -> None:
    """Let a question take a step of its life, and say so in the log."""
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


def refuse_faults(items: Sequence[Item], *, but: Collection[str] = ()) -> None:
    """Raise ItemInvalid where the rules of the bank are broken, but for the codes that may be."""
    faults = [
        finding for finding in check_bank(items) if finding.severity == "error" and finding.code not in but
    ]
    if faults:
        raise ItemInvalid(problems=[finding.message for finding in faults[:5]])


def put(session: Session, item: Item, pool: Pool, by: int | None, now: datetime) -> tuple[ItemRow, bool]:
    """Write a question: its row, and whether its content is new."""
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
    same = session.execute(
        select(ItemVersionRow.id).where(
            ItemVersionRow.item_id == row.id, ItemVersionRow.fingerprint == item.fingerprint()
        )
    ).scalar()
    if same is not None and same == row.version_id:
        return row, False
    row.version_id = same if same is not None else _add_version(session, row.id, item, by, now)
    row.author_id = by
    _name_author(session, [row.id], by)
    row.changed_at = now
    session.execute(delete(ItemWordRow).where(ItemWordRow.item_id == row.id))
    session.execute(insert(ItemWordRow), words_to_store(row.id, item))
    return row, True


def put_new(session: Session, items: Sequence[Item], pool: Pool, by: int | None, now: datetime) -> list[int]:
    """Write questions whose codes are new, as drafts, in a few statements. Answers their ids."""
    rows = [
        ItemRow(
            code=item.code,
            pool=pool,
            status=Status.DRAFT,
            version_id=None,
            author_id=by,
            approver_id=None,
            changed_at=now,
        )
        for item in items
    ]
    session.add_all(rows)
    session.flush()
    versions = [
        ItemVersionRow(item_id=row.id, number=1, created_at=now, created_by=by, **values_of(item))
        for row, item in zip(rows, items, strict=True)
    ]
    session.add_all(versions)
    session.flush()
    for row, version in zip(rows, versions, strict=True):
        row.version_id = version.id
    words = [word for row, item in zip(rows, items, strict=True) for word in words_to_store(row.id, item)]
    if words:
        session.execute(insert(ItemWordRow), words)
    ids = [row.id for row in rows]
    _name_author(session, ids, by)
    return ids


def _name_author(session: Session, item_ids: Collection[int], by: int | None) -> None:
    if by is not None and item_ids:
        known = [{"item_id": item_id, "account_id": by} for item_id in item_ids]
        session.execute(upsert.insert(ItemAuthorRow).on_conflict_do_nothing(), known)


def forget_authors(session: Session, item_ids: Collection[int]) -> None:
    """What was written until now is approved: who wrote it may approve what others write from now on."""
    session.execute(delete(ItemAuthorRow).where(ItemAuthorRow.item_id.in_(item_ids)))


def _add_version(session: Session, item_id: int, item: Item, by: int | None, now: datetime) -> int:
    newest = session.execute(
        select(func.max(ItemVersionRow.number)).where(ItemVersionRow.item_id == item_id)
    ).scalar()
    version = ItemVersionRow(
        item_id=item_id, number=(newest or 0) + 1, created_at=now, created_by=by, **values_of(item)
    )
    session.add(version)
    session.flush()
    return version.id


def words_to_store(item_id: int, item: Item) -> list[dict[str, Any]]:
    """The rows of the search index for a question."""
    texts = (item.code, item.stem, *item.choices, item.citation)
    return [{"word": word, "item_id": item_id} for word in sorted(words_of(" ".join(texts)))]


def store_media(session: Session, files: Sequence[MediaFile], by: int, now: datetime) -> None:
    """Keep pictures and recordings under their digests; what is there already stays."""
    for file in files:
        if session.get(MediaFileRow, file.sha256) is None:
            session.add(
                MediaFileRow(
                    sha256=file.sha256,
                    mimetype=file.mimetype,
                    content=file.content,
                    stored_at=now,
                    stored_by=by,
                )
            )
    session.flush()
