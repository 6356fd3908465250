"""Questions in Moodle XML, single-choice ones; other kinds are counted and named.

Source: docs.moodle.org, "Moodle XML format". Entities and document types are refused.
"""

from collections.abc import Iterable
from typing import Any

from questions.formats.drafting import TOPICS_BY_NAME, Defaults, Drafting, Raw, cleaned
from questions.formats.notes import NoteError, explanation_and_citation, feedback_of, fields_of, note_of
from questions.formats.packages import MAX_BYTES
from questions.formats.reading import Place, ReadResult
from questions.formats.texts import PlainText, clean, from_markup
from questions.formats.xml_tree import Node, XmlError, parse_xml
from questions.formats.xml_writing import XmlWriter
from questions.item import LETTERS, Item
from questions.likeness import folded

_WHOLE = 100.0
_KINDS = {"html": "html", "moodle_auto_format": "", "plain_text": "plain", "markdown": "plain"}
_NOTE = "cchc"


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read a Moodle XML file; problems carry the line on which a question begins."""
    drafting = Drafting(defaults or Defaults())
    top = Place(file=file, line=1)
    if len(content) > MAX_BYTES:
        drafting.note(top, "too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
        return drafting.result()
    try:
        quiz = parse_xml(content).first("quiz")
    except XmlError as error:
        drafting.note(Place(file=file, line=error.line), error.code, str(error))
        return drafting.result()
    if quiz is None:
        drafting.note(top, "not-moodle", "Tệp không phải Moodle XML (thiếu thẻ quiz).")
    else:
        _read_quiz(quiz, file, drafting)
    return drafting.result()


def _read_quiz(quiz: Node, file: str, drafting: Drafting) -> None:
    topic = ""
    for node in quiz.all("question"):
        place = Place(file=file, line=node.line)
        if drafting.is_full(place):
            break
        kind = node.attributes.get("type", "")
        if kind == "category":
            name = clean(_text_of(node, "category").rpartition("/")[2])
            topic = name if folded(name) in TOPICS_BY_NAME else ""
        elif kind != "multichoice":
            drafting.refuse_type(place, clean(kind) or "?")
        elif _text_of(node, "single").lower() in ("false", "0"):
            drafting.refuse_type(place, "multianswer")
        else:
            _read_choices(node, topic, place, drafting)


def _read_choices(node: Node, topic: str, place: Place, drafting: Drafting) -> None:
    answers = list(node.all("answer"))
    stem = _words(node.first("questiontext"))
    feedback = _words(node.first("generalfeedback"))
    choices = [_words(answer) for answer in answers]
    parts = [stem, feedback, *choices]
    for answer in answers:
        if remark := _words(answer.first("feedback")).text:
            message = "Lời nhận xét riêng của một phương án không được giữ lại."
            drafting.note(place, "choice-feedback", message, value=remark, severity="warning")
    if any(part.has_script for part in parts):
        drafting.refuse(place, "script", "Câu hỏi chứa script; hãy xóa, chỉ để lại chữ.")
        return
    if any(part.has_media for part in parts) or any(_has_file(child) for child in node.children):
        drafting.refuse(place, "media", "Câu hỏi có hình hoặc âm thanh; hãy nhập phần này bằng tay.")
        return
    try:
        fields = _fields(node, topic, feedback.text)
    except NoteError as error:
        drafting.refuse(place, "bad-note", "Thẻ cchc bị sửa hỏng; hãy xóa thẻ đó.", value=str(error))
        return
    letters = [letter for letter, answer in zip(LETTERS, answers, strict=False) if _is_key(answer)]
    texts = tuple(choice.text for choice in choices)
    drafting.add(Raw(place=place, stem=stem.text, choices=texts, key=",".join(letters), **fields))


def _text_of(node: Node, name: str) -> str:
    """The text of a child, or of the <text> inside it."""
    child = node.first(name)
    if child is None:
        return ""
    inner = child.first("text")
    return (inner or child).text.strip()


def _is_key(answer: Node) -> bool:
    try:
        return float(answer.attributes.get("fraction", "0")) == _WHOLE
    except ValueError:
        return False


def _has_file(node: Node) -> bool:
    return node.name == "file" or any(_has_file(child) for child in node.children)


def _words(node: Node | None) -> PlainText:
    if node is None:
        return PlainText(text="", has_script=False, has_media=False)
    text = node.first("text")
    kind = _KINDS.get(node.attributes.get("format", ""), "")
    return from_markup(text.text if text else "", kind=kind)


def _fields(node: Node, topic: str, feedback: str) -> dict[str, Any]:
    """The fields that are not stem, choices and key."""
    tags = node.first("tags")
    note = node.first(_NOTE)
    told = {} if note is None else fields_of(note.text)
    cited = None if note is None else told.pop("citation", "")
    explanation, citation = explanation_and_citation(feedback, cited)
    return {
        "code": _text_of(node, "idnumber") or _text_of(node, "name"),
        "topic": topic,
        "tags": tuple(_text_of(tag, "text") for tag in tags.all("tag")) if tags else (),
        "explanation": explanation,
        "citation": citation,
    } | told


def write(items: Iterable[Item]) -> bytes:
    """The items as Moodle XML that Moodle imports and ``read`` reads back unchanged."""
    writer = XmlWriter()
    with_topic = None
    with writer.inside("quiz"):
        for item in map(cleaned, items):
            if item.topic != with_topic:
                with_topic = item.topic
                with writer.inside("question", {"type": "category"}):
                    _write_text(writer, "category", f"$course$/top/{item.topic}")
            _write_item(writer, item)
    return writer.content


def _write_text(writer: XmlWriter, name: str, text: str, **attributes: str) -> None:
    """An element with its words inside <text>."""
    with writer.inside(name, attributes):
        writer.plain("text", text)


def _write_item(writer: XmlWriter, item: Item) -> None:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    with writer.inside("question", {"type": "multichoice"}):
        _write_text(writer, "name", item.code)
        _write_text(writer, "questiontext", item.stem, format="plain_text")
        _write_text(writer, "generalfeedback", feedback_of(item), format="plain_text")
        for name, value in (("defaultgrade", "1"), ("idnumber", item.code), ("single", "true")):
            writer.plain(name, value)
        writer.plain("shuffleanswers", "false" if item.pin_last else "true")
        writer.plain("answernumbering", "ABCD")
        for index, choice in enumerate(item.choices):
            fraction = "100" if index == item.key else "0"
            _write_text(writer, "answer", choice, fraction=fraction, format="plain_text")
        with writer.inside("tags"):
            for tag in sorted(item.tags):
                _write_text(writer, "tag", tag)
        writer.plain(_NOTE, note_of(item))
