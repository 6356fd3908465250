"""Which device is speaking: a random cookie that outlives sign-ins, so that a second one is noticed (A1)."""

import re
import secrets

from flask import Response, current_app, g, request

COOKIE = "thiet_bi"
SHAPE = re.compile(r"[A-Za-z0-9_-]{16,40}")
YEAR_SECONDS = 365 * 24 * 3600


def device_of_request() -> str:
    """The device's name; a new one where the browser brings none."""
    if "device" not in g:
        brought = request.cookies.get(COOKIE, "")
        g.device = brought if SHAPE.fullmatch(brought) else secrets.token_urlsafe(16)
    device: str = g.device
    return device


def keep_device(response: Response) -> Response:
    """Give the browser the name it was given in this request."""
    if "device" in g and request.cookies.get(COOKIE) != g.device:
        response.set_cookie(
            COOKIE,
            g.device,
            max_age=YEAR_SECONDS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response
