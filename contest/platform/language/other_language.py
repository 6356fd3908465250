"""What stands on a page in another language than the page says so (WCAG 3.1.2).

Names of people, offices and rounds stand in the midst of English sentences, of attributes, of titles. No
template can put an element in all of these places, so they are marked with signs of the private use area, and
the signs become elements when the page is written, or nothing where no element may be. Besides, whatever
Vietnamese an English page holds is found by its letters. A Vietnamese page for a Vietnamese reader passes
untouched.
"""

import re
from typing import TypeVar

from flask import Flask, Response

from contest.platform.language.catalogues import SOURCE
from contest.platform.language.languages import page_language, reader_language

OPEN, CLOSE = "\ue100", "\ue101"
VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")
# A name within an English text of ours: a word that English cannot write, and the capitalised ones after it.
_NAMED = re.compile(r"\w*[À-ÖØ-öø-ỹ]\w*(?: [A-ZĐ]\w*)*")
_MARK = re.compile(rf"[{OPEN}{CLOSE}]|\\ue10[01]")
# Elements that hold no elements of ours are one token together with what is in them.
_TOKEN = re.compile(
    r"(<(?:(script|style|textarea|title|option|svg)\b[^>]*>.*?</\2>|!--.*?-->|[^>]*>))",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_OWN_LANGUAGE = re.compile(r'\slang="')
_TAKE_LANGUAGE = {"textarea", "option", "svg"}
_EMPTY = {"img", "input", "br", "hr", "meta", "link", "source"}

T = TypeVar("T", bound=str)


def marked(text: T) -> T:
    """A text in the other of the two languages of a page."""
    return type(text)(f"{OPEN}{text}{CLOSE}") if text else text


def theirs(value: object) -> object:
    """A name or what somebody wrote, to stand within an English text: marked where it is Vietnamese."""
    is_vietnamese = page_language() != SOURCE and isinstance(value, str) and holds_vietnamese(value)
    return marked(str(value)) if is_vietnamese and not hasattr(value, "__html__") else value


def with_names_marked(text: str) -> str:
    """An English text of ours in which only the names are Vietnamese."""
    return _NAMED.sub(lambda found: marked(found[0]), text)


def holds_vietnamese(text: str) -> bool:
    """Whether it has letters that English has not."""
    return VIETNAMESE.search(text) is not None


def plain(text: str) -> str:
    """A text without marks."""
    return _MARK.sub("", text)


def install(app: Flask) -> None:
    """Turn marks into elements before the page is compared, compressed and sent."""

    @app.after_request
    def _say_languages(response: Response) -> Response:
        if reader_language() == SOURCE or response.direct_passthrough:
            return response
        if response.mimetype == "text/html":
            response.set_data(
                written(response.get_data(as_text=True), page=page_language(), reader=reader_language())
            )
        elif response.mimetype == "application/json":
            response.set_data(plain(response.get_data(as_text=True)))
        return response


def written(html: str, *, page: str, reader: str) -> str:
    """A page in one language with elements around what is in the other.

    Args:
        html: the page with marks.
        page: the language of the page; what an English one holds of Vietnamese is found without marks, too.
        reader: the reader's language; on a Vietnamese page the marks are around what is in it.
    """
    return _Writer(page, reader).written(html)


class _Writer:
    """Reads a page once from the start to the end."""

    def __init__(self, page: str, reader: str) -> None:
        self.finds_vietnamese = page != SOURCE
        self.opening = f'<span lang="{SOURCE if self.finds_vietnamese else reader}">'
        self.marks = 0
        self.says_itself = ""  # the element that names its own language, in which we stand
        self.depth = 0

    def written(self, page: str) -> str:
        parts = _TOKEN.split(page)
        out = []
        for at in range(0, len(parts) - 2, 3):
            out += [self._text(parts[at]), self._element(parts[at + 1], (parts[at + 2] or "").lower())]
        return "".join([*out, self._text(parts[-1])])

    def _element(self, element: str, whole: str) -> str:
        plainly = plain(element)
        if whole:
            takes = whole in _TAKE_LANGUAGE and self.finds_vietnamese and not self.says_itself
            if takes and holds_vietnamese(plainly) and not _OWN_LANGUAGE.search(plainly.partition(">")[0]):
                return f'<{whole} lang="{SOURCE}"{plainly[1 + len(whole) :]}'
            return plainly
        self._follow(plainly)
        return plainly

    def _follow(self, tag: str) -> None:
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if self.says_itself:
            if name == self.says_itself:
                self.depth += -1 if tag.startswith("</") else 1
                self.says_itself = self.says_itself if self.depth else ""
        elif _OWN_LANGUAGE.search(tag) and name != "html" and name not in _EMPTY:
            self.says_itself, self.depth = name, 1

    def _text(self, text: str) -> str:
        if not text or text.isspace():
            return text
        if self.says_itself:
            return plain(text)
        out = []
        for part in re.split(f"([{OPEN}{CLOSE}])", text):
            if part == OPEN:
                self.marks += 1
                out.append(self.opening if self.marks == 1 else "")
            elif part == CLOSE:
                self.marks -= 1
                out.append("</span>" if self.marks == 0 else "")
            elif self.finds_vietnamese and not self.marks and holds_vietnamese(part):
                inner = part.strip()
                before, after = part.split(inner, 1)
                out.append(f"{before}{self.opening}{inner}</span>{after}")
            else:
                out.append(part)
        return "".join(out)
