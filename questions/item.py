"""What one question of the bank is: stem, choices, key, source and the days on which it is true.

Pictures, recordings and the same question in other languages are parts of it, not questions of
their own: they share its key, its source and its statistics.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "ke-hoach-ha-giang": "Kế hoạch tuyên truyền cải cách hành chính của tỉnh Hà Giang",
        "chi-dao-dieu-hanh": "Chỉ đạo, điều hành cải cách hành chính",
        "the-che": "Cải cách thể chế",
        "thu-tuc-hanh-chinh": "Cải cách thủ tục hành chính",
        "to-chuc-bo-may": "Cải cách tổ chức bộ máy",
        "che-do-cong-vu": "Cải cách chế độ công vụ",
        "tai-chinh-cong": "Cải cách tài chính công",
        "chinh-phu-so": "Xây dựng chính phủ điện tử, chính phủ số",
        "dich-vu-cong": "Dịch vụ công",
        "van-hoa-cong-vu": "Văn hóa công vụ",
    }
)


class Level(StrEnum):
    """How much a question asks of the person, from recalling to applying a rule."""

    RECALL = "recall"
    UNDERSTAND = "understand"
    APPLY = "apply"

    @property
    def label(self) -> str:
        """The level's name on screen."""
        return _LEVEL_LABELS[self]


_LEVEL_LABELS: Mapping[Level, str] = MappingProxyType(
    {Level.RECALL: "Nhận biết", Level.UNDERSTAND: "Thông hiểu", Level.APPLY: "Vận dụng"}
)


class MediumKind(StrEnum):
    """What a file beside a question is."""

    IMAGE = "image"
    AUDIO = "audio"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {MediumKind.IMAGE: "Hình", MediumKind.AUDIO: "Ghi âm"}[self]


class Language(StrEnum):
    """A language beside Vietnamese; the value is what ``lang`` holds on a page.

    Mông is written in two ways, so it stands here twice; a recording alone belongs to the first.
    """

    TAY = "tyz"
    MONG = "hmn-VN"
    MONG_INTERNATIONAL = "hmn"
    DAO = "ium"
    NUNG = "nut"
    PA_THEN = "pha"
    ENGLISH = "en"

    @property
    def label(self) -> str:
        """The language's name on screen."""
        return _LANGUAGE_LABELS[self]


_LANGUAGE_LABELS: Mapping[Language, str] = MappingProxyType(
    {
        Language.TAY: "Tiếng Tày",
        Language.MONG: "Tiếng Mông (chữ Mông Việt Nam)",
        Language.MONG_INTERNATIONAL: "Tiếng Mông (chữ Mông quốc tế)",
        Language.DAO: "Tiếng Dao",
        Language.NUNG: "Tiếng Nùng",
        Language.PA_THEN: "Tiếng Pà Thẻn",
        Language.ENGLISH: "Tiếng Anh",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture or a recording that belongs to a question.

    ``file`` is a plain file name, without a folder; where the files lie is the business of who
    stores them. ``sha256`` (hexadecimal, may be empty) tells whether the content is still the
    one that was approved. ``description`` is read to those who do not see the picture, or
    shown to those who do not hear the recording. ``choice`` is the index of the choice it
    belongs to, None for the question as a whole.
    """

    kind: MediumKind
    file: str
    description: str = ""
    choice: int | None = None
    sha256: str = ""

    def content(self) -> list[Any]:
        """What the fingerprint of a question covers."""
        return [self.kind.value, self.file, self.description, self.choice, self.sha256]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The same question in another language: as text, as recordings, or as both.

    ``choices`` stand in the order of the question's own, or are empty where there is no text.
    """

    language: Language
    stem: str = ""
    choices: tuple[str, ...] = ()
    explanation: str = ""
    media: tuple[Medium, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether the question can be read in this language."""
        return bool(self.stem)

    @property
    def has_audio(self) -> bool:
        """Whether the question can be heard in this language."""
        return any(medium.kind is MediumKind.AUDIO for medium in self.media)

    def content(self) -> list[Any]:
        """What the fingerprint of a question covers."""
        media = [medium.content() for medium in self.media]
        return [self.language.value, self.stem, list(self.choices), self.explanation, media]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question with exactly one right choice.

    Construction refuses nothing: a faulty question must be representable, so that
    ``questions.checks`` can say what is wrong with it. ``key`` is the index of the right
    choice (0 is A; a negative index means that no key is known). ``valid_from`` and
    ``valid_to`` are both inclusive; None means without bound.
    """

    code: str
    topic: str
    level: Level
    stem: str
    choices: tuple[str, ...]
    key: int
    explanation: str
    citation: str
    valid_from: date | None
    valid_to: date | None
    tags: frozenset[str] = frozenset()
    pin_last: bool = False
    facts: tuple[str, ...] = ()
    author: str = ""
    replaced_by: str = ""
    media: tuple[Medium, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def has_key(self) -> bool:
        """Whether the key points at one of the choices."""
        return 0 <= self.key < len(self.choices)

    @property
    def key_letter(self) -> str:
        """The key as printed in a file ("B"), or "" where it points at no letter."""
        return LETTERS[self.key] if 0 <= self.key < len(LETTERS) else ""

    def in_language(self, language: Language) -> Variant | None:
        """The question in another language, or None where it was not translated."""
        return next((variant for variant in self.variants if variant.language is language), None)

    def is_valid_on(self, day: date) -> bool:
        """Whether the law or fact behind the question holds on that day."""
        starts = self.valid_from is None or self.valid_from <= day
        return starts and (self.valid_to is None or day <= self.valid_to)

    def fingerprint(self) -> str:
        """SHA-256 of the content, in hexadecimal; equal content has an equal fingerprint.

        The code and the author are left out: they say which question and whose it is, not
        what it asks.
        """
        content: list[Any] = [
            self.topic,
            str(self.level),
            self.stem,
            list(self.choices),
            self.key,
            self.explanation,
            self.citation,
            self.valid_from.isoformat() if self.valid_from else None,
            self.valid_to.isoformat() if self.valid_to else None,
            sorted(self.tags),
            self.pin_last,
            list(self.facts),
            self.replaced_by,
        ]
        # Questions of words alone keep the fingerprint they had before there were media.
        if self.media or self.variants:
            content.append([medium.content() for medium in self.media])
            content.append([variant.content() for variant in self.variants])
        canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()
