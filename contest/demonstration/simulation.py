"""People who behave plausibly in simulated time, through the same use cases as real ones."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from random import Random
from typing import TypeVar

from contest.accounts import services as accounts
from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.attempts.services import Answer, handle_of
from contest.bank import queries as bank
from contest.demonstration import habits
from contest.demonstration.habits import Entrant, Registration, Sitting
from contest.entries import services as entries
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.units import queries as units

BATCH = 50

Anything = TypeVar("Anything")


def batches(things: Iterable[Anything], size: int) -> Iterator[Iterator[Anything]]:
    """Things in groups, none of them taken before it is asked for; each group is to be used up."""
    rest = iter(things)
    for first in rest:
        yield _with_first(first, islice(rest, size - 1))


def _with_first(first: Anything, others: Iterator[Anything]) -> Iterator[Anything]:
    yield first
    yield from others


def registrations(
    *, contest_id: int, people: int, first_number: int, rng: Random, opens_at: datetime
) -> Iterator[Registration]:
    """Who enters a contest, for which of its units, before an instant."""
    list_id = rounds.get_contest(contest_id).unit_list_id
    return habits.registrations(
        tree=units.units_of(list_id),
        headcounts=units.headcounts(list_id),
        numbers=range(first_number, first_number + people),
        rng=rng,
        opens_at=opens_at,
    )


def enter_people(
    *, contest_id: int, people: int, first_number: int, rng: Random, opens_at: datetime
) -> tuple[Entrant, ...]:
    """Register and enter so many people over all units in the days before an instant."""
    expected = registrations(
        contest_id=contest_id, people=people, first_number=first_number, rng=rng, opens_at=opens_at
    )
    entrants: list[Entrant] = []
    for batch in batches(expected, BATCH):
        # One commit for a batch: the use cases join the outer transaction.
        with transaction():
            entrants += [_enter(contest_id, one) for one in batch]
    return tuple(entrants)


def _enter(contest_id: int, one: Registration) -> Entrant:
    account_id = accounts.register(
        name=one.person.name, phone=one.person.phone, password=None, consent=True, now=one.at
    )
    entries.enter(
        contest_id=contest_id,
        account_id=account_id,
        division=one.division,
        unit_code=one.unit.code,
        wants_extra_time=False,
        now=one.at,
    )
    return Entrant(account_id=account_id, person=one.person)


def sittings(
    this_round: Round, *, entrants: Sequence[Entrant], rng: Random, until: datetime
) -> Iterator[tuple[Entrant, Sitting]]:
    """Everybody's sittings of a round up to an instant."""
    return habits.sittings(
        entrants=entrants,
        interval=this_round.intervals[0],
        allowed=rounds.rule_set(this_round.rule_set_id).attempts_allowed,
        rng=rng,
        until=until,
    )


def take_round(*, round_id: int, entrants: Sequence[Entrant], rng: Random, until: datetime) -> int:
    """Let people take a round up to an instant. Answers how many attempts were started."""
    this_round = rounds.get_round(round_id)
    started = 0
    for batch in batches(sittings(this_round, entrants=entrants, rng=rng, until=until), BATCH):
        with transaction():
            for entrant, sitting in batch:
                _sit(this_round, entrant, sitting, rng)
                started += 1
    attempt_services.expire_overdue(now=until, round_id=round_id)
    return started


def _sit(this_round: Round, entrant: Entrant, sitting: Sitting, rng: Random) -> None:
    attempt = attempt_services.start(
        round_id=this_round.id,
        account_id=entrant.account_id,
        device=entrant.device,
        rng=rng,
        now=sitting.begins_at,
    )
    slots = attempts.paper_of(attempt.id)
    work = habits.work(
        who=entrant.person,
        sitting=sitting,
        slots=slots,
        keys=bank.keys_of({slot.version_id for slot in slots}),
        deadline_at=attempt.deadline_at,
        rng=rng,
    )
    answers = [
        Answer(
            slot=slot,
            value=str(value) if slot == attempt.prediction_slot else handle_of(attempt.code, slot, value),
            seq=1,
        )
        for slot, value in work.answers
    ]
    attempt_services.save(
        code=attempt.code,
        account_id=entrant.account_id,
        device=entrant.device,
        answers=answers,
        now=work.saved_at,
    )
    if work.is_submitted:
        attempt_services.submit(code=attempt.code, account_id=entrant.account_id, now=work.saved_at)
