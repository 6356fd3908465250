"""Everything decided beside the ranking of a round, or of the whole contest, as awards take it."""

from collections.abc import Mapping

from contest.entries import queries as entries
from contest.rules import data_rights
from contest.rules.scope import Scope
from contest.standings import queries
from contest.standings.queries import NO_TRIAL, Refusals, Trial
from contest.standings.ranking import decisions
from contest.standings.ranking.decisions import Settled
from contest.standings.ranking.winners import published_winners
from contest.units.queries import Unit


def settled_of(
    scope: Scope, *, persons: Mapping[str, int], tree: Mapping[int, Unit], trial: Trial = NO_TRIAL
) -> Settled:
    """The decisions of a scope; ``persons`` are the entries by the receipts that count now."""
    withdrawn = entries.withdrawn_entry_ids(scope.contest_id)
    refused = dict(data_rights.left_out(withdrawn, winners_published=published_winners(scope)))
    refused_units: dict[int, str] = {}
    for answer in queries.refusals.ask(scope):
        refused |= answer.entries
        refused_units |= answer.units
    as_tried = trial.applied(Refusals(entries=refused, units=refused_units))
    return decisions.settled(
        scope,
        persons=persons,
        units={unit.code: unit.id for unit in tree.values()},
        refused=as_tried.entries,
        refused_units=as_tried.units,
    )
