"""What one question of the bank is: stem, choices, key, source and the days on which it is true."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

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

    @property
    def has_key(self) -> bool:
        """Whether the key points at one of the choices."""
        return 0 <= self.key < len(self.choices)

    @property
    def key_letter(self) -> str:
        """The key as printed in a file ("B"), or "" where it points at no letter."""
        return LETTERS[self.key] if 0 <= self.key < len(LETTERS) else ""

    def is_valid_on(self, day: date) -> bool:
        """Whether the law or fact behind the question holds on that day."""
        starts = self.valid_from is None or self.valid_from <= day
        return starts and (self.valid_to is None or day <= self.valid_to)

    def fingerprint(self) -> str:
        """SHA-256 of the content, in hexadecimal; equal content has an equal fingerprint.

        The code and the author are left out: they say which question and whose it is, not
        what it asks.
        """
        content = [
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
        canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()
