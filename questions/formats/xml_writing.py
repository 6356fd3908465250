"""XML written element by element, in lines a person can read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

Attributes = Mapping[str, str]


class XmlWriter:
    """One file in the making; ``content`` is its bytes in UTF-8."""

    def __init__(self) -> None:
        """Begin the file."""
        self._out = BytesIO()
        self._generator = XMLGenerator(self._out, "UTF-8", short_empty_elements=True)
        self._generator.startDocument()

    @property
    def content(self) -> bytes:
        """What has been written."""
        return self._out.getvalue()

    @contextmanager
    def inside(self, name: str, attributes: Attributes | None = None) -> Iterator[None]:
        """What is written meanwhile stands inside the element."""
        self._generator.startElement(name, AttributesImpl(dict(attributes or {})))
        yield
        self._generator.endElement(name)
        self._generator.ignorableWhitespace("\n")

    def plain(self, name: str, text: str = "", attributes: Attributes | None = None) -> None:
        """An element with nothing but text inside."""
        self._generator.startElement(name, AttributesImpl(dict(attributes or {})))
        self._generator.characters(text)
        self._generator.endElement(name)

    def lines(self, name: str, text: str, attributes: Attributes | None = None) -> None:
        """An element of XHTML that shows the text as it is: line ends and runs of spaces included.

        Raises ValueError for what HTML would not show so: more than one blank line in a row.
        """
        if "\n\n\n" in text:
            raise ValueError(f"XHTML cannot hold the blank lines of {text!r}")
        self._generator.startElement(name, AttributesImpl(dict(attributes or {})))
        for number, line in enumerate(text.split("\n")):
            if number:
                self._generator.startElement("br", AttributesImpl({}))
                self._generator.endElement("br")
            self._generator.characters(_shown_by_html(line))
        self._generator.endElement(name)


def _shown_by_html(line: str) -> str:
    """The line with spaces that HTML would swallow made unbreakable."""
    line = line.replace("  ", " \u00a0")
    if line.startswith(" "):
        line = "\u00a0" + line[1:]
    return line[:-1] + "\u00a0" if line.endswith(" ") else line
