"""What is wrong with the pictures, recordings and other languages of one question."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from questions.item import Item, Language, Medium, MediumKind, Variant

Fault = tuple[str, str]
"""A code for programs and a Vietnamese sentence."""

ENDINGS: Mapping[MediumKind, frozenset[str]] = MappingProxyType(
    {
        # No SVG: it may carry scripts.
        MediumKind.IMAGE: frozenset({"png", "jpg", "jpeg", "webp"}),
        MediumKind.AUDIO: frozenset({"ogg", "opus", "m4a", "aac", "mp3"}),
    }
)
_PLAIN_NAME = re.compile(r"[\w-][\w. -]*\.(\w+)")
_SHA256 = re.compile("[0-9a-f]{64}|")


def faults_of_media(item: Item) -> Iterator[Fault]:
    """Everything wrong with what a question has beside its Vietnamese words."""
    for medium in item.media:
        yield from _medium(medium, len(item.choices))
    for language, number in Counter(variant.language for variant in item.variants).items():
        if number > 1:
            yield "repeated-variant", f"{language.label} được ghi {number} lần trong một câu."
    for variant in item.variants:
        yield from _variant(variant, len(item.choices))
        for medium in variant.media:
            yield from _medium(medium, len(item.choices))
    if not all(unicodedata.is_normalized("NFC", text) for text in _texts(item)):
        yield "not-nfc", "Bản tiếng khác hoặc lời mô tả chưa ở dạng Unicode dựng sẵn (NFC)."


def _medium(medium: Medium, choices: int) -> Iterator[Fault]:
    name = _PLAIN_NAME.fullmatch(medium.file)
    if name is None:
        yield "bad-file-name", f"Tên tệp “{medium.file}” không dùng được; chỉ ghi tên, không ghi thư mục."
    elif name[1].lower() not in ENDINGS[medium.kind]:
        allowed = ", ".join(sorted(ENDINGS[medium.kind]))
        yield "bad-file-type", f"{medium.kind.label} “{medium.file}” phải là tệp loại: {allowed}."
    if medium.kind is MediumKind.IMAGE and not medium.description.strip():
        yield "no-description", f"Hình “{medium.file}” chưa có lời mô tả cho người không nhìn thấy."
    if medium.choice is not None and not 0 <= medium.choice < choices:
        yield "medium-of-no-choice", f"{medium.kind.label} “{medium.file}” thuộc về phương án không có."
    if not _SHA256.fullmatch(medium.sha256):
        yield "bad-sha256", f"Mã SHA-256 của “{medium.file}” phải gồm 64 chữ số hệ mười sáu viết thường."


def _variant(variant: Variant, choices: int) -> Iterator[Fault]:
    name = variant.language.label
    if not variant.has_text and not variant.has_audio:
        yield "empty-variant", f"{name}: chưa có chữ, cũng chưa có ghi âm."
    elif variant.has_text and len(variant.choices) != choices:
        yield "variant-choices", f"{name}: có {len(variant.choices)} phương án; cần đúng {choices}."
    elif not variant.has_text and (variant.choices or variant.explanation):
        yield "variant-stem", f"{name}: có phương án hoặc giải thích nhưng thiếu câu hỏi."
    shown = [" ".join(choice.casefold().split()) for choice in variant.choices]
    if "" in shown:
        yield "empty-variant-choice", f"{name}: có phương án đang trống."
    elif len(set(shown)) < len(shown):
        yield "repeated-variant-choice", f"{name}: có hai phương án giống nhau."


def _texts(item: Item) -> Iterator[str]:
    for variant in item.variants:
        yield from (variant.stem, *variant.choices, variant.explanation)
    for medium in (*item.media, *(medium for variant in item.variants for medium in variant.media)):
        yield medium.description


def languages_of(item: Item) -> tuple[Language, ...]:
    """The languages in which a question can be read or heard, beside Vietnamese."""
    usable = {variant.language for variant in item.variants if variant.has_text or variant.has_audio}
    return tuple(language for language in Language if language in usable)
