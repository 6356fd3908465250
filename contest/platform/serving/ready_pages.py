"""Public pages as visitors get them: kept for a second, in the form in which they go over the wire.

In the opening minute thousands look at the same page. What is the same for everybody is made once a second
in a worker, and handed out without the app and without a turn to whoever brings no cookie but preferences.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from contest.platform.language.preferences import PREFERENCES_COOKIE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., object])
SAME_FOR_ALL, MAY_BE_KEPT = "contest.same_for_all", "contest.may_be_kept"
SECONDS = 1
MOST_PAGES = 300  # of perhaps ten kilobytes; then we begin anew
LONGEST_QUERY = 200
# The browser goes by the headers that its copy came with.
NOT_SENT_AGAIN = frozenset({
    "content-length", "content-type", "content-encoding", "content-security-policy", "permissions-policy",
    "cross-origin-opener-policy", "referrer-policy", "x-content-type-options", "strict-transport-security",
})  # fmt: skip
_ATTRIBUTE = "ready_made"

Headers = Sequence[tuple[str, str]]


def ready_made(view: View) -> View:
    """A view whose page depends on the address and the preferences alone as long as nobody is signed in."""
    setattr(view, _ATTRIBUTE, True)
    return view


def is_ready_made(view: Callable[..., object]) -> bool:
    """Whether a view is marked so."""
    return getattr(view, _ATTRIBUTE, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPage:
    """A complete answer."""

    made_at: float
    status: str
    headers: Headers
    body: bytes
    tag: str  # with its quotation marks, without its weakness

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send it, or say that the browser has it already."""
        if self.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            # The browser's own copy came with its own policy.
            start_response(
                "304 NOT MODIFIED", [one for one in self.headers if one[0].lower() not in NOT_SENT_AGAIN]
            )
            return []
        start_response(self.status, list(self.headers))
        return [self.body]


class ReadyPages:
    """Answers from what was made before, or asks the app and keeps what may be kept."""

    def __init__(self, app: "WSGIApplication", *, seconds: float) -> None:
        """Take the app and how long a page lives; 0 keeps none."""
        self._app = app
        self._seconds = seconds
        self._pages: dict[Hashable, ReadyPage] = {}

    def find(self, environ: "WSGIEnvironment") -> ReadyPage | None:
        """The page that this request would get, if it was made a moment ago."""
        if self._seconds == 0:
            return None
        page = self._pages.get(_key(environ))
        return page if page is not None and monotonic() - page.made_at < self._seconds else None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is there by now, or by the app."""
        key = _key(environ) if self._seconds else None
        if key is None:
            return self._app(environ, start_response)
        page = self.find(environ)
        if page is not None:
            return page.answer(environ, start_response)
        began: list[tuple[str, Headers]] = []

        def note(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            began[:] = [(status, headers)]
            if environ.get(SAME_FOR_ALL) and not any(
                name.lower() == "set-cookie" for name, _value in headers
            ):
                return lambda _part: None  # it is sent below, whole
            environ[SAME_FOR_ALL] = False
            return start_response(status, headers, exc_info)  # type: ignore[arg-type] # what WSGI hands on

        environ[MAY_BE_KEPT] = True
        parts = self._app(environ, note)
        if not environ.get(SAME_FOR_ALL):
            return parts
        page = _page(*began[0], parts)
        if len(self._pages) >= MOST_PAGES:
            self._pages.clear()
        self._pages[key] = page
        return page.answer(environ, start_response)


def _page(status: str, headers: Headers, parts: Iterable[bytes]) -> ReadyPage:
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    tag = next(value for name, value in headers if name.lower() == "etag").removeprefix("W/")
    return ReadyPage(made_at=monotonic(), status=status, headers=tuple(headers), body=body, tag=tag)


def _key(environ: "WSGIEnvironment") -> Hashable:
    """What the page depends on; None for whom it may be another page, and for what is not read only."""
    query, cookies = environ.get("QUERY_STRING", ""), environ.get("HTTP_COOKIE", "")
    if environ["REQUEST_METHOD"] != "GET" or len(query) > LONGEST_QUERY:
        return None
    name, _, value = cookies.partition("=")
    if cookies and (name != PREFERENCES_COOKIE or ";" in value):
        return None
    return (
        environ["PATH_INFO"],
        query,
        value,
        environ.get("HTTP_SAVE_DATA", ""),
        "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
    )
