"""How text from the outside world becomes text of the bank: NFC, tidy, and free of markup."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Letters that only look like Đ and đ (Latin Eth and African D), typed by old keyboards.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
# Spaces that are no plain space, and signs without width that office programs leave behind.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\v\f]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")

# Far beyond any question; what is longer is refused.
LONGEST_TEXT = 20_000
LONGEST_MARKUP = 2 * LONGEST_TEXT

_DANGEROUS = re.compile(
    r"<[\s/]*(script|iframe|object|embed|applet|svg|math|style|link|meta|base|form|img|video|audio)\b"
    r"|javascript\s*:|<[^<>]*\bon[a-z]+\s*=",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text in NFC with plain spaces and line ends, right Đ, and nothing invisible; trimmed."""
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text)).translate(_LOOKALIKES)
    return unicodedata.normalize("NFC", text).strip()


def is_dangerous(text: str) -> bool:
    """Whether the text holds markup that a browser might run if a page forgot to escape it."""
    return _DANGEROUS.search(text) is not None or ("<" in text and from_html(text).has_script)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """What is left of a piece of HTML, and what it held beside words."""

    text: str
    has_script: bool
    has_media: bool


def joined(parts: Iterable[PlainText]) -> PlainText:
    """Several pieces as one text, each on a line of its own."""
    pieces = tuple(parts)
    return PlainText(
        text="\n".join(piece.text for piece in pieces if piece.text),
        has_script=any(piece.has_script for piece in pieces),
        has_media=any(piece.has_media for piece in pieces),
    )


def from_html(markup: str) -> PlainText:
    """The words of a piece of HTML. Scripts and media are told, never kept.

    What is longer than any question is left as it is, for the reader of the file to refuse.
    """
    if len(markup) > LONGEST_MARKUP:
        return PlainText(text=clean(markup), has_script=False, has_media=False)
    reader = _HtmlReader()
    # Odd pieces are text, even ones the inside of tags.
    for number, piece in enumerate(_TAG.split(_without_comments(markup))):
        if number % 2:
            reader.read_tag(piece)
        else:
            reader.read_text(piece)
    lines = (re.sub(" +", " ", line).strip(" ") for line in "".join(reader.parts).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line if line.strip() else "" for line in lines))
    return PlainText(text=clean(text), has_script=reader.has_script, has_media=reader.has_media)


def _without_comments(markup: str) -> str:
    kept = []
    end = 0
    while (begin := markup.find("<!--", end)) >= 0 and (close := markup.find("-->", begin + 4)) >= 0:
        kept.append(markup[end:begin])
        end = close + 3
    return "".join([*kept, markup[end:]])


def from_markup(text: str, *, kind: str) -> PlainText:
    """The words of a text of a declared kind: "html", "plain", or "" for either of them."""
    if kind == "html" or (not kind and _LOOKS_LIKE_HTML.search(text)):
        return from_html(text)
    return PlainText(text=clean(text), has_script=False, has_media=False)


# The standard parser is not used: on some input it raises, on some it takes minutes. In these
# patterns no sign can be taken in two ways, so their time grows with the length of the text.
_TAG = re.compile(r"""<(/?[a-zA-Z](?:[^<>"']|"[^"<]*"|'[^'<]*')*|[/!?a-zA-Z][^<>]*)>""")
_NAME = re.compile(r"/?([a-zA-Z][^\s/]*)")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")
_LOOKS_LIKE_HTML = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)(\s[^<>]*)?/?>|&(amp|lt|gt|nbsp|quot|#\d+);")
_SCRIPTS = frozenset(
    {"script", "style", "iframe", "object", "embed", "applet", "form", "link", "meta", "base"}
)
_MEDIA = frozenset({"img", "audio", "video", "source", "picture", "canvas", "svg", "math"})
_MEDIA_TYPES = ("image/", "audio/", "video/")
_BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_WITHOUT_WORDS = frozenset({"script", "style", "svg", "math"})


class _HtmlReader:
    """Collects words; knows which elements end a line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.has_script = False
        self.has_media = False
        self._hidden = 0

    def read_tag(self, inside: str) -> None:
        """Take what stands between "<" and ">"."""
        name = _NAME.match(inside)
        if name is None:
            return
        tag = name[1].lower()
        ends = inside.startswith("/")
        if not ends:
            self._look_at(tag, inside[name.end() :])
        if tag in _WITHOUT_WORDS:
            self._hidden = max(0, self._hidden + (-1 if ends else 0 if inside.endswith("/") else 1))
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n")

    def _look_at(self, tag: str, rest: str) -> None:
        attributes = {
            name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(rest)
        }
        # A browser passes over spaces and controls in the name of a scheme.
        runs = any(name.startswith("on") for name in attributes) or any(
            "javascript:" in re.sub(r"[\s\x00-\x1f]", "", value).lower() for value in attributes.values()
        )
        # QTI shows pictures as objects.
        is_shown = tag == "object" and attributes.get("type", "").lower().startswith(_MEDIA_TYPES)
        self.has_script |= (tag in _SCRIPTS and not is_shown) or runs
        self.has_media |= tag in _MEDIA or is_shown

    def read_text(self, text: str) -> None:
        """Take what stands between tags."""
        if not self._hidden:
            # Line ends in the source of HTML are spaces; a block or <br> makes a new line. Spaces
            # that may not break are no such spaces: they stay as many as they are.
            self.parts.append(html.unescape(re.sub(r"[ \t\n\r\f]+", " ", text)))
