"""Questions in Moodle's GIFT format, single-choice ones; other kinds are counted and named.

Source: docs.moodle.org, "GIFT format"; escapes and weights as Moodle's importer reads them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from questions.formats.drafting import TOPICS_BY_NAME, Defaults, Drafting, Raw, cleaned
from questions.formats.notes import NoteError, explanation_and_citation, feedback_of, fields_of, note_of
from questions.formats.packages import MAX_BYTES
from questions.formats.reading import Place, ReadResult
from questions.formats.texts import PlainText, from_markup
from questions.item import LETTERS, Item
from questions.likeness import folded

# Escaped signs become noncharacters while a question is taken apart, so that only the signs
# that mean something are left.
_SIGNS = "~=#{}:\\"
_HIDE = {f"\\{sign}": chr(0xFDD0 + index) for index, sign in enumerate(_SIGNS)} | {"\\n": "\ufdda"}
_SHOW = str.maketrans({hidden: "\n" if escaped == "\\n" else escaped[1] for escaped, hidden in _HIDE.items()})
_ESCAPED = re.compile(r"\\[~=#{}:\\n]")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")

_NOTE = re.compile(r"//\s*cchc\s+(.*)")
_LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_KIND = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d*)?)%")
_TRUE_OR_FALSE = re.compile(r"(T|TRUE|F|FALSE)\s*(#.*)?", re.DOTALL | re.IGNORECASE)
_KINDS = {"html": "html", "moodle": "", "plain": "plain", "markdown": "plain"}
_WHOLE = 100.0


@dataclass
class _Block:
    """The lines of one question, and what the comments before and in it say."""

    line: int
    category: str
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read GIFT text in UTF-8."""
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
    for block in _blocks(text):
        place = Place(file=file, line=block.line)
        if drafting.is_full(place):
            break
        _read_block(block, place, drafting)
    return drafting.result()


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are separated by blank lines; comments belong to the question they precede."""
    category = ""
    block = _Block(line=1, category=category)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.comments.append(stripped)
        elif stripped.startswith("$CATEGORY:"):
            category = stripped.removeprefix("$CATEGORY:").strip()
            block.category = category
        elif stripped:
            if not block.lines:
                block.line = number
            block.lines.append(line)
        elif block.lines:
            yield block
            block = _Block(line=number, category=category)
    if block.lines:
        yield block


def _read_block(block: _Block, place: Place, drafting: Drafting) -> None:
    text = _NONCHARACTERS.sub("", "\n".join(block.lines))
    text = _ESCAPED.sub(lambda match: _HIDE[match[0]], text).strip()
    title = ""
    if match := _TITLE.match(text):
        title, text = _shown(match[1]), text[match.end() :].lstrip()
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0:
        drafting.refuse_type(place, "description")
        return
    if end < begin:
        drafting.refuse(place, "syntax", "Thiếu dấu “}” đóng phần phương án.")
        return
    answers, _, feedback = text[begin + 1 : end].partition("####")
    kind = _kind_of(answers.strip())
    if kind != "multichoice":
        drafting.refuse_type(place, kind)
        return
    before, after = text[:begin].strip(), text[end + 1 :].strip()
    stem = f"{before} _____ {after}" if after else before
    _read_choices(block, place, drafting, title, stem, answers, feedback)


def _kind_of(answers: str) -> str:
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if _TRUE_OR_FALSE.fullmatch(answers):
        return "truefalse"
    if "~" in answers:
        weights = [float(match) for match in re.findall(rf"[=~]\s*{_WEIGHT.pattern}", answers)]
        partly = any(0 < weight < _WHOLE for weight in weights)
        return "multianswer" if partly else "multichoice"
    return "matching" if "->" in answers else "shortanswer"


def _read_choices(
    block: _Block, place: Place, drafting: Drafting, title: str, stem: str, answers: str, feedback: str
) -> None:
    shown_stem, kind = _words(stem, "")
    choices: list[PlainText] = []
    keys: list[int] = []
    for sign, answer in re.findall(r"([=~])([^=~]*)", answers):
        text, _, remark = answer.strip().partition("#")
        if remark.strip():
            message = "Lời nhận xét riêng của một phương án không được giữ lại."
            drafting.note(place, "choice-feedback", message, value=_shown(remark), severity="warning")
        weight = _WEIGHT.match(text)
        if sign == "=" or (weight and float(weight[1]) == _WHOLE):
            keys.append(len(choices))
        choices.append(_words(text[weight.end() :] if weight else text, kind)[0])
    parts = [shown_stem, *choices, _words(feedback, kind)[0]]
    if any(part.has_script for part in parts):
        drafting.refuse(place, "script", "Câu hỏi chứa script; hãy xóa, chỉ để lại chữ.")
    elif any(part.has_media for part in parts):
        drafting.refuse(place, "media", "Câu hỏi có hình hoặc âm thanh; hãy nhập phần này bằng tay.")
    else:
        try:
            fields = _fields(block, title, parts[-1].text)
        except NoteError as error:
            drafting.refuse(
                place, "bad-note", "Dòng ghi chú “// cchc” bị sửa hỏng; hãy xóa dòng đó.", value=str(error)
            )
            return
        texts = tuple(choice.text for choice in choices)
        letters = ",".join(LETTERS[key] for key in keys if key < len(LETTERS))
        drafting.add(Raw(place=place, stem=shown_stem.text, choices=texts, key=letters, **fields))


def _fields(block: _Block, title: str, feedback: str) -> dict[str, Any]:
    """The fields that are not stem, choices and key: from comments, category and feedback."""
    notes = [match[1] for match in map(_NOTE.match, block.comments) if match]
    comments = "\n".join(comment for comment in block.comments if not _NOTE.match(comment))
    labels = [(kind, _unescaped(text)) for kind, text in _LABEL.findall(comments)]
    ids = [text for kind, text in labels if kind == "id"]
    topic = block.category.rpartition("/")[2]
    fields: dict[str, Any] = {
        "code": ids[0] if ids else title,
        "topic": topic if folded(topic) in TOPICS_BY_NAME else "",
        "tags": tuple(text for kind, text in labels if kind == "tag"),
    }
    told = fields_of(notes[0]) if notes else {}
    cited = told.pop("citation", "") if notes else None
    fields["explanation"], fields["citation"] = explanation_and_citation(feedback, cited)
    return fields | told


def _words(text: str, kind: str) -> tuple[PlainText, str]:
    """The words of a stem or choice, and the kind of text it declares (or inherits)."""
    if match := _KIND.match(text.strip()):
        kind, text = _KINDS[match[1]], text.strip()[match.end() :]
    return from_markup(_shown(text), kind=kind), kind


def _shown(text: str) -> str:
    return text.translate(_SHOW).strip()


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def write(items: Iterable[Item]) -> bytes:
    """The items as GIFT that Moodle imports and ``read`` reads back unchanged."""
    return "\n".join(_written(item) for item in map(cleaned, items)).encode()


def _written(item: Item) -> str:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    lines = [f"$CATEGORY: {item.topic}", "", f"// cchc {note_of(item)}"]
    labels = [f"[id:{_bracketed(item.code)}]", *(f"[tag:{_bracketed(tag)}]" for tag in sorted(item.tags))]
    lines.append(f"// {' '.join(labels)}")
    lines.append(f"::{_escaped(item.code)}::[plain]{_escaped(item.stem)} {{")
    for index, choice in enumerate(item.choices):
        weight = ("%100%" if index == item.key else "%0%") if choice.startswith("%") else ""
        lines.append(f"  {'=' if index == item.key else '~'}{weight}[plain]{_escaped(choice)}")
    if feedback := feedback_of(item):
        lines.append(f"  ####[plain]{_escaped(feedback)}")
    return "\n".join([*lines, "}", ""])


def _escaped(text: str) -> str:
    return re.sub(r"[~=#{}:\\]", lambda match: f"\\{match[0]}", text).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return re.sub(r"[\]\\]", lambda match: f"\\{match[0]}", text.replace("\n", " "))
