"""A virtual participant: human habits, a bad network, and the stubbornness of the page's own queue."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from random import Random
from typing import Any

from faults.agreed import DURATIONS, GRACE, LONG_ROUND, SHORT_ROUND
from faults.browser import CONTINUE_HERE, Phone, Sheet, options_of
from faults.wire import Reply

RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.3, 3.0
OVER, ELSEWHERE, USED_UP = 410, 409, 409
LATE_EVERY = 7
HABITS = {"once": 50, "thrice": 12, "out of order": 12, "old again": 10, "beacon": 6, "taken back": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody takes the contest; drawn once a person."""

    is_late: bool
    start_clicks: int
    submit_clicks: int  # 0: never hands in
    is_rash: bool  # hands in while the last answers are on their way
    is_stray: bool  # another tab goes on saving after the hand-in
    goes_again: bool

    @classmethod
    def drawn(cls, rng: Random, *, place: int) -> "Manner":
        """By lot, but for what a crowd has to show: each seventh comes late, half of these hand in."""
        is_late = place % LATE_EVERY == 0
        late_clicks = (0, rng.choice((1, 3)))[place // LATE_EVERY % 2]
        return cls(
            is_late=is_late,
            start_clicks=rng.choice((1, 1, 3)),
            submit_clicks=late_clicks if is_late else rng.choice((0, 1, 1, 1, 1, 3, 3, 3)),
            is_rash=rng.random() < 0.2,
            is_stray=rng.random() < 0.3,
            goes_again=rng.random() < 0.1,
        )


class Participant:
    """Sits one round, or the short one until long after its end."""

    def __init__(
        self, phone: Phone, *, rng: Random, manner: Manner, think: float, answered: Callable[[], None]
    ) -> None:
        """Take what they have; `answered` is told of each question when its first answer is confirmed."""
        self._phone = phone
        self._rng = rng
        self._manner = manner
        self._think = think
        self._answered = answered
        self._intention = 0

    async def sit(self) -> None:
        """From the first click to the receipt."""
        if self._manner.is_late:
            await self._sit_late()
        else:
            await self._sit_through()
            if self._manner.goes_again and self._manner.submit_clicks:
                await self._sit_through()
                await self._start(LONG_ROUND)  # once more than is allowed

    async def _sit_through(self) -> None:
        sheet = await self._open(LONG_ROUND)
        if sheet is None:
            return
        slots = list(sheet.options)
        self._rng.shuffle(slots)
        for slot in slots:
            await self._pause()
            await self._answer(sheet, slot)
        sheet.choose(sheet.own_slot, str(self._rng.randrange(5000)))
        if not self._manner.is_rash:
            await self._flush(sheet)
        if self._manner.submit_clicks:
            await self._hand_in(sheet)

    async def _sit_late(self) -> None:
        sheet = await self._open(SHORT_ROUND)
        if sheet is None:
            return
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + (DURATIONS[SHORT_ROUND] + 2 * GRACE).total_seconds()
        while loop.time() < ends_at:
            slot = self._rng.choice(list(sheet.options))
            sheet.choose(slot, self._rng.choice(list(sheet.options[slot])))
            await self._save(sheet, sheet.unsent[-5:])
            await asyncio.sleep(0.25)
        if self._manner.submit_clicks:
            await self._hand_in(sheet)

    async def _open(self, round_number: int) -> Sheet | None:
        code = await self._start(round_number)
        return None if code is None else await self._paper(code)

    async def _start(self, round_number: int) -> str | None:
        """Click until an attempt is open; its code, or None when none is left."""
        self._intention += 1
        facts = {"round": round_number, "intention": self._intention}
        path = f"/thi/{round_number}/bat-dau"
        while True:
            clicks = [
                self._phone.ask("start", "POST", path, **facts) for _ in range(self._manner.start_clicks)
            ]
            for reply in await _together(*clicks):
                if reply.status == 303 and reply.location.startswith("/thi/"):
                    return reply.location.removeprefix("/thi/")
                if reply.status == USED_UP:
                    return None
            await self._wait()

    async def _paper(self, code: str) -> Sheet | None:
        """The paper; None when its time is over already."""
        while True:
            reply = await self._phone.ask("paper", "GET", f"/thi/{code}", code=code)
            if reply is not None and reply.status == 303:
                return None
            if reply is not None and reply.status == 200:
                options = options_of(reply.text)
                if options:
                    return Sheet(code=code, options=options)
                await self._continue_here(code)
            else:
                await self._wait()

    async def _answer(self, sheet: Sheet, slot: int) -> None:
        habit = self._rng.choices(list(HABITS), list(HABITS.values()))[0]
        self._choose(sheet, slot)
        if habit == "thrice":
            await _together(*(self._save(sheet, sheet.unsent) for _ in range(3)))
        elif habit == "out of order":
            await self._save_out_of_order(sheet, slot)
        elif habit == "old again":
            await self._save_old_again(sheet, slot)
        elif habit == "beacon":
            body, noted = sheet.batch(sheet.unsent)
            self._heard(sheet, await self._phone.beacon(f"{sheet.path}/tra-loi", content=body, **noted))
        else:
            if habit == "taken back":
                await self._save(sheet, sheet.unsent)
                sheet.choose(slot, "")
                await self._save(sheet, sheet.unsent)
                self._choose(sheet, slot)
            await self._save(sheet, sheet.unsent)

    async def _save_out_of_order(self, sheet: Sheet, slot: int) -> None:
        """Change one's mind: the newer request overtakes the older one."""
        older = self._prepared(sheet, [slot])
        self._choose(sheet, slot)
        newer = self._prepared(sheet, [slot])
        await _together(newer, _later(older, self._rng.random() * 0.1))

    async def _save_old_again(self, sheet: Sheet, slot: int) -> None:
        """An old request is sent again after a newer answer was confirmed."""
        older = sheet.batch([slot])
        await self._save(sheet, sheet.unsent)
        self._choose(sheet, slot)
        await self._save(sheet, sheet.unsent)
        body, noted = older
        self._heard(sheet, await self._put(sheet, body, noted))

    def _choose(self, sheet: Sheet, slot: int) -> None:
        sheet.choose(slot, self._rng.choice(list(sheet.options[slot])), flag=self._rng.random() < 0.1)

    def _prepared(self, sheet: Sheet, slots: list[int]) -> Coroutine[Any, Any, Reply | None]:
        """A save of the answers as they stand now, to be sent when awaited."""
        body, noted = sheet.batch(slots)

        async def send() -> Reply | None:
            reply = await self._put(sheet, body, noted)
            self._heard(sheet, reply)
            return reply

        return send()

    async def _save(self, sheet: Sheet, slots: list[int]) -> Reply | None:
        return await self._prepared(sheet, slots)

    async def _put(self, sheet: Sheet, body: dict[str, Any], noted: dict[str, Any]) -> Reply | None:
        reply = await self._phone.ask("save", "PUT", f"{sheet.path}/tra-loi", content=body, **noted)
        if reply is not None and reply.status == ELSEWHERE:
            await self._continue_here(sheet.code)
        return reply

    def _heard(self, sheet: Sheet, reply: Reply | None) -> None:
        if reply is not None and reply.status == 200:
            before = len(sheet.confirmed)
            sheet.confirm(reply.data)
            for _ in range(len(sheet.confirmed) - before):
                self._answered()

    async def _flush(self, sheet: Sheet) -> None:
        """Send until everything is confirmed or the attempt is over."""
        while sheet.unsent:
            reply = await self._save(sheet, sheet.unsent)
            if reply is not None and reply.status == OVER:
                return
            if sheet.unsent:
                await self._wait()

    async def _hand_in(self, sheet: Sheet) -> None:
        """Click until the receipt is there; now and then something arrives after it."""
        path = f"{sheet.path}/nop"
        is_first = True
        while True:
            sending = [
                self._phone.ask("submit", "POST", path, code=sheet.code)
                for _ in range(self._manner.submit_clicks)
            ]
            if is_first and sheet.unsent:
                sending.append(self._save(sheet, sheet.unsent))
            is_first = False
            if any(
                reply.status == 303 and "ket-qua" in reply.location for reply in await _together(*sending)
            ):
                break
            await self._wait()
        if self._manner.is_stray:
            self._choose(sheet, self._rng.choice(list(sheet.options)))
            await self._save(sheet, sheet.unsent)
        await self._result(sheet)

    async def _result(self, sheet: Sheet) -> None:
        while True:
            reply = await self._phone.ask("result", "GET", f"{sheet.path}/ket-qua", code=sheet.code)
            if reply is not None and reply.status == 200:
                return
            await self._wait()

    async def _continue_here(self, code: str) -> None:
        await self._phone.ask("here", "POST", f"/thi/{code}{CONTINUE_HERE}", code=code)

    async def _pause(self) -> None:
        if self._phone.silence:
            await self._wait()
        await asyncio.sleep(self._rng.random() * 2 * self._think)

    async def _wait(self) -> None:
        pause = min(RETRY_SECONDS * 2**self._phone.silence, LONGEST_RETRY_SECONDS)
        await asyncio.sleep(pause * (0.5 + self._rng.random()))


async def _later(sending: Coroutine[Any, Any, Reply | None], seconds: float) -> Reply | None:
    await asyncio.sleep(seconds)
    return await sending


async def _together(*sending: Coroutine[Any, Any, Reply | None]) -> list[Reply]:
    """The replies that came, in the order of the sending."""
    return [reply for reply in await asyncio.gather(*sending) if reply is not None]
