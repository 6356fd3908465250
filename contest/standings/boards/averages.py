"""Average scores of units over everything published."""

from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import func, select

from contest.platform.cache import kept
from contest.platform.configuration import settings
from contest.platform.database import read
from contest.standings.models import PublicationRow, PublishedUnitRow


def published_averages(contest_id: int) -> Mapping[int, Fraction]:
    """Each unit's average share of the greatest score, over the newest publications, as of seconds ago."""
    return kept(
        ("averages", contest_id), settings().leaderboard_seconds, lambda: _published_averages(contest_id)
    )


def _published_averages(contest_id: int) -> Mapping[int, Fraction]:
    newest = (
        select(func.max(PublicationRow.id))
        .where(PublicationRow.contest_id == contest_id)
        .group_by(PublicationRow.round_id)
    )
    rows = read().execute(
        select(
            PublishedUnitRow.unit_id,
            PublishedUnitRow.max_score,
            func.sum(PublishedUnitRow.score_sum),
            func.sum(PublishedUnitRow.scored),
        )
        .where(PublishedUnitRow.publication_id.in_(newest), PublishedUnitRow.scored > 0)
        .group_by(PublishedUnitRow.unit_id, PublishedUnitRow.max_score)
    )
    shares: dict[int, Fraction] = {}
    scored: dict[int, int] = {}
    for unit_id, max_score, score_sum, count in rows:
        shares[unit_id] = shares.get(unit_id, Fraction(0)) + Fraction(int(score_sum), max_score)
        scored[unit_id] = scored.get(unit_id, 0) + int(count)
    return {unit_id: share / scored[unit_id] for unit_id, share in shares.items()}
