"""Reads of the question bank."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select

from contest.bank import candidates, corrected, fared, shown
from contest.bank.contents import content_of
from contest.bank.errors import ItemUnknown
from contest.bank.models import (
    ItemAuthorRow,
    ItemCommentRow,
    ItemFileItemRow,
    ItemRow,
    ItemStatisticsRow,
    ItemVersionRow,
    ItemWordRow,
)
from contest.platform.database import read
from contest.platform.upward import Upward
from questions.drawing import Candidate
from questions.item import Item
from questions.likeness import folded

# Reads of rooms next door, entered here.
candidates_of = candidates.candidates_of
ShownItem = shown.ShownItem
shown_items = shown.shown_items
variants_of = shown.variants_of
keys_of = shown.keys_of
get_media_file = shown.get_media_file
KnownCorrection = corrected.KnownCorrection
corrections_of_round = corrected.corrections_of_round
corrections_of_contest = corrected.corrections_of_contest
HardItem = fared.HardItem
hardest_of = fared.hardest_of
key_changes_of = corrected.key_changes_of
SOON = timedelta(days=60)
LONGEST_WORD = 40


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


class Law(StrEnum):
    """How the cited document stands on a day."""

    EXPIRED = "het"
    EXPIRING = "sap-het"

    @property
    def label(self) -> str:
        """The state of the law on screen."""
        return (
            "Căn cứ đã hết hiệu lực" if self is Law.EXPIRED else f"Căn cứ hết hiệu lực trong {SOON.days} ngày"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which questions a list shows; ``law`` is seen as of the day ``as_of``, and nothing without that.

    ``in_use`` leaves retired questions out; ``needs_look`` takes those that figures or people remarked on.
    """

    text: str = ""
    topic: str = ""
    level: str = ""
    status: str = ""
    pool: str = ""
    tag: str = ""
    law: str = ""
    as_of: date | None = None
    needs_look: bool = False
    in_use: bool = False
    file_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a version of a question fared in one round.

    ``papers`` counts the finished attempts whose paper held it, answered or not, ``right_answers`` those
    answered right; ``remarks`` are sentences on screen that ask a person to look at the question.
    """

    version_id: int
    papers: int
    right_answers: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """How a question fared in all rounds, whichever of its versions was drawn."""

    papers: int
    right_answers: int
    remarks: tuple[str, ...]

    @property
    def facility(self) -> Fraction | None:
        """The share of papers with the right answer; None while nobody met the question."""
        return Fraction(self.right_answers, self.papers) if self.papers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A round that may draw a version of a question; once it is over the question may be changed again."""

    version_id: int
    round_name: str
    is_over: bool


# Slices above answer: which of these versions their rounds use, and what these accounts are called.
uses: Upward[[Collection[int]], Sequence[Use]] = Upward("bank.uses")
names: Upward[[Collection[int]], Mapping[int, str]] = Upward("bank.names")
# And which rounds have not opened yet: (name, the day on which it opens).
openings: Upward[[], Sequence[tuple[str, date]]] = Upward("bank.openings")


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


def newest() -> Select[Any, Any]:
    """Questions with their newest versions, to be narrowed down."""
    return select(ItemRow, ItemVersionRow).join(ItemVersionRow, ItemVersionRow.id == ItemRow.version_id)


def items_in(query: Select[Any, Any]) -> tuple[BankItem, ...]:
    """The questions that a narrowed-down ``newest()`` finds."""
    return tuple(_bank_item(item, version) for item, version in read().execute(query))


def words_of(text: str) -> frozenset[str]:
    """The folded words of a text, as the search index holds them."""
    return frozenset(word[:LONGEST_WORD] for word in folded(text).split())


