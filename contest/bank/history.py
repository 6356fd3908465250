"""What changed from one version of a question to the next, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from contest.platform.language.vietnamese_numbers import date_vi
from questions.item import LETTERS, TOPICS, Item, Medium

Version = tuple[int, datetime, int | None, Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that stayed, went ("gone") or came ("new")."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field before and after, word by word."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """One version and how it differs from the one before; the first differs from nothing."""

    number: int
    at: datetime
    by: int | None
    changes: tuple[Change, ...]


def changes_of(history: Sequence[Version]) -> tuple[VersionChanges, ...]:
    """The versions newest first, each with its differences; ``history`` comes newest first."""
    older: list[Item | None] = [item for _, _, _, item in history[1:]]
    return tuple(
        VersionChanges(number=number, at=at, by=by, changes=_changes(before, item))
        for (number, at, by, item), before in zip(history, [*older, None], strict=False)
    )


def _changes(before: Item | None, after: Item) -> tuple[Change, ...]:
    if before is None:
        return ()
    old, new = _texts(before), _texts(after)
    return tuple(
        _change(label, old.get(label, ""), new.get(label, ""))
        for label in {**old, **new}
        if old.get(label, "") != new.get(label, "")
    )


def _change(label: str, old: str, new: str) -> Change:
    """The words of both sides in runs: those they share, those only one of them has."""
    before, after = old.split(), new.split()
    gone: list[Piece] = []
    came: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if i < j:
            gone.append(Piece(text=" ".join(before[i:j]), kind="" if kind == "equal" else "gone"))
        if k < m:
            came.append(Piece(text=" ".join(after[k:m]), kind="" if kind == "equal" else "new"))
    return Change(label=label, before=tuple(gone), after=tuple(came))


def _texts(item: Item) -> dict[str, str]:
    choices = {f"Phương án {letter}": text for letter, text in zip(LETTERS, item.choices, strict=False)}
    return {
        "Câu hỏi": item.stem,
        **choices,
        "Đáp án": item.key_letter,
        "Chủ đề": TOPICS.get(item.topic, item.topic),
        "Mức độ": item.level.label,
        "Căn cứ": item.citation,
        "Giải thích": item.explanation,
        "Hiệu lực từ": date_vi(item.valid_from),
        "Hiệu lực đến": date_vi(item.valid_to),
        "Văn bản thay thế": item.replaced_by,
        "Nhãn": ", ".join(sorted(item.tags)),
        "Giữ phương án cuối": "Có" if item.pin_last else "Không",
        "Hình, ghi âm": ", ".join(map(_medium_text, item.media)),
        **{
            variant.language.label: " / ".join(
                filter(None, (variant.stem, *variant.choices, *map(_medium_text, variant.media)))
            )
            for variant in item.variants
        },
    }


def _medium_text(medium: Medium) -> str:
    where = "" if medium.choice is None else f" của phương án {LETTERS[medium.choice]}"
    return f"{medium.kind.label}{where} “{medium.description or medium.file}” ({medium.file})"
