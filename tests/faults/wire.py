"""HTTP as a participant's phone speaks it: one request a connection, one reply or none."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import parse_headers
from io import BytesIO
from typing import Any

LARGEST_REPLY = 2 * 1024 * 1024
# Every way in which a reply can fail to come.
NOTHING_CAME = (OSError, asyncio.IncompleteReadError, TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    location: str
    cookies: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as a page."""
        return self.body.decode()

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def request_bytes(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = {"Host": "localhost", "Connection": "close", **headers}
    if method != "GET":
        lines["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def parsed(raw: bytes) -> Reply:
    """A whole reply; ConnectionError for one that was cut short."""
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        raise ConnectionError("the reply has no end of its headers")
    first, _, rest = head.partition(b"\r\n")
    headers = parse_headers(BytesIO(rest + b"\r\n\r\n"))
    if len(body) < int(headers.get("Content-Length", "0")):
        raise ConnectionError("the reply was cut short")
    pairs = (line.partition(";")[0].partition("=") for line in headers.get_all("Set-Cookie", []))
    return Reply(
        status=int(first.split()[1]),
        location=headers.get("Location", ""),
        cookies={name.strip(): value for name, _, value in pairs},
        body=body,
    )


async def exchange(port: int, request: bytes, *, seconds: float) -> Reply:
    """Send one request to a port of this machine and read its reply; raises one of NOTHING_CAME."""
    async with asyncio.timeout(seconds):
        return parsed(await answer_to(port, request))


async def answer_to(port: int, request: bytes) -> bytes:
    """The bytes with which a port answers until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        answer = await reader.read(LARGEST_REPLY)
        while more := await reader.read(LARGEST_REPLY):
            answer += more
        return answer
    finally:
        writer.close()
