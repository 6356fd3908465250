"""The results of the whole contest, made of the newest publications of its rounds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from contest.entries import queries as entries
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules import ranking
from contest.rules.awards import Awards, Nomination, PrizeLimit
from contest.rules.overall import OverallRule, overall_result
from contest.rules.ranking import Placing, Result
from contest.rules.scope import Scope
from contest.rules.terms import DivisionKind, RuleSet
from contest.standings import queries
from contest.standings.errors import NotOverall
from contest.standings.models import PublishedPersonRow
from contest.standings.overall.queries import OverallPublication
from contest.standings.queries import NO_TRIAL, Publication, Trial
from contest.standings.ranking.computing import awarded_places
from contest.standings.ranking.decisions import Settled, prizes_and_ties
from contest.standings.ranking.rosters import roster_of
from contest.standings.ranking.settling import settled_of
from contest.standings.ranking.units import Roster, Taken, UnitPlace, empty_tally, places_of_units
from contest.units import queries as units
from contest.units.queries import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """What one published round says about one person."""

    entry_id: int
    division: str
    name: str
    unit_id: int
    unit_name: str
    place_name: str
    score: int
    questions: int
    prediction_error: int | None
    time_used_ms: int
    submitted_at: datetime
    attempts: int
    registered_at: datetime
    receipt: str
    amount_vnd: int


_COLUMNS = tuple(getattr(PublishedPersonRow, name) for name in RoundFact.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallStanding:
    """One person's place over the whole contest, with the rounds it was made of."""

    placing: Placing
    counted: tuple[int, ...]  # numbers of rounds
    by_round: Mapping[int, RoundFact]
    prize: Nomination | None
    waits_for_tie: bool

    @property
    def last(self) -> RoundFact:
        """The newest round that the person took; name, unit and receipt are as of then."""
        return self.by_round[max(self.by_round)]

    @property
    def questions(self) -> int:
        """The most points that the counted rounds could give."""
        return sum(self.by_round[number].questions for number in self.counted)

    @property
    def sum_in_words(self) -> str:
        """The sum as a worked line: "Đợt 1: 19 + Đợt 3: 20 = 39"."""
        parts = " + ".join(f"Đợt {number}: {self.by_round[number].score}" for number in self.counted)
        return f"{parts} = {self.placing.result.score}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallComputed:
    """The results of the whole contest as they stand now; ``missing`` are rounds without a publication."""

    contest_id: int
    rule_set_id: int
    rules: RuleSet
    rounds: tuple[tuple[Round, Publication], ...]
    missing: tuple[Round, ...]
    persons: Mapping[str, tuple[OverallStanding, ...]]  # by division
    awards: Mapping[str, Awards]
    units: tuple[UnitPlace, ...]
    tree: Mapping[int, Unit]

    def parent_name(self, unit: Unit) -> str:
        """The district or body that a unit lies in; empty at the top."""
        parent = self.tree.get(unit.parent_id or 0)
        return parent.name if parent is not None and parent.kind != "province" else ""


def computed_overall(
    contest_id: int, *, of: OverallPublication | None = None, trial: Trial = NO_TRIAL
) -> OverallComputed:
    """Add the newest publications of the rounds up and rank the sums, by the newest rules.

    ``of`` takes the rules and the publications of rounds that a publication names instead. Raises
    NotOverall where the rules rank no whole.
    """
    if of is None:
        version = rounds.newest_rule_set(contest_id)
        rule_set_id, rules = version.id, version.rules
    else:
        rule_set_id, rules = of.rule_set_id, rounds.rule_set(of.rule_set_id)
    if rules.overall is None:
        raise NotOverall
    found = _sources(contest_id, of)
    published = tuple((one, publication) for one, publication in found if publication is not None)
    excluded = entries.excluded_entry_ids(contest_id)
    facts = {
        one.number: [fact for fact in _facts(publication.id) if fact.entry_id not in excluded]
        for one, publication in published
    }
    by_entry: defaultdict[int, dict[int, RoundFact]] = defaultdict(dict)
    for number, people in facts.items():
        for fact in people:
            by_entry[fact.entry_id][number] = fact
    tree = units.units_of(rounds.get_contest(contest_id).unit_list_id)
    settled = settled_of(
        Scope(contest_id=contest_id, round_id=None),
        persons={one[max(one)].receipt: entry_id for entry_id, one in by_entry.items()},
        tree=tree,
        trial=trial,
    )
    persons, awards = _persons(by_entry, rules, rules.overall, settled)
    roster = roster_of(contest_id, entries.registrations_of(contest_id))
    return OverallComputed(
        contest_id=contest_id,
        rule_set_id=rule_set_id,
        rules=rules,
        rounds=published,
        missing=tuple(one for one, publication in found if publication is None),
        persons=persons,
        awards=awards,
        units=_units(by_entry, rules, tree, roster, settled),
        tree=tree,
    )


