"""YAML nodes read one by one, each fault noted with its line.

The text is composed into nodes and never constructed into objects, so tags that would build
something are refused like any other unknown content.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from questions.formats.reading import Place, Problem
from questions.item import LETTERS, Level

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + kind for kind in ("str", "int", "float", "bool", "timestamp"))
_NULL = _TAG + "null"

# More names than any mapping of ours has; the rest of a foreign mapping need not be told.
_MOST_FIELDS = 50

Value = TypeVar("Value", bound=StrEnum)


class FaultError(Exception):
    """The node at hand cannot be used; its problem has been noted."""


class NodeReader:
    """Takes nodes apart and notes each problem with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def place(self, node: yaml.Node) -> Place:
        return Place(file=self.file, line=node.start_mark.line + 1)

    def note(self, node: yaml.Node, code: str, message: str, column: str = "") -> None:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        self.problems.append(
            Problem(place=self.place(node), code=code, message=message, column=column, value=value)
        )

    def refuse(self, node: yaml.Node, code: str, message: str, column: str = "") -> FaultError:
        self.note(node, code, message, column)
        return FaultError()

    def mapping(
        self, node: yaml.Node, *, required: Sequence[str], optional: Sequence[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.refuse(node, "not-a-mapping", "Chỗ này phải là các dòng “tên: giá trị”.")
        fields: dict[str, yaml.Node] = {}
        faulty = False
        for name_node, value in node.value[:_MOST_FIELDS]:
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
            raise FaultError
        return fields

    def sequence(self, node: yaml.Node, name: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.refuse(node, "not-a-list", f"Trường “{name}” phải là một danh sách.", name)
        return list(node.value)

    def text(self, node: yaml.Node, name: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _PLAIN_TAGS:
            raise self.refuse(node, "not-text", f"Trường “{name}” phải là văn bản.", name)
        return str(node.value)


class Fields:
    """The fields of one item; a faulty field is noted and answered with a stand-in."""

    def __init__(self, reader: NodeReader, fields: dict[str, yaml.Node]) -> None:
        self.reader = reader
        self.fields = fields

    def text(self, name: str) -> str:
        if name not in self.fields:
            return ""
        try:
            return self.reader.text(self.fields[name], name)
        except FaultError:
            return ""

    def texts(self, name: str) -> tuple[str, ...]:
        try:
            return tuple(self.reader.text(node, name) for node in self.members(name))
        except FaultError:
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

    def members(self, name: str) -> list[yaml.Node]:
        """The nodes of a list, none where there is no list."""
        if name not in self.fields:
            return []
        try:
            return self.reader.sequence(self.fields[name], name)
        except FaultError:
            return []

    def one_of(self, name: str, values: type[Value]) -> Value | None:
        """The value of an enumeration, None when it is not one of them."""
        text = self.text(name)
        if text in list(values):
            return values(text)
        known = ", ".join(values)
        message = f"Không có giá trị “{text}”; hãy ghi một trong: {known}."
        self.reader.note(self.fields[name], f"unknown-{name}", message, name)
        return None

    def flag(self, name: str) -> bool:
        if name not in self.fields:
            return False
        text = self.text(name)
        if text in ("true", "false"):
            return text == "true"
        self.reader.note(self.fields[name], "not-a-flag", f"“{name}” chỉ nhận true hoặc false.", name)
        return False
