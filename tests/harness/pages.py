"""An HTML page as a test reads it: parsed once, asked for its heading, links and forms."""

from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped] # ships no types

CHECKED = {"checkbox", "radio"}


class Page:
    """A parsed page."""

    def __init__(self, html: str) -> None:
        """Parse the page, remembering what a browser would have to forgive."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )  # fmt: skip
        self.html = html
        self.root: Element = parser.parse(html)
        self.parse_errors = [f"line {line}: {code} {facts}" for (line, _), code, facts in parser.errors]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element with this tag and these attributes, in document order."""
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element with this tag and these attributes."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes} instead of one"
        return found[0]

    @cached_property
    def title(self) -> str:
        """The title, spaces made single."""
        return words_of(self.one("title"))

    @cached_property
    def heading(self) -> str:
        """What the h1 says."""
        return words_of(self.one("h1"))

    @cached_property
    def text(self) -> str:
        """All words a reader could meet in the body, spaces made single."""
        return words_of(self.one("body"))

    @cached_property
    def links(self) -> dict[str, str]:
        """The words of each link and where it leads; of links with the same words the last."""
        return {words_of(link): link.get("href", "") for link in self.root.iter("a")}

    @cached_property
    def forms(self) -> list["Form"]:
        """Every form."""
        return [Form.of(self.root, element) for element in self.root.iter("form")]

    def form(self, action: str | None = None) -> "Form":
        """The only form, or the only one whose action ends so."""
        found = [form for form in self.forms if action is None or form.action.split("?")[0].endswith(action)]
        actions = [form.action for form in self.forms]
        assert len(found) == 1, f"{len(found)} forms fit {action!r} instead of one, among {actions}"
        return found[0]

    def rows(self, caption: str | None = None) -> list[list[str]]:
        """The cells of the only table, or of the one whose caption holds these words; row 0 is the header."""
        found = [
            table
            for table in self.root.iter("table")
            if caption is None or any(caption in words_of(element) for element in table.iter("caption"))
        ]
        assert len(found) == 1, f"{len(found)} tables fit {caption!r} instead of one"
        return [
            [words_of(cell) for cell in row if cell.tag in {"td", "th"}] for row in found[0].iter("tr")
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form with what it holds before anybody types."""

    action: str
    method: str
    enctype: str
    filled: list[tuple[str, str]]  # what a browser would send if only the button were pressed
    offered: dict[str, set[str]]  # the values of each choice; empty for what is typed
    files: set[str]
    buttons: list["Button"]

    @classmethod
    def of(cls, root: Element, element: Element) -> "Form":
        """Read a form, with the controls elsewhere on the page that name it."""
        inside = {id(child) for child in element.iter()}
        controls = [
            control
            for control in root.iter()
            if control.tag in {"input", "select", "textarea", "button"}
            and "disabled" not in control.attrib
            and (id(control) in inside or control.get("form") == element.get("id", ""))
        ]
        form = cls(
            action=element.get("action", ""),
            method=element.get("method", "get").lower(),
            enctype=element.get("enctype", "application/x-www-form-urlencoded"),
            filled=[],
            offered={},
            files=set(),
            buttons=[],
        )
        for control in controls:
            form._add(control)
        return form

    def _add(self, control: Element) -> None:
        name, kind = control.get("name", ""), control.get("type", "text")
        if control.tag == "button" or (control.tag == "input" and kind in {"submit", "image"}):
            if control.get("type", "submit") in {"submit", "image"}:
                self.buttons.append(Button.of(control))
        elif not name:
            return
        elif kind == "file" and control.tag == "input":
            self.files.add(name)
        elif control.tag == "select":
            self._add_select(name, control)
        elif kind in CHECKED and control.tag == "input":
            self.offered.setdefault(name, set()).add(control.get("value", "on"))
            if "checked" in control.attrib:
                self.filled.append((name, control.get("value", "on")))
        else:
            value = (control.text or "") if control.tag == "textarea" else control.get("value", "")
            self.offered.setdefault(name, set())
            self.filled.append((name, value))

    def _add_select(self, name: str, control: Element) -> None:
        options = list(control.iter("option"))
        values = [option.get("value", words_of(option)) for option in options]
        self.offered[name] = set(values)
        chosen = [v for v, option in zip(values, options, strict=True) if "selected" in option.attrib]
        if not chosen and "multiple" not in control.attrib:
            chosen = values[:1]  # a browser shows, and sends, the first
        self.filled.extend((name, value) for value in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that sends its form."""

    words: str
    name: str
    value: str
    action: str | None
    method: str | None

    @classmethod
    def of(cls, element: Element) -> "Button":
        """Read a button."""
        return cls(
            words=words_of(element) or element.get("aria-label", "") or element.get("value", ""),
            name=element.get("name", ""),
            value=element.get("value", ""),
            action=element.get("formaction"),
            method=element.get("formmethod"),
        )


def words_of(element: Element) -> str:
    """The text inside an element, spaces made single; scripts and styles say nothing."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> list[str]:
    if element.tag in {"script", "style", "template"} or not isinstance(element.tag, str):
        return []
    texts = [element.text or ""]
    for child in element:
        texts += [*_texts(child), child.tail or ""]
    return texts
