"""XML read into a small tree that knows its lines; entities and document types are refused."""

import html
import xml.sax
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

MOST_DEPTH = 50
# A whole bank of 5 MB has fewer; a file of empty elements would fill the memory.
MOST_NODES = 400_000
# Elements of HTML that never have an end.
_VOID = frozenset({"br", "hr", "img", "col", "input", "link", "meta", "source", "param", "embed"})


class XmlError(ValueError):
    """The file cannot be read: ``code`` for programs, the line, and why (Vietnamese)."""

    def __init__(self, code: str, line: int, message: str) -> None:
        """Keep code and line beside the sentence."""
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(slots=True, kw_only=True)
class Node:
    """An element with its line; ``name`` and attributes without the prefix of a namespace."""

    name: str
    line: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["Node | str"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        """The elements directly inside."""
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """The text directly inside, without that of elements."""
        return "".join(part for part in self.content if isinstance(part, str))

    def all(self, name: str) -> Iterator["Node"]:
        """The elements of a name directly inside."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Node | None":
        """The first element of a name directly inside."""
        return next(self.all(name), None)

    def walk(self) -> Iterator["Node"]:
        """Every element inside at any depth, in order."""
        for child in self.children:
            yield child
            yield from child.walk()

    def below(self, *names: str) -> Iterator["Node"]:
        """Every element of these names at any depth, in order."""
        return (node for node in self.walk() if node.name in names)

    def markup(self) -> str:
        """What stands inside, as HTML."""
        return "".join(
            html.escape(part) if isinstance(part, str) else part.element() for part in self.content
        )

    def element(self) -> str:
        """The element itself, as HTML."""
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes.items())
        end = "" if self.name in _VOID else f"</{self.name}>"
        return f"<{self.name}{attributes}>{self.markup()}{end}"


class _Tree(ContentHandler):
    """Builds the nodes; the standard tree forgets line numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node(name="")
        self._open = [self.root]
        self._nodes = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 -- the name is SAX's
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- the name is SAX's
        line = self._locator.getLineNumber() if self._locator else None
        self._nodes += 1
        if len(self._open) > MOST_DEPTH:
            raise XmlError("syntax", line or 1, "Tệp XML lồng nhau quá sâu.")
        if self._nodes > MOST_NODES:
            raise XmlError("too-large", line or 1, "Tệp XML có quá nhiều thẻ; hãy tách thành nhiều tệp.")
        attributes = {_local(key): value for key, value in attrs.items()}
        node = Node(name=_local(name), line=line or 1, attributes=attributes)
        self._open[-1].content.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 -- the signature is SAX's
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].content.append(content)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def parse_xml(content: bytes) -> Node:
    """The tree of a file: a node without a name that holds the root; raises XmlError."""
    tree = _Tree()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(tree)
    try:
        parser.parse(BytesIO(content))
    except DefusedXmlException as error:
        message = "Tệp khai báo thực thể XML (<!DOCTYPE …>); tệp bị từ chối để bảo vệ hệ thống."
        raise XmlError("entity", 1, message) from error
    except xml.sax.SAXParseException as error:
        raise XmlError("syntax", error.getLineNumber() or 1, "Sai cú pháp XML; hãy xuất lại tệp.") from error
    except (xml.sax.SAXException, ValueError, LookupError) as error:
        if isinstance(error, XmlError):
            raise
        # ValueError and LookupError: an encoding that the parser does not know.
        raise XmlError("syntax", 1, "Tệp không phải XML đọc được.") from error
    return tree.root
