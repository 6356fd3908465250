"""Vietnamese text: one form (NFC), search without diacritics, and the order of people's names."""

import re
import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_RANK = {letter: rank for rank, letter in enumerate(LETTERS, start=1)}
# Order of tones in Vietnamese dictionaries: level, huyền, hỏi, ngã, sắc, nặng.
TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# The C0 and C1 controls but for those that are white space (which become one space): no keyboard types
# them, files cannot hold them, and PostgreSQL refuses a text with NUL.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Signs of the private use area mean something in one font of one machine only (pages use them as marks).
PRIVATE = re.compile("[\ue000-\uf8ff]")
SPACES = re.compile(r"\s+")
LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"})


def clean(text: str) -> str:
    """One line of text in NFC: invisible and control characters gone, look-alike Đ mended, spaces single."""
    mended = PRIVATE.sub("", CONTROLS.sub("", INVISIBLE.sub("", text))).translate(LOOKALIKES)
    return SPACES.sub(" ", unicodedata.normalize("NFC", mended)).strip()


def fold(text: str) -> str:
    """Text for searching: lower case without diacritics, đ as d ("Sở Nội vụ" -> "so noi vu")."""
    decomposed = unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def sort_key(text: str) -> str:
    """A string whose plain order is the Vietnamese dictionary order, syllable by syllable."""
    return " ".join(_syllable_key(syllable) for syllable in clean(text).lower().split(" "))


def name_sort_key(full_name: str) -> str:
    """Order people by given name (the last syllable), then by the rest from the family name on."""
    syllables = clean(full_name).split(" ")
    return sort_key(" ".join([syllables[-1], *syllables[:-1]]))


def short_name(full_name: str) -> str:
    """A name for public pages before publication: "Sùng Thị Mai" -> "Sùng T. Mai"."""
    first, *middle, last = clean(full_name).split(" ") if " " in clean(full_name) else (full_name, "")
    initials = "".join(f"{syllable[0]}. " for syllable in middle)
    return f"{first} {initials}{last}".strip()


def _syllable_key(syllable: str) -> str:
    """Letters first, tone last: all "la" before all "lan", and la, là, lả, lã, lá, lạ among themselves."""
    letters: list[str] = []
    tone = 0
    for sign in unicodedata.normalize("NFD", syllable):
        if sign in TONE_RANK:
            tone = TONE_RANK[sign]
        elif unicodedata.combining(sign) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + sign)
        else:
            letters.append(sign)
    ranks = "".join(_letter_key(letter) for letter in letters)
    return f"{ranks}{tone}"


def _letter_key(letter: str) -> str:
    rank = LETTER_RANK.get(letter)
    # Digits and signs sort before letters, foreign letters after them.
    if rank is not None:
        return chr(ord("A") + rank)
    return letter if letter < "A" else f"~{letter}"
