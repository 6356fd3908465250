"""Long lists cut into pages, and addresses that keep the filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

T = TypeVar("T")
ROWS_A_PAGE = 50
PAGE = "trang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[T]):
    """The rows of one page and where the page stands among all."""

    rows: Sequence[T]
    page: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first row, counted from 1 over all pages; 0 when there is none."""
        return (self.page - 1) * ROWS_A_PAGE + 1 if self.total else 0


def asked_page() -> int:
    """The page that the address asks for; anything that is no page is the first."""
    text = request.args.get(PAGE, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004 - no list has a million pages


def pages_of(total: int) -> int:
    """How many pages so many rows fill; an empty list has one."""
    return max(1, -(-total // ROWS_A_PAGE))


def cut(rows: Sequence[T], page: int) -> Slice[T]:
    """One page of a list held in memory; a page behind the last is the last."""
    page = min(page, pages_of(len(rows)))
    start = (page - 1) * ROWS_A_PAGE
    return Slice(
        rows=rows[start : start + ROWS_A_PAGE], page=page, pages=pages_of(len(rows)), total=len(rows)
    )


def address(path: str, asked: Mapping[str, str]) -> str:
    """An address with what was asked for, empty values left out: "/quan-tri/don-vi?tim=so"."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path
