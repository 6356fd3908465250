"""Who has won a prize in published rounds, for rules that give each person one prize."""

from sqlalchemy import func, select

from contest.platform.database import read
from contest.standings.models import PublicationRow, PublishedPersonRow


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
