"""Public pages that did not change are answered with 304, and a visitor gets no cookie without need."""

import hashlib
from collections.abc import Callable

from flask import Flask, Response, current_app, g, request, session

from contest.platform.access import audience_of
from contest.platform.here import the_app, the_request
from contest.platform.serving.ready_pages import MAY_BE_KEPT, NOT_SENT_AGAIN, SAME_FOR_ALL, is_ready_made
from contest.platform.viewer import viewer

TOKEN = "csrf_token"  # noqa: S105 - the name of Flask-WTF's field, no secret
NONCE = "csp_nonce"
OK, NOT_MODIFIED = 200, 304


def install(app: Flask) -> None:
    """Install it before security: what is installed first runs last, so the headers are complete here."""

    @app.after_request
    def _revalidate(response: Response) -> Response:
        if not _is_same_for_all(response):
            return response
        body = response.get_data()
        token = str(g.get(TOKEN, "")).encode()
        if f'name="{TOKEN}"'.encode() in body:
            return response  # a form waits for this reader's own token
        _leave_no_cookie()
        # Nonce and token differ each time without anybody seeing a difference.
        constant = body
        for differing in (token, str(g.get(NONCE, "")).encode()):
            if differing:
                constant = constant.replace(differing, b"")
        response.set_etag(hashlib.sha256(constant).hexdigest()[:32])
        if request.environ.get(MAY_BE_KEPT) and is_ready_made(_view()) and NONCE not in g:
            request.environ[SAME_FOR_ALL] = True  # what the browser has is compared there
            return response
        response.make_conditional(request)
        if response.status_code == NOT_MODIFIED:
            # The kept page runs its scripts under the nonce of the policy that came with it.
            for name in NOT_SENT_AGAIN:
                response.headers.pop(name, None)
        return response


def _view() -> Callable[..., object]:
    return the_app().view_functions[str(the_request().endpoint)]


def _is_same_for_all(response: Response) -> bool:
    request = the_request()
    if request.method not in {"GET", "HEAD"} or request.endpoint is None:
        return False
    audience = audience_of(_view())
    return (
        response.status_code == OK
        and not response.direct_passthrough
        and audience is not None
        and audience.everyone
        and not viewer().is_signed_in
    )


def _leave_no_cookie() -> None:
    """Without a form on the page nobody needs the session that the token alone would begin."""
    began_now = current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    if began_now and set(session) <= {TOKEN}:
        session.modified = False
