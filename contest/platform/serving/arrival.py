"""A request is answered when it is there in full; whoever sends slowly keeps nobody else waiting (T1, T4).

The server hands a request over when its head is there, and lets us wait for the body without a limit of time.
So bodies are awaited here, each in its own thread, and only a whole request takes its turn with the app
(decision 0006). Organisers, whose work takes longest, stand in a queue of their own (decision 0007).
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Flask

from contest.platform.access import STAFF_PATH
from contest.platform.serving import ready_pages, turns
from contest.platform.serving.ready_pages import ReadyPages
from contest.platform.serving.turns import Turns
from contest.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SAVING = "PUT"  # what answers are saved by; nothing else is


def install(app: Flask, settings: Settings) -> None:
    """Put it in front of everything else."""
    pages = ReadyPages(app.wsgi_app, seconds=min(ready_pages.SECONDS, settings.leaderboard_seconds))
    app.wsgi_app = WholeRequests(  # type: ignore[method-assign] # Flask's documented way
        pages, largest=settings.max_upload_bytes, queue=turns.install(app)
    )


class WholeRequests:
    """Reads the body first, then lets the app answer."""

    def __init__(self, app: ReadyPages, *, largest: int, queue: Turns) -> None:
        """Take the app, the size of a body beyond which it refuses it unread, and the queue for its place."""
        self._app = app
        self._largest = largest
        self._queue = queue
        self._organisers = Turns()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request; one whose sender hung up half-way has done nothing."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if is_chunked or 0 < length <= self._largest:
            body = _read(environ["wsgi.input"], self._largest + 1 if is_chunked else length)
            if len(body) < length:
                start_response("400 Bad Request", [("Content-Length", "0")])
                return []
            environ["wsgi.input"] = BytesIO(body)
            environ["wsgi.input_terminated"] = True
            environ["CONTENT_LENGTH"] = str(len(body))
            environ.pop("HTTP_TRANSFER_ENCODING", None)
        page = self._app.find(environ)
        if page is not None:
            return page.answer(environ, start_response)
        queue = self._organisers if environ["PATH_INFO"].startswith(STAFF_PATH) else self._queue
        with queue.turn(is_short=environ["REQUEST_METHOD"] == SAVING):
            return self._app(environ, start_response)


def _read(stream: Any, most: int) -> bytes:
    """So many bytes, or as many as there are."""
    parts = []
    while most > 0 and (part := stream.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
