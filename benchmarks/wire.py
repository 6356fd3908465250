"""HTTP over a connection that is kept, with every byte and every moment counted."""

import asyncio
import gzip
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

LARGEST_REPLY = 2 * 1024 * 1024
# What a browser on a phone says beside what the app is responsible for.
BROWSER = "Host: localhost\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36\r\n"
PAGE, JSON = "text/html", "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, how long it took, how much went over the wire in both directions."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes
    seconds: float
    sent: int
    received: int

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Connection:
    """One connection to a server of this machine, opened when it is needed, and again when it broke."""

    def __init__(self, port: int) -> None:
        """Take the port; nothing is opened yet."""
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> Reply:
        """Send a request and read its reply; raises OSError or EOFError when none comes."""
        begin = time.perf_counter()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=LARGEST_REPLY)
        reader, writer = self._streams
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status, headers, cookies = _read_head(head.decode("latin-1"))
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        except BaseException:
            self.close()
            raise
        seconds = time.perf_counter() - begin
        return Reply(status, headers, cookies, body, seconds, len(request), len(head) + len(body))

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _read_head(head: str) -> tuple[int, dict[str, str], tuple[str, ...]]:
    first, *lines = head.rstrip().split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    cookies = tuple(value.partition(";")[0] for name, value in pairs if name == "set-cookie")
    return int(first.split()[1]), dict(pairs), cookies


def get(path: str, cookie: str, **headers: str) -> bytes:
    """A request for a page."""
    return _request("GET", path, cookie, {"Accept": PAGE, "Accept-Encoding": "gzip", **_named(headers)})


def post(path: str, cookie: str, **fields: str) -> bytes:
    """A form, sent."""
    body = urlencode(fields).encode()
    headers = {"Accept": PAGE, "Content-Type": "application/x-www-form-urlencoded"}
    return _request("POST", path, cookie, headers, body)


def put(path: str, cookie: str, body: bytes, **headers: str) -> bytes:
    """What a script sends."""
    return _request("PUT", path, cookie, {"Accept": JSON, "Content-Type": JSON, **_named(headers)}, body)


def _named(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _request(
    method: str, path: str, cookie: str, headers: Mapping[str, str], body: bytes | None = None
) -> bytes:
    lines = dict(headers)
    if cookie:
        lines["Cookie"] = cookie
    if body is not None:
        lines["Content-Length"] = str(len(body))
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{BROWSER}{text}\r\n".encode() + (body or b"")
