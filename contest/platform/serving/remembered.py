"""Signatures that this process has verified once: cookies and anti-forgery tokens come back with every click.

Only what was genuine is remembered, so nobody can fill the memory with rubbish; how old a cookie may be is
judged each time.
"""

import hmac
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect, generate_csrf, same_origin
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from contest.platform.here import the_app, the_g, the_request, the_session

# One entry a browser: about a kilobyte each, and as many as take part at once on one machine.
MOST = 8192
FIELD, HEADER = "csrf_token", "X-CSRF-Token"
SALT = "wtf-csrf-token"  # Flask-WTF's own


class RememberingSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, its signature checked when it is new to this process."""

    def __init__(self, app: Flask) -> None:
        """Remember for one app: signatures are made with its key."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            raise RuntimeError("sessions are signed, and the app has no key to sign with")
        self._clock = TimestampSigner(b"")  # it signs nothing here, but knows the time of cookies
        self._opened = lru_cache(MOST)(partial(self._read, signer))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request's cookie; an empty one for a cookie that is not ours or too old."""
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return self.session_class()
        try:
            data, signed_at = self._opened(value)
        except BadSignature:
            return self.session_class()
        age = self._clock.get_timestamp() - signed_at
        if not 0 <= age <= app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        if any(isinstance(one, (list, dict)) for one in data.values()):
            return super().open_session(app, request)  # what one request changes must not reach the next
        return self.session_class(data)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed; nearly always nothing did, and all is said is that the reply is personal."""
        if session.modified:
            super().save_session(app, session, response)
        elif session.accessed and "Vary" not in response.headers:
            response.headers["Vary"] = "Cookie"
        elif session.accessed:
            response.vary.add("Cookie")

    @staticmethod
    def _read(signer: URLSafeTimedSerializer, value: str) -> tuple[dict[str, Any], int]:
        data, signed_at = signer.loads(value, return_timestamp=True)
        return data, int(signed_at.timestamp())


class RememberingProtection(CSRFProtect):  # type: ignore[misc] # Flask-WTF ships no types
    """Flask-WTF's check; a token that was genuine before is only compared with the session's."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - as in Flask-WTF
        """Let genuine requests pass; whatever is unusual is judged, and refused, by Flask-WTF."""
        if self._is_plainly_genuine():
            the_g().csrf_valid = True
        else:
            super().protect(apply_exemptions)

    @staticmethod
    def _is_plainly_genuine() -> bool:
        app, request = the_app(), the_request()
        if request.method not in app.config["WTF_CSRF_METHODS"]:
            return False
        signed = request.headers.get(HEADER) or request.form.get(FIELD)
        expected = the_session().get(FIELD)
        if not signed or not expected:
            return False
        try:
            token = _token_behind(signed, str(app.secret_key))
        except BadSignature:
            return False
        if not hmac.compare_digest(expected, token):
            return False
        return not request.is_secure or same_origin(request.referrer or "", f"https://{request.host}/")


def own_token() -> str:
    """The token for forms of this page; Flask-WTF makes it for a browser that has none yet."""
    own = the_g()
    token: str | None = own.get(FIELD)
    if token is None:
        bare = the_session().get(FIELD)
        if not isinstance(bare, str):
            return str(generate_csrf())
        token = own.csrf_token = _signed(bare, str(the_app().secret_key))
    return token


@lru_cache(MOST)
def _token_behind(signed: str, key: str) -> str:
    token: str = _signer(key).loads(signed)
    return token


@lru_cache(MOST)
def _signed(bare: str, key: str) -> str:
    token: str = _signer(key).dumps(bare)
    return token


@lru_cache(4)
def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=SALT)
