"""Requests released together: everything but the end is sent first, then all the ends in one sweep."""

import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack

from faults.wire import LARGEST_REPLY, Reply, parsed

PATIENCE_SECONDS = 60
# Long enough for the server to have read all the beginnings.
GATHERING_SECONDS = 0.03


def released_together(port: int, requests: Sequence[bytes]) -> list[Reply]:
    """The replies, in the order of the requests.

    What is held back is the last byte of the head with the small body after it: a server that was given a
    whole head would already put a worker aside for it.
    """
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS))
            for _ in requests
        ]
        ends = [request.index(b"\r\n\r\n") + 3 for request in requests]
        for line, request, end in zip(lines, requests, ends, strict=True):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(request[:end])
        time.sleep(GATHERING_SECONDS)
        for line, request, end in zip(lines, requests, ends, strict=True):
            line.sendall(request[end:])
        return [parsed(_everything(line)) for line in lines]


def _everything(line: socket.socket) -> bytes:
    answer = b""
    while more := line.recv(LARGEST_REPLY):
        answer += more
    return answer
