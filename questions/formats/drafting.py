"""How the raw fields of a foreign file become a question, with every fault told at its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from questions.checks import Severity
from questions.formats.legacy_fonts import in_unicode, legacy_of
from questions.formats.reading import Place, Problem, ReadResult, Refused
from questions.formats.texts import LONGEST_TEXT, clean, is_dangerous
from questions.item import LETTERS, TOPICS, Item, Level, Medium, Variant
from questions.likeness import folded

FEWEST_CHOICES = 2
MAX_ROWS = 20_000
# What a problem repeats of a file, so that a page can show it.
_LONGEST_VALUE = 200
_LONGEST_MESSAGE = 500

TOPICS_BY_NAME = {folded(name): slug for slug, name in TOPICS.items()} | {
    folded(slug): slug for slug in TOPICS
}
_LEVELS_BY_NAME = {folded(name): level for level in Level for name in (level.value, level.label)}
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TEXTS_OF_RAW = ("stem", "topic", "level", "explanation", "citation", "author", "replaced_by")
_SIGNS_OF_RAW = ("code", "key", "valid_from", "valid_to", "pin_last")
_FLAGS = {
    "": False,
    "khong": False,
    "false": False,
    "0": False,
    "co": True,
    "x": True,
    "true": True,
    "1": True,
}


def cleaned(item: Item) -> Item:
    """The item as it looks after a journey through a foreign format: every text clean."""
    return replace(
        item,
        code=clean(item.code),
        stem=clean(item.stem),
        choices=tuple(map(clean, item.choices)),
        explanation=clean(item.explanation),
        citation=clean(item.citation),
        tags=frozenset(filter(None, map(clean, item.tags))),
        facts=tuple(filter(None, map(clean, item.facts))),
        author=clean(item.author),
        replaced_by=clean(item.replaced_by),
        media=tuple(map(_cleaned_medium, item.media)),
        variants=tuple(map(_cleaned_variant, item.variants)),
    )


def _cleaned_medium(medium: Medium) -> Medium:
    return replace(
        medium,
        file=clean(medium.file),
        description=clean(medium.description),
        sha256=clean(medium.sha256),
    )


def _cleaned_variant(variant: Variant) -> Variant:
    return replace(
        variant,
        stem=clean(variant.stem),
        choices=tuple(map(clean, variant.choices)),
        explanation=clean(variant.explanation),
        media=tuple(map(_cleaned_medium, variant.media)),
    )


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a question is given where its file is silent.

    ``convert_legacy`` turns text typed for TCVN3 and VNI fonts into Unicode; without it such
    questions are refused.
    """

    topic: str = ""
    level: Level = Level.RECALL
    code_prefix: str = "cau"
    convert_legacy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The fields of one question as a file spells them.

    ``key`` holds letters ("B"). ``columns`` says under which name the person who mends the
    file finds a field.
    """

    place: Place
    stem: str
    choices: tuple[str, ...]
    key: str
    code: str = ""
    topic: str = ""
    level: str = ""
    explanation: str = ""
    citation: str = ""
    valid_from: str = ""
    valid_to: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    pin_last: str = ""
    author: str = ""
    replaced_by: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def _texts_of(raw: Raw) -> Mapping[str, str]:
    """The fields of a question as its file spells them, for showing."""
    choices = {f"choice_{letter}": text for letter, text in zip(LETTERS, raw.choices, strict=False)}
    lists = {"tags": ", ".join(raw.tags), "facts": ", ".join(raw.facts)}
    plain = {name: getattr(raw, name) for name in (*_TEXTS_OF_RAW, *_SIGNS_OF_RAW)}
    return {name: clean(text) for name, text in {**plain, **choices, **lists}.items() if text}


class Drafting:
    """Builds the questions of one file and keeps its problems."""

    def __init__(self, defaults: Defaults) -> None:
        self._defaults = defaults
        self.items: list[Item] = []
        self.places: list[Place] = []
        self.problems: list[Problem] = []
        self.refused: list[Refused] = []
        self.unknown_types: dict[str, int] = {}
        self._told_full = False

    def refuse(self, place: Place, code: str, message: str, column: str = "", value: str = "") -> None:
        """Note that a question was read and cannot be imported."""
        self.refused.append(Refused(place=place))
        self.note(place, code, message, column, value)

    def refuse_type(self, place: Place, name: str) -> None:
        """Note a question of a kind that the bank cannot hold."""
        self.unknown_types[name] = self.unknown_types.get(name, 0) + 1
        self.refuse(
            place, "unknown-type", f"Loại câu hỏi “{name}” không dùng được trong ngân hàng này.", value=name
        )

    def note(
        self,
        place: Place,
        code: str,
        message: str,
        column: str = "",
        value: str = "",
        severity: Severity = "error",
    ) -> None:
        """Note a problem by itself; as a warning it does not stop the import."""
        self.problems.append(
            Problem(
                place=place,
                code=code,
                message=_shortened(message, _LONGEST_MESSAGE),
                column=column,
                value=_shortened(value, _LONGEST_VALUE),
                severity=severity,
            )
        )

    def is_full(self, place: Place) -> bool:
        """Whether so many questions have been read that the rest, from this place on, must wait."""
        if len(self.items) + len(self.refused) < MAX_ROWS:
            return False
        if not self._told_full:
            self._told_full = True
            self.note(place, "too-many-rows", f"Tệp có hơn {MAX_ROWS} câu; hãy tách thành nhiều tệp.")
        return True

    def add(self, raw: Raw) -> None:
        """Import one question, or note everything that is wrong with it."""
        before = len(self.problems)
        item = self._item(self._in_unicode(raw))
        if len(self.problems) == before:
            self.items.append(item)
            self.places.append(raw.place)
        else:
            self.refused.append(Refused(place=raw.place, fields=_texts_of(raw)))

    def result(self) -> ReadResult:
        """What has been read so far."""
        return ReadResult(
            items=tuple(self.items),
            places=tuple(self.places),
            problems=tuple(self.problems),
            rejected=len(self.refused),
            unknown_types=tuple(sorted(self.unknown_types.items())),
            refused=tuple(self.refused),
        )

    def _in_unicode(self, raw: Raw) -> Raw:
        """The question out of old fonts, where it is in them and that is wished."""
        legacy = legacy_of("\n".join((raw.stem, *raw.choices)))
        if legacy is None:
            return raw
        if not self._defaults.convert_legacy:
            message = (
                f"Câu hỏi gõ bằng phông cũ {legacy}; hãy chuyển sang Unicode hoặc chọn tự chuyển khi nhập."
            )
            self._fault(raw, "stem", "legacy-font", message, raw.stem)
            return raw
        changes: dict[str, Any] = {name: in_unicode(getattr(raw, name), legacy) for name in _TEXTS_OF_RAW}
        changes["choices"] = tuple(in_unicode(choice, legacy) for choice in raw.choices)
        changes["tags"] = tuple(in_unicode(tag, legacy) for tag in raw.tags)
        return replace(raw, **changes)

    def _item(self, raw: Raw) -> Item:
        """The question with stand-ins for its faulty fields, whose problems have been noted."""
        choices = tuple(clean(choice) for choice in raw.choices)
        self._check_choices(raw, choices)
        return Item(
            code=self._text(raw, "code")
            or f"{self._defaults.code_prefix}-{len(self.items) + len(self.refused) + 1:03d}",
            topic=self._topic(raw),
            level=self._level(raw),
            stem=self._text(raw, "stem", needed="Thiếu câu hỏi; hãy ghi câu hỏi."),
            choices=choices,
            key=self._key(raw, choices),
            explanation=self._text(raw, "explanation"),
            citation=self._text(raw, "citation"),
            valid_from=self._day(raw, "valid_from"),
            valid_to=self._day(raw, "valid_to"),
            tags=frozenset(self._words(raw, "tags")),
            facts=self._words(raw, "facts"),
            pin_last=self._flag(raw, "pin_last"),
            author=self._text(raw, "author"),
            replaced_by=self._text(raw, "replaced_by"),
        )

    def _fault(self, raw: Raw, field_name: str, code: str, message: str, value: str = "") -> None:
        self.note(raw.place, code, message, raw.columns.get(field_name, field_name), value)

    def _text(self, raw: Raw, field_name: str, needed: str = "") -> str:
        text = clean(getattr(raw, field_name))
        if needed and not text:
            self._fault(raw, field_name, f"no-{field_name}", needed)
        self._check_text(raw, field_name, text)
        return text

    def _check_text(self, raw: Raw, field_name: str, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            message = f"Đoạn chữ dài hơn {LONGEST_TEXT} ký tự; đây không phải một câu hỏi."
            self._fault(raw, field_name, "too-long", message, text)
        elif is_dangerous(text):
            self._fault(raw, field_name, "script", "Có mã HTML hoặc script; hãy xóa, chỉ để lại chữ.", text)

    def _words(self, raw: Raw, field_name: str) -> tuple[str, ...]:
        words: tuple[str, ...] = getattr(raw, field_name)
        kept = tuple(filter(None, map(clean, words)))
        self._check_text(raw, field_name, ", ".join(kept))
        return kept

    def _check_choices(self, raw: Raw, choices: tuple[str, ...]) -> None:
        if len(choices) < FEWEST_CHOICES:
            self._fault(
                raw,
                "choices",
                "too-few-choices",
                f"Có {len(choices)} phương án; cần ít nhất {FEWEST_CHOICES}.",
            )
        seen: dict[str, str] = {}
        for letter, choice in zip(LETTERS, choices, strict=False):
            column = f"choice_{letter}"
            if not choice:
                self._fault(raw, column, "empty-choice", f"Phương án {letter} đang trống; hãy ghi phương án.")
            elif choice.casefold() in seen:
                twin = seen[choice.casefold()]
                self._fault(
                    raw,
                    column,
                    "repeated-choice",
                    f"Phương án {twin} và {letter} giống nhau; hãy sửa một.",
                    choice,
                )
            else:
                self._check_text(raw, column, choice)
            seen.setdefault(choice.casefold(), letter)
        if len(choices) > len(LETTERS):
            self._fault(
                raw, "choices", "too-many-choices", f"Có {len(choices)} phương án; nhiều nhất {len(LETTERS)}."
            )

    def _key(self, raw: Raw, choices: tuple[str, ...]) -> int:
        letters = re.findall(r"\w+", clean(raw.key).upper())
        last = LETTERS[: len(choices)][-1:] or "?"
        if not letters:
            self._fault(raw, "key", "no-key", f"Chưa có đáp án; hãy ghi một chữ từ A đến {last}.")
        elif len(letters) > 1:
            self._fault(raw, "key", "two-keys", "Một câu chỉ có một đáp án; hãy giữ một chữ cái.", raw.key)
        elif len(letters[0]) > 1 or letters[0] not in LETTERS[: len(choices)]:
            self._fault(
                raw,
                "key",
                "key-out-of-range",
                f"Đáp án “{clean(raw.key)}” phải là một chữ từ A đến {last}.",
                raw.key,
            )
        else:
            return LETTERS.index(letters[0])
        return -1

    def _topic(self, raw: Raw) -> str:
        name = clean(raw.topic)
        if not name:
            return self._defaults.topic
        topic = TOPICS_BY_NAME.get(folded(name))
        if topic is None:
            self._fault(
                raw, "topic", "unknown-topic", f"Không có chủ đề “{name}”; hãy chọn trong danh mục.", name
            )
            return ""
        return topic

    def _level(self, raw: Raw) -> Level:
        name = clean(raw.level)
        if not name:
            return self._defaults.level
        level = _LEVELS_BY_NAME.get(folded(name))
        if level is None:
            names = ", ".join(one.label for one in Level)
            self._fault(raw, "level", "unknown-level", f"Không có mức độ “{name}”; hãy ghi: {names}.", name)
            return Level.RECALL
        return level

    def _day(self, raw: Raw, field_name: str) -> date | None:
        text = clean(getattr(raw, field_name))
        if not text:
            return None
        try:
            if match := _VIETNAMESE_DATE.fullmatch(text):
                day, month, year = map(int, match.groups())
                return date(year, month, day)
            return date.fromisoformat(text[:10] if text[10:] in ("", " 00:00:00") else text)
        except ValueError:
            self._fault(
                raw, field_name, "not-a-date", f"“{text}” không phải ngày; hãy ghi dạng 31/12/2024.", text
            )
            return None

    def _flag(self, raw: Raw, field_name: str) -> bool:
        text = clean(getattr(raw, field_name))
        if folded(text) not in _FLAGS:
            self._fault(
                raw, field_name, "not-a-flag", f"“{text}” không rõ nghĩa; hãy ghi Có hoặc Không.", text
            )
        return _FLAGS.get(folded(text), False)
