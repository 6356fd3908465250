"""Reads of imported files of questions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contest.bank.errors import FileUnknown
from contest.bank.models import ItemFileItemRow, ItemFileRow
from contest.platform.database import read


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """One import of one file."""

    id: int
    name: str
    pool: str
    imported: int
    left_out: int
    imported_at: datetime
    imported_by: int
    undone_at: datetime | None


def _file(row: ItemFileRow) -> ItemFile:
    return ItemFile(
        id=row.id,
        name=row.name,
        pool=row.pool,
        imported=row.imported,
        left_out=row.left_out,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        undone_at=row.undone_at,
    )


def files(*, limit: int) -> tuple[ItemFile, ...]:
    """The newest imports first."""
    rows = read().execute(select(ItemFileRow).order_by(ItemFileRow.id.desc()).limit(limit)).scalars()
    return tuple(_file(row) for row in rows)


def get_file(file_id: int) -> ItemFile:
    """One import; raises FileUnknown."""
    row = read().get(ItemFileRow, file_id)
    if row is None:
        raise FileUnknown
    return _file(row)


def find_in_force(sha256: str) -> ItemFile | None:
    """The import of this very content that was not undone."""
    row = (
        read()
        .execute(select(ItemFileRow).where(ItemFileRow.sha256 == sha256, ItemFileRow.undone_at.is_(None)))
        .scalar_one_or_none()
    )
    return None if row is None else _file(row)


def item_ids_of(file_id: int) -> tuple[int, ...]:
    """The questions that came with a file."""
    rows = read().execute(
        select(ItemFileItemRow.item_id)
        .where(ItemFileItemRow.file_id == file_id)
        .order_by(ItemFileItemRow.item_id)
    )
    return tuple(row.item_id for row in rows)
