"""A participant's phone: cookies, the paper as shown on it, and a ledger of all it sends and receives."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from faults.agreed import Seat
from faults.ledger import Ledger
from faults.wire import NOTHING_CAME, Reply, exchange, request_bytes

PATIENCE_SECONDS = 8.0
OPTION = re.compile(
    r'<input[^>]*\bname="c(\d+)"[^>]*\bvalue="([^"]+)"[^>]*>\s*<label[^>]*>.*?<span>(.*?)</span>', re.DOTALL
)
RECEIPT = re.compile(r"\b[A-Z0-9]+-[2-9A-Z]{4}-[2-9A-Z]{4}\b")
CONTINUE_HERE = "/o-day"


class Phone:
    """Sends requests as a browser would; None is what the person sees when no reply comes."""

    def __init__(
        self, seat: Seat, *, port: int, ledger: Ledger, device: str, patience: float = PATIENCE_SECONDS
    ) -> None:
        """Take the sign-in, the way to the server and, where it was here before, the device's name."""
        self._seat = seat
        self._port = port
        self._ledger = ledger
        self._patience = patience
        self._cookies = {"thiet_bi": device} if device else {}
        self.silence = 0  # requests in a row that nobody answered

    async def ask(
        self, kind: str, method: str, path: str, *, content: Mapping[str, Any] | None = None, **facts: Any
    ) -> Reply | None:
        """Send one request; JSON where there is content, as a form without fields otherwise."""
        request = self.request(method, path, content=content)
        number = self._ledger.sent(kind, path=path, **facts)
        try:
            reply = await exchange(self._port, request, seconds=self._patience)
        except NOTHING_CAME as failure:
            self._ledger.nothing(number, type(failure).__name__)
            self.silence += 1
            return None
        self.silence = 0
        self._cookies.update(reply.cookies)
        receipt = RECEIPT.search(reply.text) if kind == "result" and reply.status == 200 else None
        self._ledger.got(
            number,
            reply.status,
            location=reply.location,
            data=reply.data,
            receipt=receipt[0] if receipt else "",
        )
        return reply

    def request(self, method: str, path: str, *, content: Mapping[str, Any] | None = None) -> bytes:
        """A request as this phone would send it."""
        return request_bytes(method, path, self._headers(is_json=content is not None), _body(content))

    @property
    def account_id(self) -> int:
        """Whose phone it is."""
        return self._seat.account_id

    async def beacon(self, path: str, *, content: Mapping[str, Any], **facts: Any) -> Reply | None:
        """What a closing page sends: the anti-forgery token stands in the body."""
        return await self.ask(
            "save", "POST", path, content={**content, "csrf_token": self._seat.csrf_token}, **facts
        )

    def _headers(self, *, is_json: bool) -> dict[str, str]:
        kept = "".join(f"; {name}={value}" for name, value in self._cookies.items())
        kind = "application/json" if is_json else "application/x-www-form-urlencoded"
        return {
            "Cookie": self._seat.cookie + kept,
            "X-CSRF-Token": self._seat.csrf_token,
            "Content-Type": kind,
            "Accept": "application/json" if is_json else "text/html",
        }


def _body(content: Mapping[str, Any] | None) -> bytes:
    return b"" if content is None else json.dumps(content).encode()


def options_of(page: str) -> dict[int, dict[str, str]]:
    """The questions on a page: slot -> handle -> words; nothing where another device writes."""
    found: dict[int, dict[str, str]] = {}
    for slot, handle, words in OPTION.findall(page):
        found.setdefault(int(slot), {})[handle] = html.unescape(words)
    return found


@dataclass(slots=True, kw_only=True)
class Answer:
    """What was chosen last for one slot."""

    seq: int
    handle: str
    words: str
    flag: bool = False


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The paper on the device: answers, their sequence numbers, and what the server confirmed."""

    code: str
    options: dict[int, dict[str, str]]
    answers: dict[int, Answer] = field(default_factory=dict)
    confirmed: dict[int, int] = field(default_factory=dict)
    last_seq: int = 0

    @property
    def path(self) -> str:
        """The address of the attempt."""
        return f"/thi/{self.code}"

    @property
    def own_slot(self) -> int:
        """The slot of the prediction."""
        return len(self.options) + 1

    @property
    def unsent(self) -> list[int]:
        """Slots whose newest answer was not confirmed."""
        return [slot for slot, one in self.answers.items() if one.seq > self.confirmed.get(slot, 0)]

    def choose(self, slot: int, handle: str, *, flag: bool = False) -> None:
        """Answer a question, or predict a number."""
        self.last_seq += 1
        words = handle if slot == self.own_slot else self.options[slot].get(handle, "")
        self.answers[slot] = Answer(seq=self.last_seq, handle=handle, words=words, flag=flag)

    def confirm(self, data: Mapping[str, Any]) -> None:
        """Take note of what the server says it holds."""
        for one in data["stored"]:
            self.confirmed[one["slot"]] = max(self.confirmed.get(one["slot"], 0), one["seq"])
        if data["prediction_seq"]:
            self.confirmed[self.own_slot] = max(self.confirmed.get(self.own_slot, 0), data["prediction_seq"])

    def batch(self, slots: list[int]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The body of a save, and what the ledger notes of it: the words chosen, not the handles."""
        body: dict[str, Any] = {"answers": []}
        noted = []
        for slot in slots:
            one = self.answers[slot]
            noted.append({"slot": slot, "seq": one.seq, "words": one.words, "flag": one.flag})
            if slot == self.own_slot:
                body["prediction"] = {"value": one.handle, "seq": one.seq}
            else:
                choice = one.handle or None
                body["answers"].append({"slot": slot, "choice": choice, "seq": one.seq, "flag": one.flag})
        return body, {"code": self.code, "answers": noted}
