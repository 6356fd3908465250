"""Vietnamese typed for old fonts (TCVN3, "ABC"; VNI), recognised and turned into Unicode.

Such text is Latin-1 letters that only a special font shows as Vietnamese: "ViÖt Nam" in
.VnTime and "Vieät Nam" in VNI-Times. Source: TCVN 5712:1993, table VN3; VNI's own table for
Windows.
"""

import re
import unicodedata
from enum import StrEnum


class Legacy(StrEnum):
    """The two old ways of typing."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3 = str.maketrans(
    "µ\u00b8¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# Letters of TCVN3 that no Unicode Vietnamese has, nor any Western word beside Vietnamese ones.
_ODD = "µ\u00b8¶·¹¨»¾¼½Æ©ËÎÏÑªÖ×ØÜÞß«åæç¬îïñ\u00adö÷ûüþ"
_ONLY_TCVN3 = re.compile(f"[{_ODD}ÇÈ®ë¦¥¤§](?=[a-z])|(?<=[a-z])[{_ODD}]")

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# The sign after a vowel says which marks it bears.
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {
    "ñ": "đ", "ô": "o" + _HORN, "ö": "u" + _HORN,
    "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_BASES = {
    "a": "ùøûõïâáàåãäêéèúüë",
    "e": "ùøûõïâáàåãä",
    "o": "ùøûõïâáàåãä",
    "u": "ùøûõï",
    "y": "ùøûõ",
    "ô": "ùøûõï",
    "ö": "ùøûõï",
}
_VNI = re.compile(
    "|".join(f"{base}[{marks}]" for base, marks in _VNI_BASES.items()) + f"|[{''.join(_VNI_LETTERS)}]",
    re.IGNORECASE,
)
# Pairs and letters that only VNI has; Unicode Vietnamese writes none of them.
_ONLY_VNI = re.compile(
    "[aeo][äåàáãâ]|a[êëü]|[aeouyôö][ùøûõï]|[ñö](?=[a-zà-ÿ])|(?<=[a-zà-ÿ])[ñö]", re.IGNORECASE
)
_UNICODE_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# One odd letter may be a foreign name; two are a habit.
_FEWEST_SIGNS = 2


def legacy_of(text: str) -> Legacy | None:
    """Which old typing a text shows, None for Unicode and for what is too short to tell."""
    text = unicodedata.normalize("NFC", text)
    if _UNICODE_VIETNAMESE.search(text):
        return None
    tcvn3, vni = len(_ONLY_TCVN3.findall(text)), len(_ONLY_VNI.findall(text))
    if max(tcvn3, vni) < _FEWEST_SIGNS:
        return None
    return Legacy.VNI if vni > tcvn3 else Legacy.TCVN3


def in_unicode(text: str, legacy: Legacy) -> str:
    """A field of a question typed in the old way; left alone where it is in Unicode already."""
    return (
        text if _UNICODE_VIETNAMESE.search(unicodedata.normalize("NFC", text)) else to_unicode(text, legacy)
    )


def legacy_of_font(name: str) -> Legacy | None:
    """Which old typing belongs to a font (".VnTime", "VNI-Times")."""
    if name.startswith(".Vn"):
        return Legacy.TCVN3
    return Legacy.VNI if name.upper().startswith("VNI-") else None


def to_unicode(text: str, legacy: Legacy, *, font: str = "") -> str:
    """The text in Unicode (NFC). Fonts of TCVN3 whose name ends in H show capitals."""
    if legacy is Legacy.TCVN3:
        plain = text.translate(_TCVN3)
        return plain.upper() if font.endswith("H") else plain
    return unicodedata.normalize("NFC", _VNI.sub(_from_vni, text))


def _from_vni(match: re.Match[str]) -> str:
    sign = match[0]
    base = _VNI_LETTERS.get(sign[0].lower(), sign[0].lower())
    small = base + (_VNI_MARKS[sign[1].lower()] if len(sign) > 1 else "")
    return small.upper() if sign[0].isupper() else small
