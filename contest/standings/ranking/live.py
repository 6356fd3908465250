"""Computing a round's standings from what is stored now: for live boards and for publishing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.attempts.queries import AttemptFacts
from contest.attempts.services import Rescored
from contest.entries import queries as entries
from contest.platform.serving.collecting import nothing_thrown_away
from contest.rounds import queries as rounds
from contest.rules.awards import PrizeLimit
from contest.rules.scope import Scope
from contest.rules.terms import DivisionKind, RuleSet
from contest.standings.queries import NO_TRIAL, Trial
from contest.standings.ranking import computing
from contest.standings.ranking.computing import RoundStandings
from contest.standings.ranking.rosters import roster_of
from contest.standings.ranking.settling import settled_of
from contest.standings.ranking.winners import winners_of_other_rounds
from contest.units import queries as units
from contest.units.queries import Unit


@dataclass(frozen=True, kw_only=True)  # without slots: names are kept once somebody asked for them
class Computed:
    """Standings with the names that go with them."""

    standings: RoundStandings
    rules: RuleSet
    units: Mapping[int, Unit]
    attempts: Sequence[AttemptFacts]  # of everybody who is not excluded

    @cached_property
    def names(self) -> Mapping[int, str]:
        """The name of everybody by entry, read when first asked for: an effect on places needs none."""
        called = accounts.names_of({one.account_id for one in self.attempts})
        return {one.entry_id: called[one.account_id] for one in self.attempts}

    @property
    def receipts(self) -> tuple[str, ...]:
        """Of every attempt that counts for somebody."""
        return tuple(one.receipt for one in self.attempts)

    def parent_name(self, unit: Unit) -> str:
        """The district a commune lies in, the body a department's part belongs to; empty at the top."""
        parent = self.units.get(unit.parent_id or 0)
        return parent.name if parent is not None and parent.kind != "province" else ""

    def unit_title(self, facts: AttemptFacts) -> str:
        """Officials work for a committee or agency, citizens live in a place."""
        unit = self.units[facts.unit_id]
        return unit.title if self.rules.division(facts.division).kind is DivisionKind.STAFF else unit.name


@nothing_thrown_away()
def computed_standings(
    round_id: int,
    *,
    rescored: Collection[Rescored] = (),
    without: int | None = None,
    trial: Trial = NO_TRIAL,
) -> Computed:
    """Compute a round from its finished attempts, entries, exclusions and the frozen roster.

    ``rescored`` are results that a correction would bring, taken instead of those that are stored;
    ``without`` leaves one attempt out, to see what striking it would do; ``trial`` refuses prizes to see
    who would move up.
    """
    this_round = rounds.get_round(round_id)
    rules = rounds.rule_set(this_round.rule_set_id)
    list_id = rounds.get_contest(this_round.contest_id).unit_list_id
    tree = units.units_of(list_id)
    already_won: frozenset[int] = frozenset()
    if rules.one_prize_per is PrizeLimit.CONTEST:
        already_won = winners_of_other_rounds(this_round.contest_id, round_id)
    # Attempts first: whoever is read with one is then found among the entries.
    facts: Sequence[AttemptFacts] = attempts.facts_of(round_id)
    if without is not None:
        facts = [one for one in facts if one.attempt_id != without]
    if rescored:
        facts = _with_new_scores(facts, rescored)
    entered = entries.registrations_of(this_round.contest_id)
    excluded = entries.excluded_entry_ids(this_round.contest_id)
    if excluded:
        facts = [one for one in facts if one.entry_id not in excluded]
    standings = computing.compute(
        facts,
        rules,
        excluded=excluded,
        entered=entered,
        already_won=already_won,
        units=tree,
        roster=roster_of(this_round.contest_id, entered),
        settled=settled_of(
            Scope(contest_id=this_round.contest_id, round_id=round_id),
            persons={one.receipt: one.entry_id for one in facts},
            tree=tree,
            trial=trial,
        ),
    )
    return Computed(standings=standings, rules=rules, units=tree, attempts=facts)


def _with_new_scores(facts: Sequence[AttemptFacts], rescored: Collection[Rescored]) -> Sequence[AttemptFacts]:
    new = {one.attempt_id: one for one in rescored}
    return [
        one._replace(
            score=new[one.attempt_id].new_score,
            questions=one.questions + new[one.attempt_id].old_left_out - new[one.attempt_id].new_left_out,
        )
        if one.attempt_id in new
        else one
        for one in facts
    ]
