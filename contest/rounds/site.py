"""What every page says about the contest it belongs to: its title, organiser and hotline."""

from dataclasses import dataclass

from contest.platform.cache import kept
from contest.rounds import queries

KEPT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Names for header and footer; with no contest yet, the software introduces itself."""

    title: str = "Thi tìm hiểu CCHC"
    contest_name: str = "Thi tìm hiểu cải cách hành chính"
    organiser: str = "Ban Tổ chức"
    hotline: str = ""
    legal_basis: str = ""
    has_contest: bool = False


def site() -> Site:
    """The names of the current contest."""
    return kept("site", KEPT_SECONDS, _site)


def _site() -> Site:
    contest = queries.find_current_contest()
    if contest is None:
        return Site()
    return Site(
        contest_name=contest.title,
        organiser=contest.organiser,
        hotline=contest.hotline,
        legal_basis=contest.legal_basis,
        has_contest=True,
    )
