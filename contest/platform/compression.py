"""Pages and JSON are sent compressed to whoever takes it: 3G is the slowest part of the way."""

import gzip

from flask import Flask, Response, request

SMALLEST = 1000  # below it the headers cost more than compression saves
LEVEL = 4  # within a twentieth of the best size for a third of the work
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
        if request.accept_encodings["gzip"]:
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            tag, _is_weak = response.get_etag()
            if tag is not None:
                response.set_etag(tag, weak=True)  # the same page in another coding
        return response
