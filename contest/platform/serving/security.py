"""Headers, cookies and anti-forgery tokens (P4, P10, C1, C6)."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from contest.platform.here import the_g, the_request
from contest.platform.serving.remembered import RememberingProtection, RememberingSessions
from contest.platform.viewer import viewer
from contest.settings import Settings

csrf = RememberingProtection()
FRAMED_BY, NOBODY_FRAMES = "framed_by", "'none'"
RECORDS = "records"
YEAR_SECONDS = 365 * 24 * 3600
# What every response carries unless its view says otherwise.
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
SECURELY = (("Strict-Transport-Security", f"max-age={YEAR_SECONDS}; includeSubDomains"),)


def csp_nonce() -> str:
    """The random value that lets this response's own scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def let_others_frame() -> None:
    """This page may stand in a frame of any site: it knows nobody, and nothing on it can be pressed."""
    setattr(g, FRAMED_BY, "*")


def let_record() -> None:
    """This page records with the microphone and plays what it recorded before it is sent."""
    setattr(g, RECORDS, True)


def install(app: Flask, settings: Settings) -> None:
    """Set cookies, anti-forgery tokens and headers for every response."""
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.resolved_secret_key(),
        SESSION_COOKIE_NAME="__Host-contest" if secure else "contest",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.sign_in_hours),
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the sign-in: no form dies on a slow reader
        WTF_CSRF_HEADERS=["X-CSRF-Token"],
        WTF_CSRF_SSL_STRICT=secure,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_bytes,
    )
    app.session_interface = RememberingSessions(app)
    csrf.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign] # Flask's documented way

    @app.after_request
    def _headers(response: Response) -> Response:
        return _with_headers(response, secure=secure)


def _with_headers(response: Response, *, secure: bool) -> Response:
    headers, own, request = response.headers, the_g(), the_request()
    given = {name.lower() for name, _value in headers}
    for name, value in ALWAYS + (SECURELY if secure else ()):
        if name.lower() not in given:
            headers.add(name, value)
    if response.mimetype == "text/html":
        records = own.get(RECORDS, False)
        headers["Permissions-Policy"] = (
            f"camera=(), geolocation=(), microphone={'(self)' if records else '()'}"
        )
        nonce = own.get("csp_nonce")
        scripts = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
        headers["Content-Security-Policy"] = (
            f"default-src 'self'; script-src {scripts}; style-src {scripts}; "
            f"img-src 'self'; media-src 'self'{' blob:' if records else ''}; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; "
            f"frame-ancestors {own.get(FRAMED_BY, NOBODY_FRAMES)}"
        )
    if "cache-control" not in given:
        personal = request.endpoint is not None and viewer().is_signed_in
        headers["Cache-Control"] = "no-store" if personal else "no-cache"
        headers.add("Vary", "Cookie")
    return response


def client_address() -> str:
    """The client's address, as far as the configured proxies may be believed (P7)."""
    return request.remote_addr or "-"


def internal_path(target: str, *, default: str) -> str:
    """A redirect target inside this site, or the default (P10)."""
    parts = urlsplit(target)
    is_inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_inside and not parts.netloc and not parts.scheme else default
