"""What is wrong with a bank of questions, question by question and as a whole.

A finding of severity "error" makes the bank unfit for a contest; a "warning" asks for a
second look by a person.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from questions.blueprint import PaperBlueprint, shortages
from questions.item import LETTERS, TOPICS, Item, Level
from questions.likeness import folded, twins
from questions.media_checks import faults_of_media

Severity = Literal["error", "warning"]

CHOICES = 4
LONGEST_EXPLANATION_WORDS = 80
LONGEST_STEM = 300
# A key this many times longer than the mean of the other choices gives itself away.
LENGTH_RATIO = 2
# By chance the key is the longest choice in a quarter of the questions.
LONGEST_KEY_SHARE = Fraction(35, 100)
# Below these numbers of questions a share says nothing.
FEWEST_FOR_LONGEST_KEY = 10
FEWEST_FOR_BALANCE = 20
# Chi-square with three degrees of freedom exceeds this by chance once in a hundred banks.
CHI_SQUARE_BOUND = Fraction(11345, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong: a code for programs, the questions concerned, a Vietnamese sentence."""

    code: str
    severity: Severity
    items: tuple[str, ...]
    message: str


def check_bank(
    items: Iterable[Item], *, today: date | None = None, blueprint: PaperBlueprint | None = None
) -> tuple[Finding, ...]:
    """Everything wrong with the bank: first question by question in order, then as a whole.

    Without ``today`` the validity of citations is not checked. With a blueprint the cells
    that the bank (on ``today``: its valid questions) cannot fill are errors.
    """
    bank = tuple(items)
    found = [finding for item in bank for check in _ITEM_CHECKS for finding in check(item)]
    if today is not None:
        found.extend(finding for item in bank for finding in _out_of_date(item, today))
    found.extend(_duplicate_codes(bank))
    found.extend(_twin_questions(bank))
    found.extend(_longest_keys(bank))
    found.extend(_key_balance(bank))
    if blueprint is not None:
        usable = [item for item in bank if today is None or item.is_valid_on(today)]
        found.extend(
            Finding(code="thin-cell", severity="error", items=(), message=lack.in_words())
            for lack in shortages(blueprint, usable)
        )
    return tuple(found)


def _error(code: str, item: Item, message: str) -> Finding:
    return Finding(code=code, severity="error", items=(item.code,), message=message)


def _warning(code: str, item: Item, message: str) -> Finding:
    return Finding(code=code, severity="warning", items=(item.code,), message=message)


def _identity(item: Item) -> Iterator[Finding]:
    if not item.code.strip():
        yield _error("no-code", item, "Câu hỏi chưa có mã.")
    if item.topic not in TOPICS:
        yield _error("unknown-topic", item, f"Không có chủ đề “{item.topic}”.")
    if item.level not in list(Level):
        yield _error("unknown-level", item, f"Không có mức độ “{item.level}”.")


def _key(item: Item) -> Iterator[Finding]:
    if item.key < 0:
        yield _error("no-key", item, "Câu hỏi chưa có đáp án.")
    elif not item.has_key:
        yield _error(
            "key-out-of-range",
            item,
            f"Đáp án {item.key_letter} nằm ngoài {len(item.choices)} phương án của câu hỏi.",
        )


def _stem(item: Item) -> Iterator[Finding]:
    if not item.stem.strip():
        yield _error("no-stem", item, "Câu hỏi chưa có câu dẫn.")
    elif len(item.stem) > LONGEST_STEM:
        yield _warning("long-stem", item, f"Câu dẫn dài {len(item.stem)} ký tự; nên ngắn hơn {LONGEST_STEM}.")


def _choices(item: Item) -> Iterator[Finding]:
    if len(item.choices) != CHOICES:
        yield _error("choice-count", item, f"Câu hỏi có {len(item.choices)} phương án; cần đúng {CHOICES}.")
    first_seen: dict[str, str] = {}
    for letter, choice in zip(LETTERS, item.choices, strict=False):
        text = " ".join(unicodedata.normalize("NFC", choice).casefold().split())
        if not text:
            yield _error("empty-choice", item, f"Phương án {letter} đang trống.")
        elif text in first_seen:
            yield _error("repeated-choice", item, f"Phương án {first_seen[text]} và {letter} giống nhau.")
        else:
            first_seen[text] = letter


def _sources(item: Item) -> Iterator[Finding]:
    if not item.citation.strip():
        yield _error("no-citation", item, "Câu hỏi chưa ghi căn cứ.")
    words = len(item.explanation.split())
    if not words:
        yield _error("no-explanation", item, "Câu hỏi chưa có giải thích.")
    elif words > LONGEST_EXPLANATION_WORDS:
        yield _warning(
            "long-explanation",
            item,
            f"Giải thích dài {words} từ; nên không quá {LONGEST_EXPLANATION_WORDS} từ.",
        )
    if item.valid_from and item.valid_to and item.valid_from > item.valid_to:
        yield _error("validity-reversed", item, "Ngày bắt đầu hiệu lực đứng sau ngày hết hiệu lực.")


def _key_length(item: Item) -> Iterator[Finding]:
    if not item.has_key or len(item.choices) < CHOICES:
        return
    others = [len(choice) for index, choice in enumerate(item.choices) if index != item.key]
    mean = Fraction(sum(others), len(others))
    if len(item.choices[item.key]) > LENGTH_RATIO * mean:
        yield _warning(
            "key-too-long",
            item,
            f"Đáp án dài {len(item.choices[item.key])} ký tự, hơn gấp đôi trung bình các phương án khác.",
        )


