"""Templates: strict names, Vietnamese filters, hashed addresses for files, preferences of the reader."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, send_from_directory
from jinja2 import StrictUndefined

from contest.platform import vietnamese, vietnamese_numbers
from contest.platform.access import public
from contest.platform.security import csp_nonce
from contest.platform.viewer import viewer

DIGEST_LENGTH = 12
PREFERENCES_COOKIE = "tuy_chon"
THEMES = ("", "contrast")
TEXT_SIZES = ("100", "125", "150", "200")
EXTENSION = "contest_static_digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How this reader wants pages to look."""

    theme: str = ""
    text: str = "100"
    language: str = "vi"

    def to_cookie(self) -> str:
        """The cookie's value."""
        return f"{self.theme}|{self.text}|{self.language}"


def preferences() -> Preferences:
    """Read the preferences cookie; anything unknown is the default."""
    parts = request.cookies.get(PREFERENCES_COOKIE, "").split("|")
    if len(parts) != len(Preferences.__dataclass_fields__):
        return Preferences()
    theme, text, language = parts
    return Preferences(
        theme=theme if theme in THEMES else "",
        text=text if text in TEXT_SIZES else "100",
        language=language if language in {"vi", "en"} else "vi",
    )


def static_digest(folder: Path) -> str:
    """One digest over all files, so that addresses change when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:DIGEST_LENGTH]


def asset(path: str) -> str:
    """The immutable address of a file under contest/static."""
    return f"/static/{current_app.extensions[EXTENSION]}/{path}"


def install(app: Flask) -> None:
    """Set the template engine up."""
    folder = Path(__file__).parent.parent / "static"
    app.extensions[EXTENSION] = static_digest(folder)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        number=vietnamese_numbers.number,
        decimal=vietnamese_numbers.decimal,
        percent=vietnamese_numbers.percent,
        money=vietnamese_numbers.money,
        time_vi=vietnamese_numbers.time_vi,
        date_vi=vietnamese_numbers.date_vi,
        day_vi=vietnamese_numbers.day_vi,
        datetime_vi=vietnamese_numbers.datetime_vi,
        weekday_vi=vietnamese_numbers.weekday_vi,
        duration_vi=vietnamese_numbers.duration_vi,
        phone_vi=vietnamese_numbers.phone_vi,
        phone_masked=vietnamese_numbers.phone_masked,
        short_name=vietnamese.short_name,
    )
    environment.globals.update(asset=asset, csp_nonce=csp_nonce)

    @app.context_processor
    def _context() -> dict[str, object]:
        return {"viewer": viewer(), "preferences": preferences()}

    @app.get("/static/<digest>/<path:path>")
    @public
    def static_file(digest: str, path: str) -> Response:
        response = send_from_directory(folder, path)
        if digest == current_app.extensions[EXTENSION]:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif not digest.isalnum():
            abort(404)
        else:
            response.headers["Cache-Control"] = "no-cache"  # an old page asks; answer the new file once
        return response
