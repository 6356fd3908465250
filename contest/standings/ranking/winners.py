"""Who has won a prize in published rounds, for rules that give each person one prize."""

from sqlalchemy import func, select

from contest.platform.database import read
from contest.rules.scope import Scope
from contest.standings.models import (
    OverallPersonRow,
    OverallPublicationRow,
    PublicationRow,
    PublishedPersonRow,
)


def winners_of_other_rounds(contest_id: int, round_id: int) -> frozenset[int]:
    """Entries with a prize in the newest publication of any other round of the contest."""
    newest = (
        select(func.max(PublicationRow.id))
        .where(PublicationRow.contest_id == contest_id, PublicationRow.round_id != round_id)
        .group_by(PublicationRow.round_id)
    )
    rows = read().execute(
        select(PublishedPersonRow.entry_id).where(
            PublishedPersonRow.publication_id.in_(newest), PublishedPersonRow.amount_vnd > 0
        )
    )
    return frozenset(row.entry_id for row in rows)


def published_winners(scope: Scope) -> frozenset[int]:
    """Entries with a prize in the newest publication of a round, or of the whole contest."""
    if scope.round_id is None:
        newest = select(func.max(OverallPublicationRow.id)).where(
            OverallPublicationRow.contest_id == scope.contest_id
        )
        persons = select(OverallPersonRow.entry_id).where(
            OverallPersonRow.publication_id == newest.scalar_subquery(), OverallPersonRow.amount_vnd > 0
        )
    else:
        newest = select(func.max(PublicationRow.id)).where(PublicationRow.round_id == scope.round_id)
        persons = select(PublishedPersonRow.entry_id).where(
            PublishedPersonRow.publication_id == newest.scalar_subquery(), PublishedPersonRow.amount_vnd > 0
        )
    return frozenset(read().execute(persons).scalars())
