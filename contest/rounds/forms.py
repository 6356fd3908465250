"""Forms of the public pages."""

from wtforms import HiddenField, RadioField

from contest.platform.forms import BaseForm
from contest.platform.language import catalogues
from contest.platform.language.preferences import Preferences
from contest.platform.language.wording import known
from contest.rounds import recordings

THEMES = {"": "Màu thường", "contrast": "Tương phản cao: nền đen, chữ trắng"}
TEXT_SIZES = {"100": "Cỡ thường", "125": "Lớn hơn (125%)", "150": "Lớn (150%)", "200": "Rất lớn (200%)"}


def languages() -> list[tuple[str, str]]:
    """The languages there are, each by its own name; some are only heard."""
    read, heard = catalogues.offered(), recordings.spoken_languages()
    only_heard = known("chỉ nghe")
    return [
        (language, name if language in read else f"{name} ({only_heard})")
        for language, name in catalogues.LANGUAGES.items()
        if language in read or language in heard
    ]


class PreferencesForm(BaseForm):
    """How this reader wants pages to look; what is not sent stays as it was (A+ sends the size alone)."""

    text = RadioField("Cỡ chữ", choices=TEXT_SIZES)
    theme = RadioField("Màu sắc", choices=THEMES)
    language = RadioField("Ngôn ngữ", choices=languages)
    tiep = HiddenField()

    def chosen(self) -> Preferences:
        """The preferences as they stand in the form."""
        return Preferences(theme=self.theme.data, text=self.text.data, language=self.language.data)
