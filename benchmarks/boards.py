"""Public boards as visitors look at them, in a small contest and in one of 100,000 people (P5, P6, P16)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import uvloop

from benchmarks import goals, report, wire
from benchmarks.browsers import BOARD, OK, expect
from benchmarks.goals import Figures
from benchmarks.measuring import Comparison, Job, Tally, compare, do
from benchmarks.steps import Side, job
from benchmarks.wire import Connection, Reply

SMALL, LARGE = 1_000, 100_000
LOOKS, PEOPLE = 2_000, 60
NOT_MODIFIED = 304
BOARDS = {"units": BOARD, "districts": "/xep-hang/dia-ban", "persons": "/xep-hang/ca-nhan", "home": "/"}
OWN = "units, own row marked"
Sides = Callable[[int], AbstractContextManager[tuple[Side, Side]]]


def measured(kind: str, sides: Sides, say: Callable[[str], None]) -> Figures:
    """Each board in both sizes; `sides` builds a contest in which so many have finished."""
    found = {}
    again = Tally()
    for size in (SMALL, LARGE):
        with sides(size) as (product, bare):
            found[size] = uvloop.run(_looks(product, bare))
            uvloop.run(do([_look_again] * LOOKS, product.server, again))
        say(report.table(f"{kind}, {size:,} people", found[size]))
    small, large = ({one.name: one for one in found[size]} for size in (SMALL, LARGE))
    return {
        goals.BOARD: max(large[name].ratio for name in BOARDS),
        goals.GROWTH: max(large[name].product.cpu_ms / small[name].product.cpu_ms for name in (*BOARDS, OWN)),
        goals.UNCHANGED: again.bytes,
    }


async def _looks(product: Side, bare: Side) -> Sequence[Comparison]:
    servers = product.server, bare.server
    ready = [_look("/")] * LOOKS
    seen = []
    for name, path in BOARDS.items():
        await do([_look(path)] * 50, product.server, Tally())
        ours = [_look(path)] * LOOKS
        seen.append(await compare(name, (servers[0], ours), (servers[1], ready)))
    mine = [job(one, "board") for one in product.seat(PEOPLE)] * 5
    await do(mine[:PEOPLE], product.server, Tally())
    seen.append(await compare(OWN, (servers[0], mine), (servers[1], ready[: len(mine)])))
    return seen


def _look(path: str) -> Job:
    async def look(line: Connection) -> Sequence[Reply]:
        return [expect(await line.ask(wire.get(path, "")), OK)]

    return look


async def _look_again(line: Connection) -> Sequence[Reply]:
    """What a browser asks that has the page already: the second question counts."""
    first = expect(await line.ask(wire.get(BOARD, "")), OK)
    return [
        expect(await line.ask(wire.get(BOARD, "", If_None_Match=first.headers["etag"])), OK, NOT_MODIFIED)
    ]
