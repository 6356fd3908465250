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
SHARE_OF_CPU = 0.6


@dataclass(slots=True)
class Stream:
    """What a stream of requests met; waiting counts from the moment at which a person wanted to click."""

    name: str
    rate: float
    cpu_share: float = 0.0
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


async def stream(name: str, side: Side, *, cpu_ms_of_a_person: float) -> Stream:
    """People in their last hour, as many as keep the processors busy for the wanted share of the time."""
    cores = os.cpu_count() or 1
    people = int(SHARE_OF_CPU * cores * STREAM_SECONDS * 1000 / cpu_ms_of_a_person)
    seen = Stream(name, rate=people * len(LAST_HOUR) / STREAM_SECONDS)
    rng = Random(7)  # noqa: S311 - the same crowd each time
    cpu, begin = side.server.cpu_seconds(), time.perf_counter()
    async with asyncio.timeout(LONGEST_SECONDS):
        await asyncio.gather(*(_last_hour(one, side, seen, rng, begin) for one in side.seat(people)))
    seen.cpu_share = (side.server.cpu_seconds() - cpu) / (time.perf_counter() - begin) / cores
    return seen


async def _last_hour(browser: Browser, side: Side, seen: Stream, rng: Random, begin: float) -> None:
    line = Connection(side.server.port)
    moments = sorted(rng.uniform(0, STREAM_SECONDS) for _ in LAST_HOUR)
    for name, moment in zip(LAST_HOUR, moments, strict=True):
        await asyncio.sleep(begin + moment - time.perf_counter())
        try:
            reply = await step(browser, name, line)
        except FAILURES:
            seen.errors += 1
            break  # the rest of this person's way depends on it
        tally = seen.saves if name == "save" else seen.others
        tally.note([reply], time.perf_counter() - begin - moment)
    line.close()
