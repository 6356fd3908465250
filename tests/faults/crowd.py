"""The process of the participants: `python -m faults.crowd ORDERS` prints its progress and ends."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from faults.agreed import Seat
from faults.browser import Phone
from faults.flaky_proxy import FlakyProxy
from faults.ledger import Ledger
from faults.participant import Manner, Participant

ARRIVAL_SECONDS = 1.5
FRESH_PHONE_SHARE = 0.15
TOLD_EVERY_SECONDS = 0.1
# After their own time limit participants only have to close their files.
FAREWELL_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Who sits, how, and for how long at most."""

    seed: int
    server_port: int
    folder: str
    questions: int
    think: float
    seconds: float
    seats: tuple[Seat, ...]

    def as_text(self) -> str:
        """For another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "Orders":
        """As another process wrote them."""
        data: dict[str, Any] = json.loads(text)
        return cls(**{**data, "seats": tuple(Seat(**seat) for seat in data["seats"])})


class _Progress:
    """Tells whoever started the crowd how much of the work is confirmed, again and again."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._count = 0

    def step(self) -> None:
        self._count += 1

    async def tell(self) -> None:
        while True:
            _say(progress=round(self._count / self._expected, 3))
            await asyncio.sleep(TOLD_EVERY_SECONDS)


async def _crowd(orders: Orders) -> dict[str, Any]:
    proxy = FlakyProxy(server_port=orders.server_port, rng=Random(f"network-{orders.seed}"))
    server, port = await proxy.listen()
    manners = [
        Manner.drawn(Random(f"manner-{orders.seed}-{seat.account_id}"), place=place)
        for place, seat in enumerate(orders.seats)
    ]
    progress = _Progress(sum(1 for manner in manners if not manner.is_late) * (orders.questions + 1))
    async with server:
        sitting = (
            _sit(orders, seat, manner, port, progress)
            for seat, manner in zip(orders.seats, manners, strict=True)
        )
        telling = asyncio.create_task(progress.tell())
        done = await asyncio.gather(*sitting)
        telling.cancel()
        await proxy.settle()
    return {"finished": sum(done), "fates": proxy.fates}


async def _sit(orders: Orders, seat: Seat, manner: Manner, port: int, progress: _Progress) -> bool:
    """One participant; whether they came to their end before the time of the run was over."""
    rng = Random(f"person-{orders.seed}-{seat.account_id}")
    device = "" if rng.random() < FRESH_PHONE_SHARE else f"device-of-person-{seat.account_id:06}"
    with closing(Ledger(Path(orders.folder) / f"{seat.account_id}.jsonl")) as ledger:
        phone = Phone(seat, port=port, ledger=ledger, device=device)
        participant = Participant(
            phone,
            rng=rng,
            manner=manner,
            think=orders.think,
            answered=(lambda: None) if manner.is_late else progress.step,
        )
        try:
            async with asyncio.timeout(orders.seconds):
                await asyncio.sleep(rng.random() * ARRIVAL_SECONDS)
                await participant.sit()
        except TimeoutError:
            return False
    return True


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Read the orders from the file named, and sit."""
    orders = Orders.from_text(Path(arguments[0]).read_text(encoding="utf-8"))
    signal.alarm(int(orders.seconds) + FAREWELL_SECONDS)  # whatever hangs, this process ends
    _say(done=asyncio.run(_crowd(orders)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
