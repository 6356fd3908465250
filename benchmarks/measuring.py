"""Doing the same on two servers in turn, and counting what it costs them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.browsers import UnexpectedReplyError
from benchmarks.wire import Connection, Reply

AT_ONCE = 8
FAILURES = (OSError, EOFError, UnexpectedReplyError)
# What one person does on one connection; answers the replies.
Job = Callable[[Connection], Awaitable[Sequence[Reply]]]


class Measured(Protocol):
    """What is asked, and says what it has used."""

    @property
    def port(self) -> int:
        """Where it listens."""

    def cpu_seconds(self) -> float:
        """Processor time used until now."""


@dataclass(slots=True)
class Tally:
    """What some jobs cost one server."""

    jobs: int = 0
    requests: int = 0
    errors: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    sent: int = 0
    received: int = 0
    seconds: list[float] = field(default_factory=list)  # of each job

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server for one job, in milliseconds."""
        return 1000 * self.cpu / max(self.jobs, 1)

    @property
    def rate(self) -> float:
        """Jobs in a second, with AT_ONCE people at it."""
        return self.jobs / self.wall if self.wall else 0.0

    @property
    def bytes(self) -> float:
        """Bytes of requests and replies together for one job."""
        return (self.sent + self.received) / max(self.jobs, 1)

    def percentile_ms(self, percent: float) -> float:
        """The time within which so many percent of the jobs were done."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0

    def note(self, replies: Sequence[Reply], seconds: float) -> None:
        """Count a job that was done."""
        self.jobs += 1
        self.requests += len(replies)
        self.sent += sum(reply.sent for reply in replies)
        self.received += sum(reply.received for reply in replies)
        self.seconds.append(seconds)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One step on both servers."""

    name: str
    product: Tally
    floor: Tally

    @property
    def ratio(self) -> float:
        """How many times the floor's processor time the product takes."""
        return self.product.cpu_ms / self.floor.cpu_ms if self.floor.cpu_ms else 0.0


async def do(jobs: Iterable[Job], server: Measured, tally: Tally, *, at_once: int = AT_ONCE) -> None:
    """Do the jobs, so many at once, each of these on a connection of its own."""
    waiting = iter(jobs)

    async def work() -> None:
        line = Connection(server.port)
        for job in waiting:
            begin = time.perf_counter()
            try:
                replies = await job(line)
            except FAILURES:
                tally.errors += 1
            else:
                tally.note(replies, time.perf_counter() - begin)
        line.close()

    cpu, wall = server.cpu_seconds(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    tally.wall += time.perf_counter() - wall
    tally.cpu += server.cpu_seconds() - cpu


async def compare(
    name: str,
    product: tuple[Measured, Sequence[Job]],
    floor: tuple[Measured, Sequence[Job]],
    *,
    turns: int = 5,
    at_once: int = AT_ONCE,
) -> Comparison:
    """Let both do their jobs in turn, a part at a time, so that whatever else happens meets both."""
    tallies = Tally(), Tally()
    for turn in range(turns):
        for (server, jobs), tally in zip((product, floor), tallies, strict=True):
            await do(jobs[turn::turns], server, tally, at_once=at_once)
    return Comparison(name, *tallies)
