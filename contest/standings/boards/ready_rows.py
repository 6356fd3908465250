"""Rows of the units' board as everybody sees them in the same second: written once, not once a reader."""

from collections.abc import Callable

from flask import current_app
from markupsafe import Markup

from contest.platform.languages import reader_language
from contest.standings.boards.page import BoardState, UnitBoard
from contest.standings.queries import UnitRow

TEMPLATE = "standings/_unit_row.html"
Write = Callable[[UnitRow, bool], Markup]


def writer(seen: UnitBoard) -> Write:
    """What writes a row, marked as the reader's own or as it is for all others."""
    component = current_app.jinja_env.get_template(TEMPLATE).module
    language, page = reader_language(), seen.page
    mark = None if page.totals is None else page.totals.rate

    def write(row: UnitRow, mine: bool) -> Markup:  # noqa: FBT001 - called by a template
        ready = None if mine else seen.written.get((language, row.unit_id))
        if ready is None:
            ready = Markup(  # noqa: S704 - the component escapes
                component.unit_row(  # type: ignore[attr-defined] # a macro
                    row,
                    mine,
                    mark,
                    page.state is BoardState.FINAL,
                    page.average_of(row),
                    page.day_start is not None,
                    page.change_of(row),
                )
            )
            if not mine:
                seen.written[language, row.unit_id] = ready
        return ready

    return write
