"""Use cases of files of questions: taken over whole or not at all, undone until used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.bank import comparing, file_queries, queries, writing
from contest.bank.errors import (
    CheckOutdated,
    CodeTaken,
    FileInUse,
    FileKnown,
    FileUndone,
    FileUnknown,
    NothingToImport,
)
from contest.bank.models import ItemFileItemRow, ItemFileRow, ItemRow
from contest.bank.queries import Pool, Status
from contest.bank.writing import DRAFT_MAY_LACK
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.language.vietnamese import clean
from questions.item import Item

LONGEST_FILE_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file as it is recognised again: its name, and the digest of its content."""

    name: str
    sha256: str


def import_file(
    *,
    file: NewFile,
    items: Sequence[Item],
    expected: int,
    mark: str,
    pool: Pool,
    left_out: int,
    by: int,
    now: datetime,
) -> int:
    """Take over the questions of a file as drafts, all or none. Answers the import's id.

    ``expected`` is the number that the person confirmed, ``mark`` the state of the bank that the file was
    compared with. Raises FileKnown when the same content is in force, CheckOutdated when other rows would
    come in than were shown, NothingToImport without questions, ItemInvalid, CodeTaken for a question that
    came in meanwhile.
    """
    if not items:
        raise NothingToImport
    # Comparing thousands of questions takes a second that no other writer should wait for.
    writing.refuse_faults(items, but=DRAFT_MAY_LACK)
    with transaction() as session:
        known = file_queries.find_in_force(file.sha256)
        if known is not None:
            raise FileKnown(name=known.name, at=known.imported_at)
        if len(items) != expected or comparing.mark() != mark:
            raise CheckOutdated
        ids = _take_over(session, items, pool, by, now)
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
        session.execute(insert(ItemFileItemRow), [{"file_id": row.id, "item_id": item_id} for item_id in ids])
        audit.record(
            action="bank:file:import",
            subject=str(row.id),
            by=by,
            now=now,
            facts={"name": row.name, "sha256": row.sha256, "imported": len(ids), "left_out": left_out},
        )
        return row.id


def _take_over(session: Session, items: Sequence[Item], pool: Pool, by: int, now: datetime) -> list[int]:
    known = comparing.statuses_of({item.code for item in items})
    for code, status in known.items():
        if status is not Status.RETIRED:
            raise CodeTaken(code=code)
    again = [_take_over_again(session, item, pool, by, now) for item in items if item.code in known]
    fresh = [item for item in items if item.code not in known]
    return [*again, *writing.put_new(session, fresh, pool, by, now)]


def _take_over_again(session: Session, item: Item, pool: Pool, by: int, now: datetime) -> int:
    row, _ = writing.put(session, item, pool, by, now)
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
            writing.move(row, Status.RETIRED, by, now, reason)
        audit.record(
            action="bank:file:undo", subject=str(file_id), by=by, now=now, facts={"retired": len(live)}
        )
        return len(live)
