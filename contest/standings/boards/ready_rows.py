"""Rows of the units' board, written once and not once a reader; only the reader's own is written anew."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from contest.platform.here import the_app
from contest.platform.language.languages import reader_language
from contest.standings.boards.page import BoardPage, BoardState, OwnUnit, UnitBoard
from contest.standings.queries import UnitRow

ROW, PIECES = "standings/_unit_row.html", "standings/_board.html"
EXTENSION = "contest_unit_rows"
# The rows of a board in two languages, two kilobytes each; figures change one row at a time.
MOST_ROWS = 500


def written(seen: UnitBoard, rows: Sequence[UnitRow], own: OwnUnit | None) -> bytes:
    """The rows as they are sent, the reader's own one marked."""
    page, language = seen.page, reader_language()
    mine = None if own is None else own.row.unit_id
    mark = None if page.totals is None else page.totals.rate
    parts = []
    for row in rows:
        if row.unit_id == mine:
            parts.append(_now_written(page, row, mark, is_mine=True))
            continue
        ready = seen.written.get((language, row.unit_id))
        if ready is None:
            ready = seen.written[language, row.unit_id] = _row(page, row, mark)
        parts.append(ready)
    return b"\n".join(parts)


def own_panel(page: BoardPage, own: OwnUnit | None, link: str) -> Markup:
    """Where the reader's own unit stands; empty for whoever has none on this board."""
    if own is None:
        return Markup()
    is_live = page.state is not BoardState.FINAL
    panel: Markup = _macros(PIECES).own_panel(
        own, own.row.name, link, page.totals, is_live=is_live, change=page.change_of(own.row)
    )
    return panel


def _row(page: BoardPage, row: UnitRow, mark: Fraction | None) -> bytes:
    """As everybody else sees it; the mark of the whole province is drawn to a tenth of a hundredth."""
    known: dict[object, bytes] = the_app().extensions.setdefault(EXTENSION, {})
    drawn = None if mark is None else f"{float(mark) * 100:.1f}"
    key = (reader_language(), row, drawn, *_beside(page, row))
    ready = known.get(key)
    if ready is None:
        if len(known) >= MOST_ROWS:
            known.clear()
        ready = known[key] = _now_written(page, row, mark, is_mine=False)
    return ready


def _now_written(page: BoardPage, row: UnitRow, mark: Fraction | None, *, is_mine: bool) -> bytes:
    written_row: Markup = _macros(ROW).unit_row(row, is_mine, mark, *_beside(page, row))
    return written_row.encode()


def _beside(page: BoardPage, row: UnitRow) -> tuple[Any, ...]:
    """What a row says besides its own figures: in the order in which the component takes it."""
    is_final = page.state is BoardState.FINAL
    return is_final, page.average_of(row), page.day_start is not None, page.change_of(row)


def _macros(template: str) -> Any:
    return the_app().jinja_env.get_template(template).module
