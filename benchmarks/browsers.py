"""Participants' browsers on either side: the same steps, sent to the product and to its floor."""

import json
import re
from collections.abc import Sequence
from itertools import count
from typing import Protocol

from benchmarks import wire
from benchmarks.stage import PASSWORD, ROUND_NUMBER, Seat
from benchmarks.wire import Connection, Reply

TOKEN = re.compile(r'name="csrf_token"[^>]*? value="([^"]+)"')
CHOICE = re.compile(r'<input type="radio" name="c(\d+)"[^>]*? value="([^"]+)"')
OK, NO_CONTENT, SEE_OTHER = 200, 204, 303
BOARD = "/xep-hang/don-vi"


class UnexpectedReplyError(Exception):
    """A server answered otherwise than a participant needs."""


def expect(reply: Reply, *statuses: int) -> Reply:
    """The reply, if it has one of these statuses."""
    if reply.status not in statuses:
        raise UnexpectedReplyError(f"{reply.status} {reply.headers.get('location', '')}")
    return reply


class Browser(Protocol):
    """What a participant does, one request each; UnexpectedReplyError when it does not work."""

    async def open_sign_in(self, line: Connection) -> Reply:
        """The page that asks for number and password."""

    async def sign_in(self, line: Connection) -> Reply:
        """Number and password, sent."""

    async def rounds(self, line: Connection) -> Reply:
        """The page of rounds."""

    async def start(self, line: Connection) -> Reply:
        """The button that starts."""

    async def paper(self, line: Connection) -> Reply:
        """The page with all questions."""

    async def save(self, line: Connection) -> Reply:
        """One answer, saved by the page's script."""

    async def check(self, line: Connection) -> Reply:
        """The page before handing in."""

    async def submit(self, line: Connection) -> Reply:
        """Handed in."""

    async def result(self, line: Connection) -> Reply:
        """The page with the receipt."""

    async def board(self, line: Connection) -> Reply:
        """The leaderboard of units."""

    def read(self, paper: Reply) -> None:
        """Note what can be chosen."""


class ProductBrowser:
    """A browser at the contest."""

    def __init__(self, seat: Seat) -> None:
        """Sit down, signed in."""
        self._seat = seat
        self._cookies = dict(part.split("=", 1) for part in seat.cookie.split("; "))
        self._token = seat.csrf_token
        self._code = ""
        self._choices: Sequence[tuple[str, str]] = ()
        self._clicks = count(1)

    async def open_sign_in(self, line: Connection) -> Reply:
        """Begin without any cookie, as a new browser does."""
        self._cookies = {}
        reply = expect(await line.ask(wire.get("/dang-nhap", "")), OK)
        self._keep(reply)
        self._token = _token_in(reply)
        return reply

    async def sign_in(self, line: Connection) -> Reply:
        """Sign in by password."""
        fields = {"csrf_token": self._token, "phone": self._seat.phone, "password": PASSWORD, "tiep": ""}
        return self._keep(expect(await line.ask(wire.post("/dang-nhap", self._cookie, **fields)), SEE_OTHER))

    async def rounds(self, line: Connection) -> Reply:
        """Look at the rounds."""
        reply = expect(await line.ask(wire.get("/thi", self._cookie)), OK)
        self._token = _token_in(reply)
        return self._keep(reply)

    async def start(self, line: Connection) -> Reply:
        """Start an attempt."""
        path = f"/thi/{ROUND_NUMBER}/bat-dau"
        reply = expect(await line.ask(wire.post(path, self._cookie, csrf_token=self._token)), SEE_OTHER)
        self._code = reply.headers["location"].rpartition("/")[2]
        return self._keep(reply)

    async def paper(self, line: Connection) -> Reply:
        """Open the paper."""
        return expect(await line.ask(wire.get(f"/thi/{self._code}", self._cookie)), OK)

    def read(self, paper: Reply) -> None:
        """Note what can be chosen."""
        self._choices = CHOICE.findall(paper.text)

    async def save(self, line: Connection) -> Reply:
        """Choose something, and let the script save it."""
        click = next(self._clicks)
        slot, handle = self._choices[click * 7 % len(self._choices)]
        answers = [{"slot": int(slot), "choice": handle, "seq": click}]
        body = json.dumps({"answers": answers, "device": self._cookies["thiet_bi"]}, separators=(",", ":"))
        path = f"/thi/{self._code}/tra-loi"
        return expect(
            await line.ask(wire.put(path, self._cookie, body.encode(), X_CSRF_Token=self._token)), OK
        )

    async def check(self, line: Connection) -> Reply:
        """Look it over."""
        return expect(await line.ask(wire.get(f"/thi/{self._code}/nop", self._cookie)), OK)

    async def submit(self, line: Connection) -> Reply:
        """Hand it in."""
        path = f"/thi/{self._code}/nop"
        return expect(await line.ask(wire.post(path, self._cookie, csrf_token=self._token)), SEE_OTHER)

    async def result(self, line: Connection) -> Reply:
        """See the receipt."""
        return expect(await line.ask(wire.get(f"/thi/{self._code}/ket-qua", self._cookie)), OK)

    async def board(self, line: Connection) -> Reply:
        """See where the own unit stands."""
        return expect(await line.ask(wire.get(BOARD, self._cookie)), OK)

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _keep(self, reply: Reply) -> Reply:
        self._cookies |= dict(cookie.split("=", 1) for cookie in reply.cookies)
        return reply


def _token_in(reply: Reply) -> str:
    found = TOKEN.search(reply.text)
    if found is None:
        raise UnexpectedReplyError("a page without an anti-forgery token")
    return found[1]


class FloorBrowser:
    """The same person at the floor: as many requests, and nothing to know about any of them."""

    def __init__(self, number: int, cookie: str) -> None:
        """Sit down, signed in."""
        self._number = number
        self._cookie = cookie
        self._clicks = count(1)

    async def open_sign_in(self, line: Connection) -> Reply:
        """A ready-made page."""
        return expect(await line.ask(wire.get("/", "")), OK)

    async def sign_in(self, line: Connection) -> Reply:
        """The bare check of a password."""
        reply = await line.ask(wire.post("/sign-in", "", phone=str(self._number), password=PASSWORD))
        self._cookie = expect(reply, SEE_OTHER).cookies[0]
        return reply

    async def start(self, line: Connection) -> Reply:
        """One row."""
        return expect(await line.ask(wire.post("/start", self._cookie)), SEE_OTHER)

    async def paper(self, line: Connection) -> Reply:
        """A ready-made page for somebody who is signed in."""
        return expect(await line.ask(wire.get("/page", self._cookie)), OK)

    rounds = check = result = paper

    def read(self, paper: Reply) -> None:
        """There is nothing to note."""

    async def save(self, line: Connection) -> Reply:
        """One row."""
        click = next(self._clicks)
        body = json.dumps({"slot": click % 30, "seq": click, "value": click % 4}, separators=(",", ":"))
        return expect(await line.ask(wire.put("/answer", self._cookie, body.encode())), NO_CONTENT)

    async def submit(self, line: Connection) -> Reply:
        """One row."""
        return expect(await line.ask(wire.post("/submit", self._cookie)), SEE_OTHER)

    async def board(self, line: Connection) -> Reply:
        """A ready-made page."""
        return expect(await line.ask(wire.get("/", self._cookie)), OK)
