"""How made-up people behave: who enters where, when they sit a round, what they answer; nothing is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from contest.demonstration.people import MadeUpPerson, person
from contest.platform.clock import to_milliseconds
from contest.rules.windows import Interval
from contest.units.queries import Unit
from questions.drawing import Slot

STAFF, CITIZENS = "cbccvc", "nguoi-dan"
LAST_MINUTE_SHARE = 0.12
TWIN_SHARE = 0.03
NO_GUESS_SHARE = 0.05
BEST_KNOWLEDGE = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A made-up person who is about to enter for a unit."""

    person: MadeUpPerson
    unit: Unit
    at: datetime

    @property
    def division(self) -> str:
        """The division they enter in."""
        return CITIZENS if self.person.is_citizen else STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """A made-up person who entered."""

    account_id: int
    person: MadeUpPerson

    @property
    def device(self) -> str:
        """Everybody's own machine; one for all would look like one room to those who review attempts."""
        return f"may-{self.account_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """When and how a person sits a round once."""

    begins_at: datetime
    seconds: float  # for one question
    prediction: int | None
    knowledge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a person answered, (slot, value) each, until when, and whether they handed it in themselves."""

    answers: tuple[tuple[int, int], ...]
    saved_at: datetime
    is_submitted: bool


def registrations(
    *,
    tree: Mapping[int, Unit],
    headcounts: Mapping[int, int],
    numbers: range,
    rng: Random,
    opens_at: datetime,
) -> Iterator[Registration]:
    """People spread over all units, in the days before an instant."""
    staff_units = [unit for unit in tree.values() if unit.id in headcounts]
    weights = [headcounts[unit.id] * rng.uniform(0.2, 1.0) for unit in staff_units]
    communes = [unit for unit in tree.values() if unit.kind == "commune"]
    for number in numbers:
        made_up = person(number, rng)
        unit = rng.choice(communes) if made_up.is_citizen else rng.choices(staff_units, weights)[0]
        at = to_milliseconds(opens_at - timedelta(seconds=rng.uniform(60, 5 * 86400)))
        yield Registration(person=made_up, unit=unit, at=at)


def sittings(
    *, entrants: Sequence[Entrant], interval: Interval, allowed: int, rng: Random, until: datetime
) -> Iterator[tuple[Entrant, Sitting]]:
    """Everybody's sittings of a round up to an instant, one person after the other.

    They draw on the same chance as whoever takes them: each is to be worked off before the next is asked for.
    """
    crowd = [entrant for entrant in entrants if rng.random() < entrant.person.diligence]
    habits = _Habits(interval=interval, guess_around=max(1, len(crowd) // 3))
    neighbour: Sitting | None = None
    for entrant in crowd:
        first = habits.first_sitting(entrant.person, neighbour, rng)
        for sitting in habits.sittings(entrant.person, first, allowed, rng):
            if sitting.begins_at < until:
                yield entrant, sitting
        neighbour = first


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """How people spread over a round: the whole week, many at the very end, some like a neighbour."""

    interval: Interval
    guess_around: int

    def first_sitting(self, who: MadeUpPerson, neighbour: Sitting | None, rng: Random) -> Sitting:
        """When and how a person sits the round first."""
        if neighbour is not None and rng.random() < TWIN_SHARE:
            return neighbour  # two colleagues side by side: same pace, same guess, same click
        is_late = rng.random() < LAST_MINUTE_SHARE
        share = rng.uniform(0.998, 0.9999) if is_late else rng.betavariate(1.2, 1.5)
        guess = max(0, round(rng.gauss(self.guess_around, self.guess_around / 3)))
        length = self.interval.closes_at - self.interval.opens_at
        return Sitting(
            begins_at=to_milliseconds(self.interval.opens_at + length * share),
            seconds=who.pace_seconds,
            prediction=None if rng.random() < NO_GUESS_SHARE else guess,
            knowledge=who.knowledge,
        )

    def sittings(self, who: MadeUpPerson, first: Sitting, allowed: int, rng: Random) -> Iterator[Sitting]:
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


def work(
    *,
    who: MadeUpPerson,
    sitting: Sitting,
    slots: Sequence[Slot],
    keys: Mapping[int, int],
    deadline_at: datetime,
    rng: Random,
) -> Work:
    """What a person makes of a paper before its deadline."""
    needed = timedelta(seconds=sitting.seconds * len(slots))
    ends_at = to_milliseconds(sitting.begins_at + needed)
    answers = _answers(sitting, slots, keys, rng)
    is_submitted = ends_at <= deadline_at and not who.forgets_to_submit
    if not is_submitted:  # time runs out, or the page is closed: the server ends the attempt
        share = min(1.0, (deadline_at - sitting.begins_at) / needed)
        answers = answers[: int(len(answers) * share)]
    return Work(answers=tuple(answers), saved_at=min(ends_at, deadline_at), is_submitted=is_submitted)


def _answers(
    sitting: Sitting, slots: Sequence[Slot], keys: Mapping[int, int], rng: Random
) -> list[tuple[int, int]]:
    answers = []
    for slot in slots:
        key = keys[slot.version_id]
        wrong = [choice for choice in slot.order if choice != key]
        answers.append((slot.number, key if rng.random() < sitting.knowledge else rng.choice(wrong)))
    if sitting.prediction is not None:
        answers.append((len(slots) + 1, sitting.prediction))
    return answers
