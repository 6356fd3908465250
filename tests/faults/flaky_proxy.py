"""A network in the mountains: drops replies and requests, delays them, delivers some twice or much later."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from random import Random
from typing import cast

from faults.wire import NOTHING_CAME, answer_to

LONGEST_DELAY = 1.2
# A repeated start after the hand-in would be another attempt, by anyone's reading; a repeated save never.
LONGEST_ECHO = 2.0


class Fate(StrEnum):
    """What the network does to one request."""

    DELIVERED = "delivered"
    REPLY_LOST = "reply lost"
    REQUEST_LOST = "request lost"
    DELAYED = "delayed"
    DOUBLED = "doubled"
    ECHOED = "echoed"  # delivered once more after the reply


ROUGH: Mapping[Fate, int] = {
    Fate.DELIVERED: 78,
    Fate.REPLY_LOST: 6,
    Fate.REQUEST_LOST: 3,
    Fate.DELAYED: 4,
    Fate.DOUBLED: 5,
    Fate.ECHOED: 4,
}


class FlakyProxy:
    """Stands between participants and server; the fates follow from the seed."""

    def __init__(self, *, server_port: int, rng: Random, weights: Mapping[Fate, int] = ROUGH) -> None:
        """Take the port to forward to."""
        self.fates: Counter[Fate] = Counter()
        self._server_port = server_port
        self._rng = rng
        self._weights = weights
        self._echoes: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def listen(self) -> tuple[asyncio.Server, int]:
        """Listen on a free port; answers the server and its port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]

    async def settle(self) -> None:
        """Wait until everything that was to be repeated has been; give up what still waits for a reply."""
        await asyncio.gather(*self._echoes)
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            request = await _whole_request(reader)
            writer.write(await self._carry(request))
            await writer.drain()
        except (*NOTHING_CAME, asyncio.CancelledError):
            pass  # the participant sees a closed connection; a cancelled one is given up at the very end
        finally:
            writer.close()

    async def _carry(self, request: bytes) -> bytes:
        fate = self._rng.choices(list(self._weights), list(self._weights.values()))[0]
        wait = self._rng.random()
        if fate is Fate.ECHOED and not _is_save(request):
            fate = Fate.DOUBLED
        self.fates[fate] += 1
        if fate is Fate.REQUEST_LOST:
            return b""
        if fate is Fate.DOUBLED:
            first, _second = await asyncio.gather(self._forward(request), self._forward(request))
            return first
        answer = await self._forward(request)
        if fate is Fate.DELAYED:
            await asyncio.sleep(wait * LONGEST_DELAY)
        if fate is Fate.ECHOED:
            echo = asyncio.create_task(self._echo(request, wait * LONGEST_ECHO))
            self._echoes.add(echo)
        return b"" if fate is Fate.REPLY_LOST else answer

    async def _forward(self, request: bytes) -> bytes:
        return await answer_to(self._server_port, request)

    async def _echo(self, request: bytes, wait: float) -> None:
        await asyncio.sleep(wait)
        with contextlib.suppress(*NOTHING_CAME):
            await self._forward(request)


def _is_save(request: bytes) -> bool:
    return b"/tra-loi " in request.partition(b"\r\n")[0]


async def _whole_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head