def _sources(contest_id: int, of: OverallPublication | None) -> list[tuple[Round, Publication | None]]:
    """The rounds with the publication that is added up, None where there is none."""
    own = [one for one in rounds.rounds_of(contest_id) if one.state is not RoundState.DRAFT]
    if of is None:
        return [(one, queries.find_publication(one.id)) for one in own]
    named = {number: version for number, version, _digest in of.rounds}
    return [(one, queries.find_publication(one.id, named[one.number])) for one in own if one.number in named]


def _facts(publication_id: int) -> list[RoundFact]:
    rows = read().execute(
        select(*_COLUMNS)
        .where(PublishedPersonRow.publication_id == publication_id)
        .order_by(PublishedPersonRow.id)
    )
    return [RoundFact(**row) for row in rows.mappings()]


def _persons(
    by_entry: Mapping[int, Mapping[int, RoundFact]], rules: RuleSet, rule: OverallRule, settled: Settled
) -> tuple[dict[str, tuple[OverallStanding, ...]], dict[str, Awards]]:
    made = {}
    for entry_id, by_round in by_entry.items():
        result = overall_result({number: _result(fact) for number, fact in by_round.items()}, rule)
        if result is not None:
            made[entry_id] = result
    ranked = ranking.rank_by_division((one.result for one in made.values()), rule.tie_break)
    already_won: set[int] = set()
    if rules.one_prize_per is PrizeLimit.CONTEST:
        already_won = {
            entry_id
            for entry_id, by_round in by_entry.items()
            if any(fact.amount_vnd for fact in by_round.values())
        }
    persons, given = {}, {}
    for code, first in ranked.items():
        placings, awards = awarded_places(
            first,
            rules.division(code).overall_prizes,
            board=code,
            already_won=already_won,
            min_score=None,
            settled=settled,
        )
        prizes, waiting = prizes_and_ties(awards)
        given[code] = awards
        persons[code] = tuple(
            OverallStanding(
                placing=placing,
                counted=made[placing.result.entry_id].counted,
                by_round=by_entry[placing.result.entry_id],
                prize=prizes.get(placing.result.entry_id),
                waits_for_tie=placing.result.entry_id in waiting,
            )
            for placing in placings
        )
    return persons, given


def _result(fact: RoundFact) -> Result:
    return Result(
        entry_id=fact.entry_id,
        division=fact.division,
        score=fact.score,
        prediction_error=fact.prediction_error,
        time_used_ms=fact.time_used_ms,
        submitted_at=fact.submitted_at,
        attempts=fact.attempts,
        registered_at=fact.registered_at,
        lottery=None,
    )


def _units(
    by_entry: Mapping[int, Mapping[int, RoundFact]],
    rules: RuleSet,
    tree: Mapping[int, Unit],
    roster: Roster,
    settled: Settled,
) -> tuple[UnitPlace, ...]:
    """Units by distinct people over all rounds; everybody counts for the unit of the newest round taken."""
    staff = {one.code for one in rules.divisions if one.kind is DivisionKind.STAFF}
    longest = max((rules.division(code).blueprint.size for code in staff), default=1)
    people: defaultdict[int, list[Sequence[RoundFact]]] = defaultdict(list)
    citizens: Counter[int] = Counter()
    categories: Counter[tuple[int, str]] = Counter()
    for entry_id, by_round in by_entry.items():
        last = by_round[max(by_round)]
        if last.division not in staff:
            citizens[last.unit_id] += 1
            continue
        people[last.unit_id].append(tuple(by_round.values()))
        if entry_id in roster.categories:
            categories[last.unit_id, roster.categories[entry_id]] += 1
    tallies = {
        unit_id: replace(
            empty_tally(unit_id),
            people=len(own),
            attempts=sum(fact.attempts for taken in own for fact in taken),
            score_sum=sum(fact.score for taken in own for fact in taken),
            scored=sum(map(len, own)),
            max_score=longest,
            all_correct=sum(all(fact.score == fact.questions for fact in taken) for taken in own),
            winners=sum(bool(fact.amount_vnd) for taken in own for fact in taken),
        )
        for unit_id, own in people.items()
    }
    rule = replace(
        rules.collective,
        groups=tuple(replace(group, prizes=group.overall_prizes) for group in rules.collective.groups),
    )
    taken = Taken(staff=tallies, citizens=citizens, categories=categories)
    return places_of_units(taken, rule, units=tree, roster=roster, settled=settled)
