"""Templates: strict names, Vietnamese filters, preferences of the reader."""

from dataclasses import dataclass

from flask import Flask, request
from jinja2 import StrictUndefined

from contest.platform import vietnamese, vietnamese_numbers, wording
from contest.platform.security import csp_nonce
from contest.platform.viewer import viewer

PREFERENCES_COOKIE = "tuy_chon"
THEMES = ("", "contrast")
TEXT_SIZES = ("100", "125", "150", "200")


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


def install(app: Flask) -> None:
    """Set the template engine up."""
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
    environment.globals["csp_nonce"] = csp_nonce
    wording.install(app)

    @app.context_processor
    def _context() -> dict[str, object]:
        return {"viewer": viewer(), "preferences": preferences()}
