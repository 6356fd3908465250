"""Questions in Moodle XML, single-choice ones; other kinds are counted and named.

Source: docs.moodle.org, "Moodle XML format". Entities and document types are refused.
"""

import xml.sax
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from questions.formats.drafting import TOPICS_BY_NAME, Defaults, Drafting, Raw, cleaned
from questions.formats.notes import NoteError, explanation_and_citation, feedback_of, fields_of, note_of
from questions.formats.packages import MAX_BYTES
from questions.formats.reading import Place, ReadResult
from questions.formats.texts import PlainText, clean, from_markup
from questions.item import LETTERS, Item
from questions.likeness import folded

_MOST_DEPTH = 50
_WHOLE = 100.0
_KINDS = {"html": "html", "moodle_auto_format": "", "plain_text": "plain", "markdown": "plain"}
_NOTE = "cchc"


@dataclass
class _Node:
    """An element with the line on which it begins."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["_Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def all(self, name: str) -> Iterator["_Node"]:
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "_Node | None":
        return next(self.all(name), None)

    def text_of(self, name: str) -> str:
        """The text of a child, or of the <text> inside it."""
        child = self.first(name)
        if child is None:
            return ""
        inner = child.first("text")
        return (inner or child).text.strip()


class _Tree(ContentHandler):
    """Builds the nodes; the standard tree forgets line numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Node(name="", line=1, attributes={})
        self._open = [self.root]
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 -- the name is SAX's
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- the name is SAX's
        if len(self._open) > _MOST_DEPTH:
            raise xml.sax.SAXException("nested too deeply")
        line = self._locator.getLineNumber() if self._locator else None
        node = _Node(name=name, line=line or 1, attributes=dict(attrs.items()))
        self._open[-1].children.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 -- the signature is SAX's
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].parts.append(content)


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read a Moodle XML file; problems carry the line on which a question begins."""
    drafting = Drafting(defaults or Defaults())
    top = Place(file=file, line=1)
    if len(content) > MAX_BYTES:
        drafting.note(top, "too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
        return drafting.result()
    tree = _Tree()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(tree)
    try:
        parser.parse(BytesIO(content))
    except DefusedXmlException:
        drafting.note(top, "entity", "Tệp khai báo thực thể XML; tệp bị từ chối để bảo vệ hệ thống.")
        return drafting.result()
    except xml.sax.SAXParseException as error:
        line = Place(file=file, line=error.getLineNumber() or 1)
        drafting.note(line, "syntax", "Sai cú pháp XML; hãy xuất lại tệp từ Moodle.")
        return drafting.result()
    except (xml.sax.SAXException, ValueError, LookupError):
        # ValueError and LookupError: an encoding that the parser does not know.
        drafting.note(top, "syntax", "Tệp không phải XML đọc được.")
        return drafting.result()
    quiz = tree.root.first("quiz")
    if quiz is None:
        drafting.note(top, "not-moodle", "Tệp không phải Moodle XML (thiếu thẻ quiz).")
    else:
        _read_quiz(quiz, file, drafting)
    return drafting.result()


def _read_quiz(quiz: _Node, file: str, drafting: Drafting) -> None:
    topic = ""
    for node in quiz.all("question"):
        place = Place(file=file, line=node.line)
        kind = node.attributes.get("type", "")
        if kind == "category":
            name = clean(node.text_of("category").rpartition("/")[2])
            topic = name if folded(name) in TOPICS_BY_NAME else ""
        elif kind != "multichoice":
            drafting.refuse_type(place, clean(kind) or "?")
        elif node.text_of("single").lower() in ("false", "0"):
            drafting.refuse_type(place, "multianswer")
        else:
            _read_choices(node, topic, place, drafting)


def _read_choices(node: _Node, topic: str, place: Place, drafting: Drafting) -> None:
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


def _is_key(answer: _Node) -> bool:
    try:
        return float(answer.attributes.get("fraction", "0")) == _WHOLE
    except ValueError:
        return False


def _has_file(node: _Node) -> bool:
    return node.name == "file" or any(_has_file(child) for child in node.children)


def _words(node: _Node | None) -> PlainText:
    if node is None:
        return PlainText(text="", has_script=False, has_media=False)
    text = node.first("text")
    kind = _KINDS.get(node.attributes.get("format", ""), "")
    return from_markup(text.text if text else "", kind=kind)


def _fields(node: _Node, topic: str, feedback: str) -> dict[str, Any]:
    """The fields that are not stem, choices and key."""
    tags = node.first("tags")
    note = node.first(_NOTE)
    told = {} if note is None else fields_of(note.text)
    cited = None if note is None else told.pop("citation", "")
    explanation, citation = explanation_and_citation(feedback, cited)
    return {
        "code": node.text_of("idnumber") or node.text_of("name"),
        "topic": topic,
        "tags": tuple(tag.text_of("text") for tag in tags.all("tag")) if tags else (),
        "explanation": explanation,
        "citation": citation,
    } | told


def write(items: Iterable[Item]) -> bytes:
    """The items as Moodle XML that Moodle imports and ``read`` reads back unchanged."""
    out = BytesIO()
    writer = _Writer(XMLGenerator(out, "UTF-8", short_empty_elements=True))
    writer.generator.startDocument()
    with_topic = None
    writer.begin("quiz")
    for item in map(cleaned, items):
        if item.topic != with_topic:
            with_topic = item.topic
            writer.begin("question", type="category")
            writer.text("category", f"$course$/top/{item.topic}")
            writer.end("question")
        _write_item(writer, item)
    writer.end("quiz")
    writer.generator.endDocument()
    return out.getvalue()


class _Writer:
    """Elements one by one, in lines a person can read."""

    def __init__(self, generator: XMLGenerator) -> None:
        self.generator = generator

    def begin(self, name: str, **attributes: str) -> None:
        self.generator.startElement(name, AttributesImpl(attributes))

    def end(self, name: str) -> None:
        self.generator.endElement(name)
        self.generator.ignorableWhitespace("\n")

    def text(self, name: str, text: str, **attributes: str) -> None:
        """An element with its words inside <text>."""
        self.begin(name, **attributes)
        self.plain("text", text)
        self.end(name)

    def plain(self, name: str, text: str) -> None:
        self.begin(name)
        self.generator.characters(text)
        self.end(name)


def _write_item(writer: _Writer, item: Item) -> None:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    writer.begin("question", type="multichoice")
    writer.text("name", item.code)
    writer.text("questiontext", item.stem, format="plain_text")
    writer.text("generalfeedback", feedback_of(item), format="plain_text")
    for name, value in (("defaultgrade", "1"), ("idnumber", item.code), ("single", "true")):
        writer.plain(name, value)
    writer.plain("shuffleanswers", "false" if item.pin_last else "true")
    writer.plain("answernumbering", "ABCD")
    for index, choice in enumerate(item.choices):
        writer.text("answer", choice, fraction="100" if index == item.key else "0", format="plain_text")
    writer.begin("tags")
    for tag in sorted(item.tags):
        writer.text("tag", tag)
    writer.end("tags")
    writer.plain(_NOTE, note_of(item))
    writer.end("question")
