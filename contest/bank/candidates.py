"""Stored questions as candidates for a draw, with what earlier rounds tell of how hard they are."""

from collections.abc import Collection

from sqlalchemy import func, select

from contest.bank.models import ItemStatisticsRow, ItemVersionRow
from contest.platform.database import read
from questions.drawing import Candidate
from questions.item import Level

# A share of fewer papers than this tells more of chance than of the question.
FEWEST_PAPERS = 20


def candidates_of(version_ids: Collection[int]) -> tuple[Candidate, ...]:
    """The given versions as candidates for a draw, each with the facility that rounds recorded of it.

    Another version of the same question does not count: it may have been edited because it was too hard.
    """
    recorded = (
        select(
            ItemStatisticsRow.version_id,
            func.sum(ItemStatisticsRow.papers).label("papers"),
            func.sum(ItemStatisticsRow.right_answers).label("right_answers"),
        )
        .group_by(ItemStatisticsRow.version_id)
        .subquery()
    )
    rows = read().execute(
        select(ItemVersionRow, recorded.c.papers, recorded.c.right_answers)
        .outerjoin(recorded, recorded.c.version_id == ItemVersionRow.id)
        .where(ItemVersionRow.id.in_(version_ids))
    )
    return tuple(
        candidate_from(version, facility=_facility(papers or 0, right_answers or 0))
        for version, papers, right_answers in rows
    )


def _facility(papers: int, right_answers: int) -> float | None:
    return right_answers / papers if papers >= FEWEST_PAPERS else None


def candidate_from(row: ItemVersionRow, *, facility: float | None = None) -> Candidate:
    """A stored version as a candidate."""
    return Candidate(
        version_id=row.id,
        topic=row.topic,
        level=Level(row.level),
        choices=len(row.choices),
        pin_last=row.pin_last,
        tags=frozenset(row.tags),
        facility=facility,
    )
