"""The bank as the list page shows it: one page before or behind a code, and how many of each status."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func

from contest.bank.models import ItemRow
from contest.bank.queries import BankItem, Filter, Status, filtered, items_in, newest
from contest.platform.database import read


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Some questions by code; whether others stand before and behind them.

    Pages hang on the code at their edge, not on a number, so that the last page of ten thousand questions
    costs what the first one costs, and nothing is passed over when a question comes in meanwhile.
    """

    rows: tuple[BankItem, ...]
    has_earlier: bool
    has_later: bool


def page(wanted: Filter, *, size: int, after: str = "", before: str = "") -> ListPage:
    """The page behind the code ``after``, or the one before the code ``before``; the first by default."""
    query = filtered(newest(), wanted)
    if before:
        found = items_in(query.where(ItemRow.code < before).order_by(ItemRow.code.desc()).limit(size + 1))
        return ListPage(rows=found[:size][::-1], has_earlier=len(found) > size, has_later=True)
    if after:
        query = query.where(ItemRow.code > after)
    found = items_in(query.order_by(ItemRow.code).limit(size + 1))
    return ListPage(rows=found[:size], has_earlier=bool(after), has_later=len(found) > size)


def count_by_status(wanted: Filter) -> Mapping[Status, int]:
    """How many questions of each status fit the filter, whatever status it asks for."""
    query = filtered(newest(), replace(wanted, status=""))
    counted = query.with_only_columns(ItemRow.status, func.count(ItemRow.id)).group_by(ItemRow.status)
    return {Status(status): total for status, total in read().execute(counted)}
