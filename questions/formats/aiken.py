"""Questions in Aiken format: a stem, choices "A. …", and a line "ANSWER: B".

The format holds only stem, choices and key; everything else is lost in writing.
"""

import re
from collections.abc import Iterable, Iterator

from questions.formats.drafting import Defaults, Drafting, Raw, cleaned
from questions.formats.packages import MAX_BYTES
from questions.formats.reading import Place, ReadResult
from questions.item import LETTERS, Item

_CHOICE = re.compile(r"([A-Z])[.)]\s+(.*)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)")

_Lines = list[tuple[int, str]]


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read Aiken text in UTF-8; a faulty question is told at its first line."""
    drafting = Drafting(defaults or Defaults())
    top = Place(file=file, line=1)
    if len(content) > MAX_BYTES:
        drafting.note(top, "too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
        return drafting.result()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        drafting.note(top, "not-utf-8", "Tệp không phải mã UTF-8; hãy lưu lại bằng UTF-8.")
        return drafting.result()
    for lines in _questions(text):
        if drafting.is_full(Place(file=file, line=lines[0][0])):
            break
        _read_question(lines, file, drafting)
    return drafting.result()


def _questions(text: str) -> Iterator[_Lines]:
    """The lines of each question with their numbers.

    A question ends at its ANSWER line, or at a blank line after which no choice follows.
    """
    block: _Lines = []
    after_blank = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        stripped = line.strip()
        if not stripped:
            after_blank = bool(block)
            continue
        begins_anew = not _CHOICE.fullmatch(stripped) and not _ANSWER.fullmatch(stripped)
        if after_blank and begins_anew and block:
            yield block
            block = []
        after_blank = False
        block.append((number, stripped))
        if _ANSWER.fullmatch(stripped):
            yield block
            block = []
    if block:
        yield block


def _read_question(lines: _Lines, file: str, drafting: Drafting) -> None:
    place = Place(file=file, line=lines[0][0])
    stem: list[str] = []
    choices: list[str] = []
    key = ""
    for number, line in lines:
        here = Place(file=file, line=number)
        if answer := _ANSWER.fullmatch(line):
            key = answer[1]
        elif choice := _CHOICE.fullmatch(line):
            expected = LETTERS[len(choices) % len(LETTERS)]
            if choice[1] != expected or len(choices) == len(LETTERS):
                message = (
                    f"Phương án ghi “{choice[1]}” nhưng phải là “{expected}”; hãy đánh chữ cái lần lượt."
                )
                drafting.refuse(here, "letter-order", message, value=line)
                return
            choices.append(choice[2])
        elif choices:
            drafting.refuse(
                here, "stray-line", "Dòng này không phải phương án “A. …” hay “ANSWER: …”.", value=line
            )
            return
        else:
            stem.append(line)
    drafting.add(Raw(place=place, stem="\n".join(stem), choices=tuple(choices), key=key))


def write(items: Iterable[Item]) -> bytes:
    """The stems, choices and keys as Aiken text.

    Raises ValueError for a question that would be read back as another one.
    """
    blocks = []
    for item in map(cleaned, items):
        stem = item.stem.split("\n")
        one_line = all("\n" not in choice for choice in item.choices)
        special = any(
            not line or _ANSWER.fullmatch(line) or _CHOICE.fullmatch(line) for line in map(str.strip, stem)
        )
        if not one_line or special or not item.has_key or len(item.choices) > len(LETTERS):
            raise ValueError(f"Aiken format cannot hold item {item.code!r}")
        choices = (f"{letter}. {choice}" for letter, choice in zip(LETTERS, item.choices, strict=False))
        blocks.append("\n".join([*stem, *choices, f"ANSWER: {item.key_letter}"]) + "\n")
    return "\n".join(blocks).encode()
