"""People who behave plausibly in simulated time, through the same use cases as real ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from contest.accounts import services as accounts
from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer, handle_of
from contest.bank import queries as bank
from contest.demonstration.people import MadeUpPerson, person
from contest.entries import services as entries
from contest.platform.clock import to_milliseconds
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.windows import Interval
from contest.units import queries as units
from contest.units.queries import Unit

BATCH = 50
LAST_MINUTE_SHARE = 0.12
TWIN_SHARE = 0.03
NO_GUESS_SHARE = 0.05
BEST_KNOWLEDGE = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A made-up person who entered."""

    account_id: int
    person: MadeUpPerson


def enter_people(
    *, contest_id: int, people: int, first_number: int, rng: Random, opens_at: datetime
) -> tuple[Entrant, ...]:
    """Register and enter so many people over all units in the days before an instant."""
    tree = units.units_of(rounds.get_contest(contest_id).unit_list_id)
    headcounts = units.headcounts(rounds.get_contest(contest_id).unit_list_id)
    staff_units = [unit for unit in tree.values() if unit.id in headcounts]
    weights = [headcounts[unit.id] * rng.uniform(0.2, 1.0) for unit in staff_units]
    communes = [unit for unit in tree.values() if unit.kind == "commune"]
    entrants: list[Entrant] = []
    for start in range(0, people, BATCH):
        # One commit for a batch: the use cases join the outer transaction.
        with transaction():
            for number in range(start, min(start + BATCH, people)):
                made_up = person(first_number + number, rng)
                unit = rng.choice(communes) if made_up.is_citizen else rng.choices(staff_units, weights)[0]
                entrants.append(_enter(contest_id, made_up, unit, rng, opens_at))
    return tuple(entrants)


def _enter(contest_id: int, made_up: MadeUpPerson, unit: Unit, rng: Random, opens_at: datetime) -> Entrant:
    now = to_milliseconds(opens_at - timedelta(seconds=rng.uniform(60, 5 * 86400)))
    account_id = accounts.register(
        name=made_up.name, phone=made_up.phone, password=None, consent=True, now=now
    )
    entries.enter(
        contest_id=contest_id,
        account_id=account_id,
        division="nguoi-dan" if made_up.is_citizen else "cbccvc",
        unit_code=unit.code,
        wants_extra_time=False,
        now=now,
    )
    return Entrant(account_id=account_id, person=made_up)


def take_round(*, round_id: int, entrants: Sequence[Entrant], rng: Random, until: datetime) -> int:
    """Let people take a round up to an instant. Answers how many attempts were started."""
    this_round = rounds.get_round(round_id)
    allowed = rounds.rule_set(this_round.rule_set_id).attempts_allowed
    crowd = [entrant for entrant in entrants if rng.random() < entrant.person.diligence]
    habits = _Habits(interval=this_round.intervals[0], guess_around=max(1, len(crowd) // 3))
    started = 0
    neighbour: _Sitting | None = None
    for begin in range(0, len(crowd), BATCH):
        with transaction():
            for entrant in crowd[begin : begin + BATCH]:
                first = habits.first_sitting(entrant.person, neighbour, rng)
                for sitting in habits.sittings(entrant.person, first, allowed, rng):
                    if sitting.begins_at < until:
                        _sit(this_round, entrant, sitting, rng)
                        started += 1
                neighbour = first
    attempt_services.expire_overdue(now=until, round_id=round_id)
    return started


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sitting:
    begins_at: datetime
    seconds: float  # for one question
    prediction: int | None
    knowledge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """How people spread over a round: the whole week, many at the very end, some like a neighbour."""

    interval: Interval
    guess_around: int

    def first_sitting(self, who: MadeUpPerson, neighbour: _Sitting | None, rng: Random) -> _Sitting:
        """When and how a person sits the round first."""
        if neighbour is not None and rng.random() < TWIN_SHARE:
            return neighbour  # two colleagues side by side: same pace, same guess, same click
        is_late = rng.random() < LAST_MINUTE_SHARE
        share = rng.uniform(0.998, 0.9999) if is_late else rng.betavariate(1.2, 1.5)
        guess = max(0, round(rng.gauss(self.guess_around, self.guess_around / 3)))
        length = self.interval.closes_at - self.interval.opens_at
        return _Sitting(
            begins_at=to_milliseconds(self.interval.opens_at + length * share),
            seconds=who.pace_seconds,
            prediction=None if rng.random() < NO_GUESS_SHARE else guess,
            knowledge=who.knowledge,
        )

    def sittings(self, who: MadeUpPerson, first: _Sitting, allowed: int, rng: Random) -> Iterator[_Sitting]:
        """The first sitting and, for the diligent, further ones: later, quicker, better prepared."""
        sitting = first
        for _number in range(allowed):
            yield sitting
            begins_at = to_milliseconds(sitting.begins_at + timedelta(minutes=rng.uniform(40, 900)))
            if begins_at >= self.interval.closes_at or rng.random() > who.diligence / 2:
                return
            sitting = replace(
                sitting,
                begins_at=begins_at,
                seconds=sitting.seconds * 0.8,
                knowledge=min(BEST_KNOWLEDGE, sitting.knowledge + 0.1),
            )


def _device(entrant: Entrant) -> str:
    """Everybody's own machine; one for all would look like one room to those who review attempts."""
    return f"may-{entrant.account_id}"


def _sit(this_round: Round, entrant: Entrant, sitting: _Sitting, rng: Random) -> None:
    attempt = attempt_services.start(
        round_id=this_round.id,
        account_id=entrant.account_id,
        device=_device(entrant),
        rng=rng,
        now=sitting.begins_at,
    )
    needed = timedelta(seconds=sitting.seconds * attempt.questions)
    ends_at = to_milliseconds(sitting.begins_at + needed)
    answers = _answers(attempt, sitting, rng)
    if ends_at > attempt.deadline_at or entrant.person.forgets_to_submit:
        share = min(1.0, (attempt.deadline_at - attempt.started_at) / needed)
        answers = answers[: int(len(answers) * share)]
        _save(attempt, entrant, answers, min(ends_at, attempt.deadline_at))
        return  # time runs out, or the page is closed: the server ends the attempt
    _save(attempt, entrant, answers, ends_at)
    attempt_services.submit(code=attempt.code, account_id=entrant.account_id, now=ends_at)


def _save(attempt: Attempt, entrant: Entrant, answers: Sequence[Answer], now: datetime) -> None:
    attempt_services.save(
        code=attempt.code, account_id=entrant.account_id, device=_device(entrant), answers=answers, now=now
    )


def _answers(attempt: Attempt, sitting: _Sitting, rng: Random) -> list[Answer]:
    slots = attempts.paper_of(attempt.id)
    keys = bank.keys_of({slot.version_id for slot in slots})
    answers = []
    for slot in slots:
        key = keys[slot.version_id]
        wrong = [choice for choice in slot.order if choice != key]
        choice = key if rng.random() < sitting.knowledge else rng.choice(wrong)
        answers.append(Answer(slot=slot.number, value=handle_of(attempt.code, slot.number, choice), seq=1))
    if sitting.prediction is not None:
        answers.append(Answer(slot=attempt.prediction_slot, value=str(sitting.prediction), seq=1))
    return answers
