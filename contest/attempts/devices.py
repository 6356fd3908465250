"""Which device is speaking: a random cookie that outlives sign-ins, so that a second one is noticed (A1)."""

import re
import secrets

from flask import Response

from contest.platform.here import the_app, the_g, the_request

COOKIE = "thiet_bi"
SHAPE = re.compile(r"[A-Za-z0-9_-]{16,40}")
YEAR_SECONDS = 365 * 24 * 3600


def device_of_request() -> str:
    """The device's name; a new one where the browser brings none."""
    own = the_g()
    device: str | None = own.get("device")
    if device is None:
        brought = the_request().cookies.get(COOKIE, "")
        device = own.device = brought if SHAPE.fullmatch(brought) else secrets.token_urlsafe(16)
    return device


def keep_device(response: Response) -> Response:
    """Give the browser the name it was given in this request."""
    device = the_g().get("device")
    if device is not None and the_request().cookies.get(COOKIE) != device:
        response.set_cookie(
            COOKIE,
            device,
            max_age=YEAR_SECONDS,
            secure=the_app().config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response
