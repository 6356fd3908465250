"""Reads of the question bank."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select

from contest.bank.errors import ItemUnknown
from contest.bank.models import ItemFileItemRow, ItemRow, ItemVersionRow
from contest.platform import immutable
from contest.platform.database import read
from contest.platform.upward import Upward
from contest.platform.vietnamese import fold
from questions.drawing import Candidate
from questions.item import Item, Level


class Status(StrEnum):
    """Where a question stands in its life."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The status on screen."""
        return {
            Status.DRAFT: "Nháp",
            Status.REVIEW: "Chờ duyệt",
            Status.APPROVED: "Đã duyệt",
            Status.RETIRED: "Ngừng dùng",
        }[self]


class Pool(StrEnum):
    """The open bank is for practice and demonstration; the contest's own questions stay secret."""

    OPEN = "open"
    CONTEST = "contest"

    @property
    def label(self) -> str:
        """The pool on screen."""
        return "Ngân hàng mở" if self is Pool.OPEN else "Ngân hàng thi"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankItem:
    """A question with its state and the id of its newest version."""

    id: int
    version_id: int
    version: int
    status: Status
    pool: Pool
    author_id: int | None
    approver_id: int | None
    changed_at: datetime
    content: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """What a participant sees of a question: no key, no explanation (A6)."""

    version_id: int
    topic: str
    stem: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which questions a list shows."""

    text: str = ""
    topic: str = ""
    level: str = ""
    status: str = ""
    pool: str = ""
    file_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A round that may draw a version of a question; once it is over the question may be changed again."""

    version_id: int
    round_name: str
    is_over: bool


# Slices above answer: which of these versions their rounds use, and what these accounts are called.
uses: Upward[[Collection[int]], Sequence[Use]] = Upward("bank.uses")
names: Upward[[Collection[int]], Mapping[int, str]] = Upward("bank.names")


def content_of(code: str, row: ItemVersionRow) -> Item:
    """A stored version as the pure value."""
    return Item(
        code=code,
        topic=row.topic,
        level=Level(row.level),
        stem=row.stem,
        choices=tuple(row.choices),
        key=row.key,
        explanation=row.explanation,
        citation=row.citation,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        tags=frozenset(row.tags),
        pin_last=row.pin_last,
        facts=tuple(row.facts),
        replaced_by=row.replaced_by,
    )


def _bank_item(item: ItemRow, version: ItemVersionRow) -> BankItem:
    return BankItem(
        id=item.id,
        version_id=version.id,
        version=version.number,
        status=Status(item.status),
        pool=Pool(item.pool),
        author_id=item.author_id,
        approver_id=item.approver_id,
        changed_at=item.changed_at,
        content=content_of(item.code, version),
    )


def _newest() -> Select[Any, Any]:
    return select(ItemRow, ItemVersionRow).join(ItemVersionRow, ItemVersionRow.id == ItemRow.version_id)


