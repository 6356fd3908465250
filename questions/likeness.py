"""How alike two texts are to a reader who does not look closely."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

SIMILAR = Fraction(8, 10)

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def folded(text: str) -> str:
    """The text in small letters without Vietnamese marks or punctuation, words by single spaces."""
    plain = unicodedata.normalize("NFD", text.replace("\u00d0", "d").casefold()).replace("đ", "d")
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_A_WORD.sub(" ", letters).strip()


def twins(
    texts: Sequence[str], at_least: Fraction = SIMILAR, *, known: int = 0
) -> Iterator[tuple[int, int, Fraction]]:
    """Pairs of indices of texts that say the same or nearly so, with the likeness (1 is equal).

    The last ``known`` texts are compared with those before them, not among themselves.

    Equal means equal once folded. Otherwise the likeness is the shared part of the two sets
    of words (Jaccard), always below 1; pairs in which each text has a number the other lacks
    ("năm 2025", "năm 2030") ask for different things and are not reported. Empty texts have
    no twins.

    Only texts that share one of their rarest words are compared: two sets with a likeness of
    at least t must share a word among the first n - ceil(t n) + 1 of either, in any order
    common to both. So 10,000 questions are compared in seconds. (Source: Bayardo, Ma and
    Srikant, "Scaling Up All Pairs Similarity Search", 2007.)
    """
    plain = [folded(text) for text in texts]
    words = [frozenset(text.split()) for text in plain]
    frequency = Counter(word for members in words for word in members)
    bit_of = {word: 1 << place for place, word in enumerate(frequency)}
    # Sets as bits of whole numbers, since millions of pairs are compared and few are alike.
    masks = [sum(bit_of[word] for word in members) for members in words]
    holders: dict[str, list[int]] = {}
    for second, members in enumerate(words):
        rarest_first = sorted(members, key=lambda word: (frequency[word], word))
        prefix = rarest_first[: len(members) - ceil(at_least * len(members)) + 1]
        rivals = {first for word in prefix for first in holders.get(word, ())}
        mask, size = masks[second], len(members)
        for first in sorted(rivals):
            shared = (masks[first] & mask).bit_count()
            if shared * at_least.denominator >= at_least.numerator * (len(words[first]) + size - shared):
                likeness = _likeness(plain[first], plain[second], words[first], members)
                if likeness >= at_least:
                    yield first, second, likeness
        if second < len(texts) - known:
            for word in prefix:
                holders.setdefault(word, []).append(second)


def _likeness(text: str, other: str, words: frozenset[str], others: frozenset[str]) -> Fraction:
    """How alike two texts are that share enough words."""
    if text == other:
        return Fraction(1)
    if _has_number(words - others) and _has_number(others - words):
        return Fraction(0)
    # The same words in another order are very alike, but not the same text.
    return min(Fraction(len(words & others), len(words | others)), Fraction(99, 100))


def _has_number(words: frozenset[str]) -> bool:
    return any(word.isdigit() for word in words)
