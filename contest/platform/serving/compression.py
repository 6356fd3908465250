"""Pages and JSON are sent compressed to whoever takes it: 3G is the slowest part of the way."""

from functools import lru_cache

from flask import Flask, Response
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from zlib_ng import gzip_ng

from contest.platform.here import the_request

SMALLEST = 1000  # below it the headers cost more than compression saves
LEVEL = 3  # of zlib-ng: within a twentieth of the best size for a fifth of the work
COMPRESSIBLE = frozenset({"text/html", "application/json", "text/csv", "text/plain"})


def install(app: Flask) -> None:
    """Install it first: what is installed first runs last, when the body is complete."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if response.direct_passthrough or response.is_streamed or response.mimetype not in COMPRESSIBLE:
            return response
        body, is_encoded = response.get_data(), "Content-Encoding" in response.headers
        if len(body) < SMALLEST and not is_encoded:
            return response  # the same for everybody
        response.vary.add("Accept-Encoding")
        if is_encoded:
            return response
        if _takes_gzip(the_request().environ.get("HTTP_ACCEPT_ENCODING", "")):
            packed: bytes = gzip_ng.compress(body, LEVEL, mtime=0)  # type: ignore[no-untyped-call] # it has no types
            response.set_data(packed)
            response.headers["Content-Encoding"] = "gzip"
            tag, _is_weak = response.get_etag()
            if tag is not None:
                response.set_etag(tag, weak=True)  # the same page in another coding
        return response


@lru_cache
def _takes_gzip(accepted: str) -> bool:
    """Whether a browser says so; browsers say one of a few sentences."""
    return parse_accept_header(accepted, Accept)["gzip"] > 0
