"""One handler from refusals and faults to a page or JSON."""

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException

from contest.platform.access import wants_json
from contest.platform.database import let_go
from contest.platform.errors import DomainError
from contest.platform.identity import request_id
from contest.platform.language.preferences import preferences
from contest.platform.language.vietnamese import CONTROLS
from contest.platform.messages import sentence
from contest.platform.unsaved import place_above, typed_texts
from contest.settings import Settings

HTTP_CODES = {
    403: "forbidden",
    404: "not_found",
    405: "method",
    409: "conflict",
    410: "gone",
    422: "invalid",
    429: "too_many",
    503: "busy",
}
RETRY_SECONDS = 10
# Refusals of something that belongs to a page; and those after which nothing that was sent is kept.
LED_BACK = {400, 404, 409, 422}
UNSAVED = {400, 401, 409, 503}
# What the database itself brings about; anything else that its driver refuses is a mistake of ours.
OUTAGES = (OperationalError, InterfaceError, InternalError)
log = structlog.get_logger()


def install(app: Flask, settings: Settings) -> None:
    """Give every error its friendly page."""
    megabytes = settings.max_upload_bytes // (1024 * 1024)

    @app.errorhandler(DomainError)
    def _refusal(error: DomainError) -> Response:
        return _answer(error.status, error.code, sentence(error.code, error.facts))

    @app.errorhandler(CSRFError)
    def _forgery(_error: CSRFError) -> Response:
        return _answer(400, "csrf", sentence("csrf", {}))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        if status == 413:  # noqa: PLR2004 - the status has no shorter name
            return _answer(status, "too_large", sentence("too_large", {"megabytes": megabytes}))
        if status < 400 or error.response is not None:  # noqa: PLR2004 - the same
            return make_response(error.get_response())
        code = HTTP_CODES.get(status, "refused")
        return _answer(status, code, sentence(code, {}))

    @app.errorhandler(DBAPIError)
    def _database(error: DBAPIError) -> Response:
        # Locked, full, read-only or restarting: an honest "not saved", and the client tries again (S3).
        # Every request of an outage comes here: one line each, for a trace costs more than the request.
        log.error(
            "database_unavailable",
            exc_info=None if isinstance(error, OUTAGES) else error,
            request_id=request_id(),
            kind=type(error.orig).__name__,
            detail=str(error.orig).partition("\n")[0],
        )
        let_go()  # what was begun is over; nobody after us shall stumble over it
        return _answer(503, "busy", sentence("busy", {}))

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> Response:
        log.error("fault", exc_info=error, request_id=request_id(), path=request.path)
        return _answer(500, "broken", sentence("broken", {}))


def _answer(status: int, code: str, text: str) -> Response:
    if wants_json():
        response = jsonify(code=code, message=text, request_id=request_id())
    else:
        # Without what other pages are given (site, viewer): it comes from the database, which may be away.
        page = current_app.jinja_env.get_template("errors/error.html").render(
            status=status,
            code=code,
            message=text,
            request_id=request_id(),
            preferences=preferences(),
            above=place_above() if status in LED_BACK else "",
            unsaved=[CONTROLS.sub("", text) for text in typed_texts()] if status in UNSAVED else [],
        )
        response = make_response(page)
    response.status_code = status
    if status >= 500:  # noqa: PLR2004 - a fault of ours
        # Said here, so that nobody asks the database who is looking.
        response.headers["Cache-Control"] = "no-store"
    if status in {429, 503}:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
