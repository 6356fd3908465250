"""A participant's steps, each measured on its own; the journey; the mix of the last hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

from argon2 import PasswordHasher

from benchmarks.browsers import Browser
from benchmarks.measuring import Comparison, Job, Tally, compare, do
from benchmarks.processes import Server
from benchmarks.stage import PASSWORD
from benchmarks.wire import Connection, Reply

SITTINGS, SAVES_EACH, SIGN_INS, JOURNEYS, PEOPLE_IN_THE_MIX, WARMING = 150, 15, 40, 40, 40, 16
# Ten questions, signing in included; and the last hour of somebody who signed in before.
JOURNEY = (
    "open_sign_in", "sign_in", "rounds", "start", "paper", *["save"] * 10, "check", "submit", "result",
)  # fmt: skip
SAVES = ["save"] * 15
LAST_HOUR = (
    "rounds", "start", "paper", *SAVES, "board", *SAVES, "check", "submit", "result", "board", "board",
)  # fmt: skip


# The lines that goals are about.
SAVE, START, SIGN_IN_BARE = "save one answer", "start + page of 30", "sign in / bare check"
JOURNEY_OF_10 = f"journey of 10 ({len(JOURNEY)} requests)"
MIX = f"closing mix ({len(LAST_HOUR)} requests)"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two servers, and the people who have yet to start there, by the length of their paper."""

    server: Server
    long: Iterator[Browser]
    short: Iterator[Browser]

    def seat(self, people: int) -> list[Browser]:
        """So many who have thirty questions before them."""
        return [next(self.long) for _ in range(people)]

    def seat_short(self, people: int) -> list[Browser]:
        """So many who have ten."""
        return [next(self.short) for _ in range(people)]


class BareCheck:
    """A password checked in this very process, and nothing else."""

    port = 0

    def __init__(self) -> None:
        """Hash the password as the product does."""
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._hash = self._hasher.hash(PASSWORD)

    def cpu_seconds(self) -> float:
        """What this process has used."""
        return process_time()

    async def __call__(self, _line: Connection) -> Sequence[Reply]:
        """Check it."""
        self._hasher.verify(self._hash, PASSWORD)
        return ()


def job(browser: Browser, *steps: str) -> Job:
    """Some steps of one person, by name."""

    async def walk(line: Connection) -> Sequence[Reply]:
        return [await step(browser, name, line) for name in steps]

    return walk


async def step(browser: Browser, name: str, line: Connection) -> Reply:
    """One step; whoever opens a paper reads it."""
    reply: Reply = await getattr(browser, name)(line)
    if name == "paper":
        browser.read(reply)
    return reply


async def warm_up(product: Side, floor: Side) -> None:
    """Everything once in each worker: templates are compiled and questions read at their first use."""
    for side in (product, floor):
        await do([job(one, *JOURNEY) for one in side.seat_short(WARMING)], side.server, Tally())
        await do([job(one, *LAST_HOUR, "board") for one in side.seat(WARMING)], side.server, Tally())


async def sign_in(product: Side, floor: Side) -> list[Comparison]:
    """Signing in, beside the floor's and beside the bare check of a password."""
    pairs = []
    for name in ("sign in", SIGN_IN_BARE):
        people = product.seat(SIGN_INS), floor.seat(SIGN_INS)
        for side, browsers in zip((product, floor), people, strict=True):
            await do([job(one, "open_sign_in") for one in browsers], side.server, Tally())
        ours = [job(one, "sign_in") for one in people[0]]
        if name == "sign in":
            theirs = [job(one, "sign_in") for one in people[1]]
            pairs.append(await compare(name, (product.server, ours), (floor.server, theirs)))
        else:
            check = BareCheck()
            # One at a time: beside each other they would only wait for each other.
            pairs.append(await compare(name, (product.server, ours), (check, [check] * SIGN_INS), at_once=1))
    return pairs


async def sitting(product: Side, floor: Side) -> list[Comparison]:
    """From the start to the result, each step by the same people."""
    people = product.seat(SITTINGS), floor.seat(SITTINGS)

    async def each(name: str, *steps: str, times: int = 1) -> Comparison:
        ours, theirs = ([job(one, *steps) for one in browsers] * times for browsers in people)
        return await compare(name, (product.server, ours), (floor.server, theirs))

    return [
        await each("rounds page", "rounds"),
        await each(START, "start", "paper"),
        await each(SAVE, "save", times=SAVES_EACH),
        await each("attempt page, half done", "paper"),
        await each("page before handing in", "check"),
        await each("board of units", "board"),
        await each("submit", "submit"),
        await each("result page", "result"),
    ]


async def journeys(product: Side, floor: Side) -> list[Comparison]:
    """Ten questions from signing in to the result; and the last hour, with a look at the boards."""
    sides = (product, floor)
    short = [[job(one, *JOURNEY) for one in side.seat_short(JOURNEYS)] for side in sides]
    mixed = [[job(one, *LAST_HOUR) for one in side.seat(PEOPLE_IN_THE_MIX)] for side in sides]
    without_boards = tuple(name for name in LAST_HOUR if name != "board")
    calm = [[job(one, *without_boards) for one in side.seat(PEOPLE_IN_THE_MIX)] for side in sides]
    servers = (product.server, floor.server)
    return [
        await compare(name, *zip(servers, jobs, strict=True))
        for name, jobs in (
            (JOURNEY_OF_10, short),
            (MIX, mixed),
            ("closing mix without boards", calm),
        )
    ]
