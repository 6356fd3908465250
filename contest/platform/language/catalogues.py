"""The catalogues of contest/translations: what our Vietnamese texts are called in other languages.

They are read as translators write them (.po), so a fresh clone needs no compiling and nothing can be stale.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[2] / "translations"
SOURCE, ENGLISH = "vi", "en"
# In the order in which they are offered; the value is what `lang` holds on a page.
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        SOURCE: "Tiếng Việt",
        ENGLISH: "English",
        "tyz": "Tiếng Tày",
        "hmn-VN": "Tiếng Mông (chữ Mông Việt Nam)",
        "hmn": "Tiếng Mông (chữ Mông quốc tế)",
        "ium": "Tiếng Dao",
        "nut": "Tiếng Nùng",
        "pha": "Tiếng Pà Thẻn",
    }
)
# Whole pages are in one of these; any other language has some texts on a Vietnamese page.
WHOLE = (SOURCE, ENGLISH)

Forms = tuple[str, ...]
"""A text in another language: its one form, or the one for exactly one thing and the one for several."""


def path_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


@cache
def texts_of(language: str) -> Mapping[str, Forms]:
    """Vietnamese text -> its forms in a language; what a translator is unsure of (fuzzy) is not said."""
    path = path_of(language)
    if language == SOURCE or not path.exists():
        return MappingProxyType({})
    with path.open("rb") as file:
        catalogue = read_po(file)
    return MappingProxyType(
        {
            forms_of(message.id)[0]: forms_of(message.string)
            for message in catalogue
            if message.id and not message.fuzzy and all(forms_of(message.string))
        }
    )


def forms_of(written: str | Sequence[str] | None) -> Forms:
    """What a catalogue holds of a text, which is one string or several."""
    return (written or "",) if isinstance(written, str | None) else tuple(written)


@cache
def offered() -> tuple[str, ...]:
    """The languages a reader may choose: Vietnamese, and each whose catalogue says anything."""
    return tuple(language for language in LANGUAGES if language == SOURCE or texts_of(language))
