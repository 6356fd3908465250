"""The house format: one YAML file per topic, each fault reported with its line.

The text is composed into nodes and never constructed into objects, so tags that would build
something are refused like any other unknown content.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import yaml

from questions.blueprint import PaperBlueprint
from questions.formats.reading import Place, Problem, ReadResult, merged
from questions.item import LETTERS, TOPICS, Item, Level

MAX_BYTES = 5_000_000

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("str", "int", "float", "bool", "timestamp"))
_NULL = _TAG + "null"
_REQUIRED = ("code", "level", "stem", "choices", "key", "explanation", "citation", "valid_from", "valid_to")
_OPTIONAL = ("tags", "facts", "pin_last", "replaced_by", "author")


def read_bank(path: Path | str) -> ReadResult:
    """Read one file, or every .yaml and .yml file of a folder in order of name."""
    path = Path(path)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
        return merged(_read_file(file) for file in files)
    return _read_file(path)


def _read_file(path: Path) -> ReadResult:
    return read_content(path.read_bytes(), file=str(path))


def read_content(content: bytes, *, file: str) -> ReadResult:
    """Read the bytes of a file; ``file`` is the name used in places and problems."""
    try:
        return read_text(content.decode("utf-8-sig"), file=file)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _refused(file, line, "not-utf-8", "Tệp không phải mã UTF-8; hãy lưu lại bằng UTF-8.")


def read_text(text: str, *, file: str) -> ReadResult:
    """Read the text of a file; ``file`` is the name used in places and problems."""
    if len(text) > MAX_BYTES:
        return _refused(file, 1, "too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = "Sai cú pháp YAML: hãy xem lại dấu hai chấm, dấu nháy và lề thụt vào."
        return _refused(file, mark.line + 1 if mark else 1, "syntax", message)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        return _refused(file, line, "syntax", "Tệp có ký tự điều khiển mà YAML không cho phép.")
    except RecursionError:
        return _refused(file, 1, "syntax", "Tệp lồng nhau quá sâu; không phải ngân hàng câu hỏi.")
    return merged(_Reader(file).read_document(document) for document in documents)


def _refused(file: str, line: int, code: str, message: str) -> ReadResult:
    return ReadResult(problems=(Problem(place=Place(file=file, line=line), code=code, message=message),))


class _FaultError(Exception):
    """The node at hand cannot be used; its problem has been noted."""


class _Reader:
    """Turns the nodes of one document into items and notes each problem with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read_document(self, node: yaml.Node) -> ReadResult:
        items: list[Item] = []
        places: list[Place] = []
        rejected = 0
        try:
            fields = self.mapping(node, required=("topic", "items"), optional=())
            topic = self.topic(fields["topic"])
            entries = self.sequence(fields["items"], "items")
        except _FaultError:
            return ReadResult(problems=tuple(self.problems))
        for entry in entries:
            item = self.item(entry, topic)
            if item is None:
                rejected += 1
            else:
                items.append(item)
                places.append(self.place(entry))
        return ReadResult(
            items=tuple(items), places=tuple(places), problems=tuple(self.problems), rejected=rejected
        )

    def place(self, node: yaml.Node) -> Place:
        return Place(file=self.file, line=node.start_mark.line + 1)

    def note(self, node: yaml.Node, code: str, message: str, column: str = "") -> None:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        self.problems.append(
            Problem(place=self.place(node), code=code, message=message, column=column, value=value)
        )

    def refuse(self, node: yaml.Node, code: str, message: str, column: str = "") -> _FaultError:
        self.note(node, code, message, column)
        return _FaultError()

    def topic(self, node: yaml.Node) -> str:
        topic = self.text(node, "topic")
        if topic not in TOPICS:
            raise self.refuse(node, "unknown-topic", f"Không có chủ đề “{topic}”.", "topic")
        return topic

    def item(self, node: yaml.Node, topic: str) -> Item | None:
        """The item, or None with all its problems noted (not only the first)."""
        try:
            fields = self.mapping(node, required=_REQUIRED, optional=_OPTIONAL)
        except _FaultError:
            return None
        before = len(self.problems)
        draft = _Draft(self, fields)
        choices = draft.texts("choices")
        item = Item(
            code=draft.text("code"),
            topic=topic,
            level=draft.level("level"),
            stem=draft.text("stem"),
            choices=choices,
            key=draft.key("key", len(choices)),
            explanation=draft.text("explanation"),
            citation=draft.text("citation"),
            valid_from=draft.day("valid_from"),
            valid_to=draft.day("valid_to"),
            tags=frozenset(draft.texts("tags")),
            facts=draft.texts("facts"),
            pin_last=draft.flag("pin_last"),
            replaced_by=draft.text("replaced_by"),
            author=draft.text("author"),
        )
        return item if len(self.problems) == before else None

    def mapping(
        self, node: yaml.Node, *, required: Sequence[str], optional: Sequence[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.refuse(node, "not-a-mapping", "Chỗ này phải là các dòng “tên: giá trị”.")
        fields: dict[str, yaml.Node] = {}
        faulty = False
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else "?"
            if name not in required and name not in optional:
                self.note(name_node, "unknown-field", f"Không có trường “{name}”.", name)
                faulty = True
            elif name in fields:
                self.note(name_node, "repeated-field", f"Trường “{name}” được ghi hai lần.", name)
                faulty = True
            fields[name] = value
        for name in required:
            if name not in fields:
                code = "no-key" if name == "key" else "missing-field"
                self.note(node, code, f"Thiếu trường “{name}”.", name)
                faulty = True
        if faulty:
            raise _FaultError
        return fields

    def sequence(self, node: yaml.Node, name: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(node, "not-a-list", f"Trường “{name}” phải là một danh sách.", name)
        return list(node.value)

    def text(self, node: yaml.Node, name: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
            raise self.refuse(node, "not-text", f"Trường “{name}” phải là văn bản.", name)
        return str(node.value)


class _Draft:
    """The fields of one item; a faulty field is noted and answered with a stand-in."""

    def __init__(self, reader: _Reader, fields: dict[str, yaml.Node]) -> None:
        self.reader = reader
        self.fields = fields

    def text(self, name: str) -> str:
        if name not in self.fields:
            return ""
        try:
            return self.reader.text(self.fields[name], name)
        except _FaultError:
            return ""

    def texts(self, name: str) -> tuple[str, ...]:
        if name not in self.fields:
            return ()
        try:
            return tuple(
                self.reader.text(node, name) for node in self.reader.sequence(self.fields[name], name)
            )
        except _FaultError:
            return ()

    def level(self, name: str) -> Level:
        text = self.text(name)
        if text in list(Level):
            return Level(text)
        self.reader.note(
            self.fields[name], "unknown-level", f"Không có mức độ “{text}” (recall, understand, apply).", name
        )
        return Level.RECALL

    def key(self, name: str, choices: int) -> int:
        node = self.fields[name]
        if isinstance(node, yaml.SequenceNode):
            self.reader.note(node, "two-keys", "Một câu chỉ có một đáp án; ở đây ghi nhiều đáp án.", name)
        elif node.tag == _NULL:
            self.reader.note(node, "no-key", "Chưa ghi đáp án.", name)
        else:
            letter = self.text(name)
            index = LETTERS.find(letter) if len(letter) == 1 else -1
            if 0 <= index < choices:
                return index
            self.reader.note(
                node, "key-out-of-range", f"Đáp án “{letter}” không phải chữ cái của một phương án.", name
            )
        return -1

    def day(self, name: str) -> date | None:
        node = self.fields[name]
        if node.tag == _NULL:
            return None
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.reader.note(node, "not-a-date", f"“{text}” không phải ngày dạng 2024-01-31 hoặc null.", name)
            return None

    def flag(self, name: str) -> bool:
        if name not in self.fields:
            return False
        text = self.text(name)
        if text in ("true", "false"):
            return text == "true"
        self.reader.note(self.fields[name], "not-a-flag", f"“{name}” chỉ nhận true hoặc false.", name)
        return False


def write_bank(items: Iterable[Item]) -> str:
    """The items as YAML that ``read_text`` reads back unchanged.

    A change of topic begins a new document in the same text. Raises ValueError for an item
    without a key, which the format cannot hold.
    """
    documents = []
    for topic, members in groupby(items, key=lambda item: item.topic):
        lines = [f"topic: {_quoted(topic) if topic not in TOPICS else topic}", "items:"]
        for item in members:
            lines.extend(_item_lines(item))
        documents.append("\n".join(lines) + "\n")
    return "---\n".join(documents)


def _item_lines(item: Item) -> list[str]:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    lines = [
        f"  - code: {_quoted(item.code)}",
        f"    level: {item.level.value}",
        f"    stem: {_quoted(item.stem)}",
        "    choices:",
        *(f"      - {_quoted(choice)}" for choice in item.choices),
        f"    key: {item.key_letter}",
        f"    explanation: {_quoted(item.explanation)}",
        f"    citation: {_quoted(item.citation)}",
        f"    valid_from: {item.valid_from or 'null'}",
        f"    valid_to: {item.valid_to or 'null'}",
        f"    tags: {_listed(sorted(item.tags))}",
        f"    facts: {_listed(item.facts)}",
    ]
    if item.pin_last:
        lines.append("    pin_last: true")
    if item.replaced_by:
        lines.append(f"    replaced_by: {_quoted(item.replaced_by)}")
    if item.author:
        lines.append(f"    author: {_quoted(item.author)}")
    return lines


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _quoted(text: str) -> str:
    """A double-quoted scalar on one line, whatever signs the text holds."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    # Line and paragraph separators, controls and unassigned signs would be folded or refused.
    if unicodedata.category(sign) in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp"):
        return f"\\U{ord(sign):08x}"
    return sign


def read_blueprint(path: Path) -> PaperBlueprint:
    """A blueprint from a YAML or JSON file (JSON is YAML); ValueError when it is not one."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} không phải tệp YAML hoặc JSON ({error})") from error
    return PaperBlueprint.from_json(data)
