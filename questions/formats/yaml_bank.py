"""The house format: one YAML file per topic, each fault reported with its line.

The text is composed into nodes and never constructed into objects, so tags that would build
something are refused like any other unknown content.
"""

from collections.abc import Callable
from pathlib import Path

import yaml

from questions.blueprint import PaperBlueprint
from questions.formats.drafting import MAX_ROWS
from questions.formats.reading import Place, Problem, ReadResult, Refused, merged
from questions.formats.yaml_nodes import FaultError, Fields, NodeReader
from questions.formats.yaml_variants import read_media, read_variants
from questions.item import TOPICS, Item

MAX_BYTES = 5_000_000
# Ten thousand questions have fewer; composing more takes minutes.
MOST_NODES = 300_000

_REQUIRED = ("code", "level", "stem", "choices", "key", "explanation", "citation", "valid_from", "valid_to")
_OPTIONAL = ("tags", "facts", "pin_last", "replaced_by", "author", "media", "variants")


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
        documents = list(yaml.compose_all(text, Loader=_Loader))
    except _RefusedError as error:
        return _refused(file, *error.args)
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


class _RefusedError(Exception):
    """The file is not read on: arguments are the line, a code and the sentence."""


class _Loader(yaml.SafeLoader):
    """Composes nodes without aliases and not too many, so that no file grows while it is read."""

    nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.nodes += 1
        if self.check_event(yaml.AliasEvent):
            message = "Tệp dùng bí danh “*” của YAML; hãy ghi đủ nội dung ở từng chỗ."
            raise _RefusedError(self._line(), "alias", message)
        if self.nodes > MOST_NODES:
            raise _RefusedError(self._line(), "too-large", "Tệp có quá nhiều mục; hãy tách thành nhiều tệp.")
        return super().compose_node(parent, index)

    def _line(self) -> int:
        peek: Callable[[], yaml.Event] = self.peek_event
        mark = peek().start_mark
        return mark.line + 1 if mark else 1


class _Reader(NodeReader):
    """Turns the nodes of one document into items."""

    def read_document(self, node: yaml.Node) -> ReadResult:
        items: list[Item] = []
        places: list[Place] = []
        refused: list[Refused] = []
        try:
            fields = self.mapping(node, required=("topic", "items"), optional=())
            topic = self.topic(fields["topic"])
            entries = self.sequence(fields["items"], "items")
        except FaultError:
            return ReadResult(problems=tuple(self.problems))
        for number, entry in enumerate(entries):
            if number == MAX_ROWS:
                message = f"Tệp có hơn {MAX_ROWS} câu; hãy tách thành nhiều tệp."
                self.note(entry, "too-many-rows", message)
                break
            item = self.item(entry, topic)
            if item is None:
                refused.append(Refused(place=self.place(entry)))
            else:
                items.append(item)
                places.append(self.place(entry))
        return ReadResult(
            items=tuple(items),
            places=tuple(places),
            problems=tuple(self.problems),
            rejected=len(refused),
            refused=tuple(refused),
        )

    def topic(self, node: yaml.Node) -> str:
        topic = self.text(node, "topic")
        if topic not in TOPICS:
            raise self.refuse(node, "unknown-topic", f"Không có chủ đề “{topic}”.", "topic")
        return topic

    def item(self, node: yaml.Node, topic: str) -> Item | None:
        """The item, or None with all its problems noted (not only the first)."""
        try:
            fields = self.mapping(node, required=_REQUIRED, optional=_OPTIONAL)
        except FaultError:
            return None
        before = len(self.problems)
        draft = Fields(self, fields)
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
            media=read_media(draft),
            variants=read_variants(draft),
        )
        return item if len(self.problems) == before else None


def read_blueprint(path: Path) -> PaperBlueprint:
    """A blueprint from a YAML or JSON file (JSON is YAML); ValueError when it is not one."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} không phải tệp YAML hoặc JSON ({error})") from error
    return PaperBlueprint.from_json(data)
