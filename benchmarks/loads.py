"""The opening and the closing minute: everybody at once, and a steady stream at 60 % of the processors."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.browsers import Browser
from benchmarks.measuring import FAILURES, Comparison, Job, Tally, do
from benchmarks.steps import LAST_HOUR, Side, job, step
from benchmarks.wire import Connection

CROWD = 1000
LONGEST_SECONDS = 60
STREAM_SECONDS = 10
SHARE_OF_CPU, CLOSE_ENOUGH, TRIES, STEP = 0.6, 0.02, 4, 1.5


@dataclass(slots=True)
class Stream:
    """What a stream of requests met; waiting counts from the moment at which a person wanted to click."""

    name: str
    people: int  # at a time
    rate: float
    cpu_share: float = 0.0
    crowd_share: float = 0.0
    errors: int = 0
    saves: Tally = field(default_factory=Tally)
    others: Tally = field(default_factory=Tally)


async def opening(product: Side, floor: Side) -> tuple[Comparison, list[list[Browser]]]:
    """A thousand people start in the same moment, and get their papers."""
    people = [side.seat(CROWD) for side in (product, floor)]
    tallies = [
        await _all_at_once(side, [job(one, "start", "paper") for one in browsers])
        for side, browsers in zip((product, floor), people, strict=True)
    ]
    return Comparison(f"opening: {CROWD} starts at once", *tallies), people


async def closing(product: Side, floor: Side, people: Sequence[Sequence[Browser]]) -> Comparison:
    """The same people save a last answer, hand in and look at the result, all in the same moment."""
    tallies = [
        await _all_at_once(side, [job(one, "save", "submit", "result") for one in browsers])
        for side, browsers in zip((product, floor), people, strict=True)
    ]
    return Comparison(f"closing: {CROWD} hand in at once", *tallies)


async def _all_at_once(side: Side, jobs: Sequence[Job]) -> Tally:
    tally = Tally()
    async with asyncio.timeout(LONGEST_SECONDS):
        await do(jobs, side.server, tally, at_once=len(jobs))
    return tally


def people_for(cpu_ms_of_a_person: float) -> int:
    """As many as keep the processors busy for the wanted share of the time, if each costs so much."""
    return int(SHARE_OF_CPU * (os.cpu_count() or 1) * STREAM_SECONDS * 1000 / cpu_ms_of_a_person)


async def at_the_share(side: Side, *, people: int) -> list[Stream]:
    """Streams until one keeps the processors busy for the wanted share of the time, four at most.

    Beside each other people cost more than eight at a time, and the more so the more there are.
    """
    found: list[Stream] = []
    while len(found) < TRIES and not (found and abs(found[-1].cpu_share - SHARE_OF_CPU) <= CLOSE_ENOUGH):
        found.append(await stream("product", side, people=people))
        # In proportion to the last one alone: a line through two that lie close together is mostly chance.
        wanted = people * SHARE_OF_CPU / found[-1].cpu_share
        people = round(min(max(wanted, people / STEP), people * STEP))
    return found


async def stream(name: str, side: Side, *, people: int) -> Stream:
    """So many people at a time in their last hour.

    They come one after the other, each stays STREAM_SECONDS. After so long as many go as come, and it counts.
    """
    cores = os.cpu_count() or 1
    seen = Stream(name, people, rate=people * len(LAST_HOUR) / STREAM_SECONDS)
    rng = Random(7)  # noqa: S311 - the same crowd each time
    begin = time.perf_counter()
    counted = (begin + STREAM_SECONDS, begin + 2 * STREAM_SECONDS)
    async with asyncio.timeout(LONGEST_SECONDS):
        await asyncio.gather(
            _used(side, seen, counted, cores),
            *(
                _last_hour(one, side, seen, rng, (rng.uniform(*counted) - STREAM_SECONDS, *counted))
                for one in side.seat(people)
            ),
            *(
                _last_hour(one, side, seen, rng, (rng.uniform(*counted), *counted))
                for one in side.seat(people)
            ),
        )
    return seen


async def _used(side: Side, seen: Stream, counted: tuple[float, float], cores: int) -> None:
    """What the server used of the processors while it counted, and what the crowd itself did."""
    begin, end = counted
    await asyncio.sleep(begin - time.perf_counter())
    server, crowd, since = side.server.cpu_seconds(), time.process_time(), time.perf_counter()
    await asyncio.sleep(end - time.perf_counter())
    seconds = (time.perf_counter() - since) * cores
    seen.cpu_share = (side.server.cpu_seconds() - server) / seconds
    seen.crowd_share = (time.process_time() - crowd) / seconds


async def _last_hour(
    browser: Browser, side: Side, seen: Stream, rng: Random, times: tuple[float, float, float]
) -> None:
    comes_at, counts_from, ends_at = times
    line = Connection(side.server.port)
    moments = sorted(comes_at + rng.uniform(0, STREAM_SECONDS) for _ in LAST_HOUR)
    for name, moment in zip(LAST_HOUR, moments, strict=True):
        if moment > ends_at:
            break
        await asyncio.sleep(moment - time.perf_counter())
        try:
            reply = await step(browser, name, line)
        except FAILURES:
            seen.errors += 1
            break  # the rest of this person's way depends on it
        if moment >= counts_from:
            tally = seen.saves if name == "save" else seen.others
            tally.note([reply], time.perf_counter() - moment)
    line.close()
