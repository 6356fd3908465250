"""The board of persons of one round: the best, and the reader with neighbours; final, or provisional."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contest.platform.cache import kept, kept_aside
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules import ranking
from contest.rules.terms import RuleSet
from contest.rules.windows import RoundPhase
from contest.standings import queries
from contest.standings.queries import PersonPlace, Publication
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed, computed_standings

TOP = 100
NEIGHBOURS = 3
# Provisional standings of a whole round are dear, and change little once it is closed.
PROVISIONAL_MINIMUM_SECONDS = 60
# A publication never changes; a correction is another one.
PUBLISHED_SECONDS = 600


class PersonsState(StrEnum):
    """Whether places are published, provisional, or not to be shown before the round closes."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsBoard:
    """The rows to show of one division; computed_at is of the provisional, publication of the final."""

    state: PersonsState
    round: Round
    rules: RuleSet
    division: str
    total: int
    top: tuple[PersonPlace, ...]
    around_me: tuple[PersonPlace, ...]
    mine: PersonPlace | None
    actual_number: int | None
    publication: Publication | None
    computed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisional:
    """All places of a closed round as they stand before publication."""

    persons: Mapping[str, tuple[PersonPlace, ...]]
    actual_numbers: Mapping[str, int]
    computed_at: datetime


def default_round(choice: Sequence[Round], *, now: datetime) -> Round | None:
    """The newest closed round, otherwise the newest that opened; None before any did."""
    newest_first = tuple(reversed(choice))
    closed = next((one for one in newest_first if one.phase(now) is RoundPhase.CLOSED), None)
    return closed or next(iter(newest_first), None)


def persons_board(
    this_round: Round, *, division: str | None, entry_id: int | None, now: datetime
) -> PersonsBoard:
    """One division's board of a round, within what may be shown of it; an unknown division is the first."""
    rules = rounds.rule_set(this_round.rule_set_id)
    codes = [one.code for one in rules.divisions]
    chosen = division if division in codes else codes[0]
    may = queries.visibility_of(this_round, now=now)
    if not may.scores:
        return _board(this_round, rules, chosen, state=PersonsState.HIDDEN)
    publication = queries.find_publication(this_round.id)
    if publication is not None:
        return _published(this_round, rules, chosen, publication, entry_id)
    kept_for = max(settings().leaderboard_seconds, PROVISIONAL_MINIMUM_SECONDS)
    provisional = kept_aside(("persons", this_round.id), kept_for, lambda: _provisional(this_round.id, now))
    return _provisional_board(this_round, rules, chosen, provisional, entry_id)


def _published(
    this_round: Round, rules: RuleSet, division: str, publication: Publication, entry_id: int | None
) -> PersonsBoard:
    mine = None if entry_id is None else queries.find_person(publication.id, entry_id=entry_id)
    around: tuple[PersonPlace, ...] = ()
    if mine is not None and mine.division == division:
        start = max(0, queries.rank_before(publication.id, person=mine) - NEIGHBOURS)
        around = queries.persons_of(publication.id, division=division, limit=2 * NEIGHBOURS + 1, offset=start)
    total, top = kept(
        ("published", publication.id, division),
        PUBLISHED_SECONDS,
        lambda: (
            queries.count_persons(publication.id, division=division),
            queries.persons_of(publication.id, division=division, limit=TOP),
        ),
    )
    return _board(
        this_round,
        rules,
        division,
        state=PersonsState.FINAL,
        total=total,
        top=top,
        around_me=around,
        mine=mine,
        actual_number=publication.actual_numbers.get(division),
        publication=publication,
    )


def _provisional_board(
    this_round: Round, rules: RuleSet, division: str, provisional: Provisional, entry_id: int | None
) -> PersonsBoard:
    persons = provisional.persons.get(division, ())
    at = next((at for at, one in enumerate(persons) if one.entry_id == entry_id), None)
    around = () if at is None else persons[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    return _board(
        this_round,
        rules,
        division,
        state=PersonsState.PROVISIONAL,
        total=len(persons),
        top=persons[:TOP],
        around_me=around,
        mine=None if at is None else persons[at],
        actual_number=provisional.actual_numbers.get(division),
        computed_at=provisional.computed_at,
    )


def _board(
    this_round: Round,
    rules: RuleSet,
    division: str,
    *,
    state: PersonsState,
    total: int = 0,
    top: tuple[PersonPlace, ...] = (),
    around_me: tuple[PersonPlace, ...] = (),
    mine: PersonPlace | None = None,
    actual_number: int | None = None,
    publication: Publication | None = None,
    computed_at: datetime | None = None,
) -> PersonsBoard:
    return PersonsBoard(
        state=state,
        round=this_round,
        rules=rules,
        division=division,
        total=total,
        top=top,
        around_me=around_me,
        mine=mine,
        actual_number=actual_number,
        publication=publication,
        computed_at=computed_at,
    )


def _provisional(round_id: int, now: datetime) -> Provisional:
    computed = computed_standings(round_id)
    return Provisional(
        persons={
            division: tuple(_person(one, computed) for one in persons)
            for division, persons in computed.standings.persons.items()
        },
        actual_numbers=computed.standings.actual_numbers,
        computed_at=now,
    )


def _person(standing: PersonStanding, computed: Computed) -> PersonPlace:
    """A place as it would be published, without a prize: nobody has won before the publication."""
    placing, facts = standing.placing, standing.counted.facts
    return PersonPlace(
        division=facts.division,
        place=placing.place,
        shared=placing.shared,
        entry_id=facts.entry_id,
        attempt_id=facts.attempt_id,
        name=computed.names[facts.entry_id],
        unit_name=computed.unit_title(facts),
        place_name=computed.parent_name(computed.units[facts.unit_id]),
        score=facts.score,
        questions=facts.questions,
        prediction=facts.prediction,
        prediction_error=placing.result.prediction_error,
        time_used_ms=facts.time_used_ms,
        submitted_at=facts.finished_at,
        attempts=standing.counted.attempts,
        registered_at=placing.result.registered_at,
        receipt=facts.receipt,
        reason=ranking.explain(placing),
        prize="",
        amount_vnd=0,
    )
