"""How a reader wants pages to look and in which language, kept in a cookie of a year."""

from dataclasses import dataclass

from contest.platform.here import the_request
from contest.platform.language import catalogues

PREFERENCES_COOKIE = "tuy_chon"
THEMES = ("", "contrast")
TEXT_SIZES = ("100", "125", "150", "200")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How this reader wants pages to look."""

    theme: str = ""
    text: str = "100"
    language: str = catalogues.SOURCE

    def to_cookie(self) -> str:
        """The cookie's value."""
        return f"{self.theme}|{self.text}|{self.language}"


def preferences() -> Preferences:
    """Read the preferences cookie; anything unknown is the default."""
    parts = the_request().cookies.get(PREFERENCES_COOKIE, "").split("|")
    if len(parts) != len(Preferences.__dataclass_fields__):
        return Preferences()
    theme, text, language = parts
    return Preferences(
        theme=theme if theme in THEMES else "",
        text=text if text in TEXT_SIZES else "100",
        language=language if language in catalogues.LANGUAGES else catalogues.SOURCE,
    )