def _filtered(query: Select[Any, Any], wanted: Filter) -> Select[Any, Any]:
    for word in fold(wanted.text).split():
        query = query.where(
            or_(
                ItemVersionRow.search.contains(word, autoescape=True),
                func.lower(ItemRow.code).contains(word, autoescape=True),
            )
        )
    exact = {
        ItemVersionRow.topic: wanted.topic,
        ItemVersionRow.level: wanted.level,
        ItemRow.status: wanted.status,
        ItemRow.pool: wanted.pool,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.file_id:
        came_with = select(ItemFileItemRow.item_id).where(ItemFileItemRow.file_id == wanted.file_id)
        query = query.where(ItemRow.id.in_(came_with))
    return query


def list_items(wanted: Filter, *, limit: int | None, offset: int = 0) -> tuple[BankItem, ...]:
    """Questions that fit the filter, by code."""
    query = _filtered(_newest(), wanted).order_by(ItemRow.code).limit(limit).offset(offset)
    return tuple(_bank_item(item, version) for item, version in read().execute(query))


def count_items(wanted: Filter) -> int:
    """How many questions fit the filter."""
    query = _filtered(_newest(), wanted).with_only_columns(func.count(ItemRow.id))
    total: int = read().execute(query).scalar_one()
    return total


def get_item(item_id: int) -> BankItem:
    """One question; raises ItemUnknown."""
    row = read().execute(_newest().where(ItemRow.id == item_id)).one_or_none()
    if row is None:
        raise ItemUnknown
    return _bank_item(row[0], row[1])


def find_by_code(code: str) -> BankItem | None:
    """The question under a code."""
    row = read().execute(_newest().where(ItemRow.code == code)).one_or_none()
    return None if row is None else _bank_item(row[0], row[1])


def all_items() -> tuple[BankItem, ...]:
    """The whole bank by code, to compare newcomers with."""
    return list_items(Filter(), limit=None)


def uses_of(item_ids: Collection[int]) -> Mapping[int, tuple[Use, ...]]:
    """The rounds that may draw, or drew, any version of each of these questions."""
    rows = read().execute(
        select(ItemVersionRow.id, ItemVersionRow.item_id).where(ItemVersionRow.item_id.in_(item_ids))
    )
    item_of = {row.id: row.item_id for row in rows}
    found: dict[int, tuple[Use, ...]] = {}
    for answer in uses.ask(frozenset(item_of)):
        for use in answer:
            item_id = item_of[use.version_id]
            found[item_id] = (*found.get(item_id, ()), use)
    return found


def names_of(account_ids: Collection[int | None]) -> Mapping[int | None, str]:
    """What the people behind these accounts are called, as far as a slice above knows."""
    wanted = {one for one in account_ids if one is not None}
    return {one: name for answer in names.ask(wanted) for one, name in answer.items()} if wanted else {}


def history_of(item_id: int) -> tuple[tuple[int, datetime, int | None, Item], ...]:
    """(number, created at, created by, content) of all versions, newest first."""
    rows = read().execute(
        select(ItemVersionRow, ItemRow.code)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(ItemVersionRow.item_id == item_id)
        .order_by(ItemVersionRow.number.desc())
    )
    return tuple(
        (row[0].number, row[0].created_at, row[0].created_by, content_of(row[1], row[0])) for row in rows
    )


def approved_candidates(*, pools: Collection[Pool], law_as_of: date) -> tuple[Candidate, ...]:
    """What may be drawn: approved questions of the pools whose law holds on the day."""
    rows = read().execute(
        _newest()
        .where(ItemRow.status == Status.APPROVED, ItemRow.pool.in_(pools))
        .order_by(ItemVersionRow.id)
    )
    return tuple(
        _candidate(version) for item, version in rows if content_of(item.code, version).is_valid_on(law_as_of)
    )


def candidates_of(version_ids: Collection[int]) -> tuple[Candidate, ...]:
    """The given versions as candidates for a draw."""
    rows = read().execute(select(ItemVersionRow).where(ItemVersionRow.id.in_(version_ids))).scalars()
    return tuple(_candidate(row) for row in rows)


def _candidate(row: ItemVersionRow) -> Candidate:
    return Candidate(
        version_id=row.id,
        topic=row.topic,
        level=Level(row.level),
        choices=len(row.choices),
        pin_last=row.pin_last,
    )


def keys_of(version_ids: Collection[int]) -> Mapping[int, int]:
    """The original index of the right choice of each version; kept, since versions never change."""
    return immutable.remembered(
        "keys",
        version_ids,
        lambda missing: {
            row.id: row.key
            for row in read().execute(
                select(ItemVersionRow.id, ItemVersionRow.key).where(ItemVersionRow.id.in_(missing))
            )
        },
    )


def shown_items(version_ids: Collection[int]) -> Mapping[int, ShownItem]:
    """The given versions without anything that tells the key; kept, since versions never change."""
    return immutable.remembered("shown", version_ids, _shown)


def _shown(version_ids: Collection[int]) -> Mapping[int, ShownItem]:
    rows = read().execute(
        select(ItemVersionRow.id, ItemVersionRow.topic, ItemVersionRow.stem, ItemVersionRow.choices).where(
            ItemVersionRow.id.in_(version_ids)
        )
    )
    return {
        row.id: ShownItem(version_id=row.id, topic=row.topic, stem=row.stem, choices=tuple(row.choices))
        for row in rows
    }


def explained_items(version_ids: Collection[int]) -> Mapping[int, Item]:
    """The given versions in full, for after the close and for practice."""
    rows = read().execute(
        select(ItemVersionRow, ItemRow.code)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(ItemVersionRow.id.in_(version_ids))
    )
    return {row[0].id: content_of(row[1], row[0]) for row in rows}


def table_of(pool: Pool | None = None) -> Mapping[tuple[str, str], int]:
    """How many approved questions there are for each (topic, level)."""
    query = (
        select(ItemVersionRow.topic, ItemVersionRow.level, func.count(ItemRow.id))
        .join(ItemRow, ItemRow.version_id == ItemVersionRow.id)
        .where(ItemRow.status == Status.APPROVED)
        .group_by(ItemVersionRow.topic, ItemVersionRow.level)
    )
    if pool is not None:
        query = query.where(ItemRow.pool == pool)
    return {(row[0], row[1]): row[2] for row in read().execute(query)}