def _spelling(item: Item) -> Iterator[Finding]:
    texts = (item.stem, *item.choices, item.explanation, item.citation, item.replaced_by)
    if not all(unicodedata.is_normalized("NFC", text) for text in texts):
        yield _error("not-nfc", item, "Văn bản chưa ở dạng Unicode dựng sẵn (NFC).")
    if any("\u00d0" in text for text in texts):
        yield _error("wrong-d", item, "Có chữ “\u00d0” (U+00D0) thay cho chữ “Đ”.")


_ALL_CHOICES = re.compile(
    r"\b(tat ca|ca (hai|ba|bon|2|3|4)|khong (co )?(phuong an|dap an))\b.*\b(phuong an|dap an|y|noi dung) "
    r"(tren|nao|neu tren|deu|tren deu)\b|\btat ca (cac )?(phuong an|dap an|deu dung|deu sai)\b"
)
_LETTERS_IN_CHOICE = re.compile(
    r"^(ca |chi )?[a-d]( [a-d])* va [a-d]( deu)?( dung| sai)?$|^(ca )?(phuong an|dap an|cau|y) [a-d]\b"
)


def _choices_about_choices(item: Item) -> Iterator[Finding]:
    for index, choice in enumerate(item.choices):
        text = folded(choice)
        letter = LETTERS[index]
        if _LETTERS_IN_CHOICE.search(text):
            yield _error(
                "letter-in-choice",
                item,
                f"Phương án {letter} nhắc tới chữ cái của phương án khác; chữ cái đổi khi trộn đề.",
            )
        elif _ALL_CHOICES.search(text) and not (item.pin_last and index == len(item.choices) - 1):
            yield _warning(
                "all-not-pinned",
                item,
                f"Phương án {letter} nói về các phương án khác nhưng chưa được giữ ở cuối (pin_last).",
            )


def _media(item: Item) -> Iterator[Finding]:
    for code, message in faults_of_media(item):
        yield _error(code, item, message)


_ITEM_CHECKS: Sequence[Callable[[Item], Iterator[Finding]]] = (
    _identity,
    _key,
    _stem,
    _choices,
    _sources,
    _key_length,
    _spelling,
    _choices_about_choices,
    _media,
)


def _out_of_date(item: Item, today: date) -> Iterator[Finding]:
    if item.valid_to is not None and item.valid_to < today:
        until = f"Căn cứ hết hiệu lực từ sau ngày {item.valid_to:%d/%m/%Y}"
        if item.replaced_by:
            yield _warning("expired", item, f"{until}; được thay bằng: {item.replaced_by}.")
        else:
            yield _error("expired", item, f"{until} mà chưa ghi văn bản thay thế.")
    elif not item.is_valid_on(today):
        yield _warning("not-yet-valid", item, f"Căn cứ chỉ có hiệu lực từ ngày {item.valid_from:%d/%m/%Y}.")


def _duplicate_codes(bank: Sequence[Item]) -> Iterator[Finding]:
    for code, number in Counter(item.code for item in bank).items():
        if number > 1:
            yield Finding(
                code="duplicate-code",
                severity="error",
                items=(code,) * number,
                message=f"Mã “{code}” được dùng cho {number} câu.",
            )


def _twin_questions(bank: Sequence[Item]) -> Iterator[Finding]:
    for first, second, likeness in twins([item.stem for item in bank]):
        codes = (bank[first].code, bank[second].code)
        if likeness == 1:
            message = f"Câu {codes[0]} và {codes[1]} có cùng câu dẫn."
            yield Finding(code="twin", severity="error", items=codes, message=message)
        else:
            message = f"Câu {codes[0]} và {codes[1]} gần giống nhau ({float(likeness):.0%} số từ)."
            yield Finding(code="similar", severity="warning", items=codes, message=message)


def _longest_keys(bank: Sequence[Item]) -> Iterator[Finding]:
    measured = [item for item in bank if item.has_key and len(item.choices) > 1]
    if len(measured) < FEWEST_FOR_LONGEST_KEY:
        return
    longest = [item.code for item in measured if _key_is_longest(item)]
    share = Fraction(len(longest), len(measured))
    if share > LONGEST_KEY_SHARE:
        yield Finding(
            code="longest-key",
            severity="warning",
            items=tuple(longest),
            message=(
                f"Đáp án đúng là phương án dài nhất ở {len(longest)} trên {len(measured)} câu "
                f"({float(share):.0%}); người thi có thể đoán mà không cần biết."
            ),
        )


def _key_is_longest(item: Item) -> bool:
    key_length = len(item.choices[item.key])
    return all(len(choice) < key_length for index, choice in enumerate(item.choices) if index != item.key)


def _key_balance(bank: Sequence[Item]) -> Iterator[Finding]:
    """Pearson's chi-square of the key letters against an even spread."""
    keys = Counter(item.key for item in bank if item.has_key and len(item.choices) == CHOICES)
    if keys.total() < FEWEST_FOR_BALANCE:
        return
    expected = Fraction(keys.total(), CHOICES)
    chi_square = sum((keys[index] - expected) ** 2 for index in range(CHOICES)) / expected
    if chi_square > CHI_SQUARE_BOUND:
        spread = ", ".join(f"{LETTERS[index]} {keys[index]}" for index in range(CHOICES))
        yield Finding(
            code="key-balance",
            severity="warning",
            items=(),
            message=f"Chữ cái của đáp án phân bố không đều trong ngân hàng: {spread}.",
        )