def filtered(query: Select[Any, Any], wanted: Filter) -> Select[Any, Any]:
    """``newest()`` narrowed down to the questions that fit."""
    for word in words_of(wanted.text):
        # Words are of a-z and 0-9 alone, so what begins with one lies between it and it followed by z's.
        begun_so = ItemWordRow.word.between(word, word.ljust(LONGEST_WORD, "z"))
        query = query.where(ItemRow.id.in_(select(ItemWordRow.item_id).where(begun_so)))
    exact = {
        ItemVersionRow.topic: wanted.topic,
        ItemVersionRow.level: wanted.level,
        ItemRow.status: wanted.status,
        ItemRow.pool: wanted.pool,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.tag:
        tags = cast(ItemVersionRow.tags, Text)
        query = query.where(tags.contains(json.dumps(wanted.tag), autoescape=True))
    if wanted.file_id:
        came_with = select(ItemFileItemRow.item_id).where(ItemFileItemRow.file_id == wanted.file_id)
        query = query.where(ItemRow.id.in_(came_with))
    if wanted.in_use:
        query = query.where(ItemRow.status != Status.RETIRED)
    if wanted.needs_look:
        query = query.where(or_(ItemRow.id.in_(_remarked()), ItemRow.id.in_(_unsettled())))
    return _with_law(query, wanted)


def _remarked() -> Select[int]:
    return (
        select(ItemVersionRow.item_id)
        .join(ItemStatisticsRow, ItemStatisticsRow.version_id == ItemVersionRow.id)
        .where(ItemStatisticsRow.needs_look)
    )


def _unsettled() -> Select[int]:
    return select(ItemCommentRow.item_id).where(ItemCommentRow.settled_at.is_(None))


def _with_law(query: Select[Any, Any], wanted: Filter) -> Select[Any, Any]:
    if wanted.as_of is None or not wanted.law:
        return query
    ends = ItemVersionRow.valid_to
    if wanted.law == Law.EXPIRED:
        return query.where(ends < wanted.as_of)
    return query.where(ends.between(wanted.as_of, wanted.as_of + SOON))


def list_items(wanted: Filter, *, limit: int | None, offset: int = 0) -> tuple[BankItem, ...]:
    """Questions that fit the filter, by code."""
    return items_in(filtered(newest(), wanted).order_by(ItemRow.code).limit(limit).offset(offset))


def count_items(wanted: Filter) -> int:
    """How many questions fit the filter."""
    query = filtered(newest(), wanted).with_only_columns(func.count(ItemRow.id))
    total: int = read().execute(query).scalar_one()
    return total


def get_item(item_id: int) -> BankItem:
    """One question; raises ItemUnknown."""
    row = read().execute(newest().where(ItemRow.id == item_id)).one_or_none()
    if row is None:
        raise ItemUnknown
    return _bank_item(row[0], row[1])


def find_by_code(code: str) -> BankItem | None:
    """The question under a code."""
    row = read().execute(newest().where(ItemRow.code == code)).one_or_none()
    return None if row is None else _bank_item(row[0], row[1])


def all_items() -> tuple[BankItem, ...]:
    """The whole bank by code, to compare newcomers with."""
    return items_in(newest().order_by(ItemRow.code))


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


def statistics_of(item_ids: Collection[int]) -> Mapping[int, ItemStatistics]:
    """What was recorded about these questions; those that nobody met yet are left out."""
    rows = read().execute(
        select(
            ItemVersionRow.item_id,
            ItemStatisticsRow.papers,
            ItemStatisticsRow.right_answers,
            ItemStatisticsRow.remarks,
        )
        .join(ItemVersionRow, ItemVersionRow.id == ItemStatisticsRow.version_id)
        .where(ItemVersionRow.item_id.in_(item_ids))
        .order_by(ItemVersionRow.number, ItemStatisticsRow.round_id)
    )
    found: dict[int, ItemStatistics] = {}
    for item_id, papers, right, remarks in rows:
        before = found.get(item_id, ItemStatistics(papers=0, right_answers=0, remarks=()))
        found[item_id] = ItemStatistics(
            papers=before.papers + papers,
            right_answers=before.right_answers + right,
            remarks=tuple(dict.fromkeys((*before.remarks, *remarks))),
        )
    return found


def names_of(account_ids: Collection[int | None]) -> Mapping[int | None, str]:
    """What the people behind these accounts are called, as far as a slice above knows."""
    wanted = {one for one in account_ids if one is not None}
    return {one: name for answer in names.ask(wanted) for one, name in answer.items()} if wanted else {}


def written_by(account_id: int, *, among: Collection[int]) -> frozenset[int]:
    """The questions among these that the account wrote on since they were last approved."""
    rows = read().execute(
        select(ItemAuthorRow.item_id).where(
            ItemAuthorRow.account_id == account_id, ItemAuthorRow.item_id.in_(among)
        )
    )
    return frozenset(rows.scalars())


def approved_candidates(
    *, pools: Collection[Pool], law_as_of: date, opens_on: date | None = None
) -> tuple[Candidate, ...]:
    """What may be drawn: approved questions of the pools whose law holds on the day.

    Nor may their law have ended before the round opens, whatever day its rules name.
    """
    rows = read().execute(
        newest().where(ItemRow.status == Status.APPROVED, ItemRow.pool.in_(pools)).order_by(ItemVersionRow.id)
    )
    return tuple(
        candidates.candidate_from(version)
        for item, version in rows
        if content_of(item.code, version).is_valid_on(law_as_of)
        and (opens_on is None or version.valid_to is None or version.valid_to >= opens_on)
    )


def explained_items(version_ids: Collection[int]) -> Mapping[int, Item]:
    """The given versions in full, for after the close and for practice."""
    rows = read().execute(
        select(ItemVersionRow, ItemRow.code)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(ItemVersionRow.id.in_(version_ids))
    )
    return {row[0].id: content_of(row[1], row[0]) for row in rows}
