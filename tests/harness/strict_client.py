"""A test client that reads every page it fetches as strictly as a careful reviewer would."""

import gzip
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextvars import Context
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag

from flask import Flask, current_app, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from contest.platform.database import db
from harness.pages import Button, Form, Page

SITE_NAME = "Thi tìm hiểu CCHC"
ENGLISH_NAME = "Admin Reform Quiz"
LANGUAGES = {"vi", "en"}
VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")
TITLE = re.compile(rf"(Lỗi: |Error: )?\S.* – ({SITE_NAME}|{ENGLISH_NAME})")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
NOT_FOUND_IN_A_PAGE = re.compile(r"\bNone\b|\bUndefined\b|<bound method|object at 0x|\{\{|\{%|%\(\w+\)s")
LOADING = {"link", "use", "image"}
REDIRECTS = range(300, 400)


class PageResponse(TestResponse):
    """A response that can be asked about its page."""

    @property
    def html(self) -> str:
        """The text of the page, unpacked where it was sent compressed."""
        body = self.get_data()
        return (gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body).decode()

    @cached_property
    def page(self) -> Page:
        """The parsed page."""
        assert self.mimetype == "text/html", f"a page was expected, not {self.mimetype}"
        return Page(self.html)


class StrictClient(FlaskClient):
    """Checks every page; sends forms as a browser without JavaScript does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let responses have pages."""
        super().__init__(*args, **kwargs)
        self.response_wrapper = PageResponse

    def open(self, *args: Any, **kwargs: Any) -> PageResponse:
        """Send a request, and read the page that comes back."""
        # A test's own reading transaction must neither hold what the request needs nor hide what it wrote.
        _end_reading(self.application)
        # In a context of its own, as on a server: nothing the test put into `g` may help the view.
        # Buffered: a file that is being sent is closed here, not when the collector finds it.
        response = Context().run(super().open, *args, **({"buffered": True} | kwargs))
        assert isinstance(response, PageResponse)
        if response.mimetype == "text/html" and response.status_code not in REDIRECTS:
            check_page(response)
        return response

    def submit(
        self,
        response: PageResponse,
        values: Mapping[str, object] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        follow_redirects: bool = False,
    ) -> PageResponse:
        """Fill in a form of the page just read and press its button.

        Args:
            response: the answer that holds the page with the form.
            values: field name -> what is typed or chosen; True and False tick and untick; a list for several;
                a (file object, name) pair for a file. What is left out keeps what the form holds.
            form: the end of the form's action, where the page has several forms.
            button: the words on the button, where the form has several; the first otherwise.
            follow_redirects: whether to go where the answer sends the browser.
        """
        chosen = response.page.form(form)
        pressed = _button(chosen, button)
        action = (pressed.action if pressed else None) or chosen.action
        target = urldefrag(action)[0] or response.request.path
        data = _filled(chosen, values or {}, pressed)
        method = (pressed.method if pressed else None) or chosen.method
        request = (
            {"query_string": data} if method == "get" else {"data": data, "content_type": chosen.enctype}
        )
        return self.open(target, method=method.upper(), follow_redirects=follow_redirects, **request)


class StrictRunner(FlaskCliRunner):
    """Runs commands in a context of their own, as a shell would."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what it raises, the test sees."""
        _end_reading(self.app)
        return Context().run(super().invoke, *args, **({"catch_exceptions": False} | kwargs))


def _end_reading(app: Flask) -> None:
    if has_app_context() and current_app.extensions is app.extensions:
        db.session.rollback()


def _button(form: Form, words: str | None) -> Button | None:
    if words is None:
        return form.buttons[0] if form.buttons else None
    found = [button for button in form.buttons if words in button.words]
    assert found, f"no button says {words!r}, only {[button.words for button in form.buttons]}"
    return found[0]


def _filled(form: Form, values: Mapping[str, object], pressed: Button | None) -> MultiDict[str, Any]:
    data: MultiDict[str, Any] = MultiDict(form.filled)
    for name, value in values.items():
        assert name in form.offered or name in form.files, f"the form has no field {name!r}"
        data.poplist(name)
        for item in value if isinstance(value, list) else [value]:
            data.add(name, _sent(form, name, item))
    clean = MultiDict((name, item) for name, item in data.items(multi=True) if item is not None)
    if pressed is not None and pressed.name:
        clean.add(pressed.name, pressed.value)
    return clean


def _sent(form: Form, name: str, value: object) -> Any:
    """What a browser sends for a value, or None for nothing."""
    if name in form.files:
        return FileStorage(*value) if isinstance(value, tuple) else value
    choices = form.offered[name]
    if isinstance(value, bool):
        assert len(choices) == 1, f"{name!r} is no single box"
        return next(iter(choices)) if value else None
    text = str(value)
    assert not choices or text in choices, f"{name!r} does not offer {text!r}, only {sorted(choices)}"
    return text


def check_page(response: PageResponse) -> None:
    """Fail with everything that is wrong with a page."""
    page = response.page
    problems = [
        *page.parse_errors,
        *_frame_problems(page),
        *_language_problems(page.root),
        *_identity_problems(page),
        *_form_problems(page),
        *_script_problems(page, response.headers.get("Content-Security-Policy", "")),
        *_text_problems(page),
    ]
    assert not problems, f"{response.request.path}:\n" + "\n".join(problems)


def _frame_problems(page: Page) -> list[str]:
    problems = []
    if page.root.get("lang") not in LANGUAGES:
        problems.append(f'<html lang="{page.root.get("lang")}"> instead of vi or en')
    headings = page.all("h1")
    if len(headings) != 1 or not page.heading:
        problems.append(f"{len(headings)} h1 instead of one with words")
    if not TITLE.fullmatch(page.title):
        problems.append(f"title {page.title!r} is not 'Việc – Ngữ cảnh – {SITE_NAME}'")
    if len(page.all("main")) != 1:
        problems.append("not exactly one <main>")
    return problems


def _language_problems(element: Any, *, is_english: bool = False) -> list[str]:
    """Vietnamese words in an element that says it is English (WCAG 3.1.2); titles may hold names."""
    is_english = (element.get("lang") or ("en" if is_english else "")) == "en"
    if element.tag in {"head", "script", "style"}:
        return []
    problems = []
    if is_english and VIETNAMESE.search(element.text or ""):
        problems.append(f"<{element.tag}> says in English: {element.text.strip()!r}")
    for child in element:
        problems += _language_problems(child, is_english=is_english)
        if is_english and VIETNAMESE.search(child.tail or ""):
            problems.append(f"<{element.tag}> says in English: {child.tail.strip()!r}")
    return problems


def _identity_problems(page: Page) -> list[str]:
    ids = Counter(element.get("id") for element in page.root.iter() if element.get("id") is not None)
    problems = [f"id {name!r} occurs {count} times" for name, count in ids.items() if count > 1]
    problems += [
        f"<{element.tag} {attribute}> points to {target!r}, which is not there"
        for element in page.root.iter()
        for attribute in REFERENCES
        for target in (element.get(attribute) or "").split()
        if target not in ids
    ]
    anchors = (link.get("href") or "" for link in page.root.iter("a"))
    problems += [
        f"link to {anchor}, which is not there"
        for anchor in anchors
        if anchor.startswith("#") and anchor[1:] not in ids
    ]
    return problems


def _form_problems(page: Page) -> list[str]:
    problems = []
    for element, form in zip(page.root.iter("form"), page.forms, strict=True):
        if not element.get("action") or element.get("method") not in {"get", "post"}:
            problems.append(f"form {form.action!r} lacks an action or a method")
        if form.method == "post" and "csrf_token" not in dict(form.filled):
            problems.append(f"form {form.action!r} lacks its anti-forgery token")
        if form.files and form.enctype != "multipart/form-data":
            problems.append(f"form {form.action!r} cannot send its files")
    labelled = {label.get("for") for label in page.root.iter("label")}
    inside = {id(control) for label in page.root.iter("label") for control in label.iter()}
    problems += [
        f"<{control.tag} name={control.get('name')!r}> has no label"
        for control in page.root.iter()
        if control.tag in {"input", "select", "textarea"}
        and control.get("type") not in {"hidden", "submit", "button", "image", "reset"}
        and control.get("id") not in labelled
        and id(control) not in inside
        and not (control.get("aria-label") or control.get("aria-labelledby"))
    ]
    return problems


def _script_problems(page: Page, policy: str) -> list[str]:
    nonces = set(re.findall(r"'nonce-([^']+)'", policy))
    problems = [] if len(nonces) <= 1 else ["the policy of the response names several nonces"]
    for element in page.root.iter():
        if _stands_in_the_page(element) and element.get("nonce") not in nonces:
            problems.append(f"<{element.tag}> in the page lacks the response's nonce")
        problems += [
            f"<{element.tag} {name}> is an inline style or handler, which the policy blocks"
            for name in element.attrib
            if name == "style" or name.startswith("on")
        ]
        loaded = element.get("src") or (element.get("href") if element.tag in LOADING else None)
        if loaded and not re.match(r"/(?!/)|#", loaded):
            problems.append(f"<{element.tag}> loads {loaded!r}, which is not ours")
        if (element.get("href") or "").strip().lower().startswith("javascript:"):
            problems.append(f"<{element.tag}> leads to a script")
        if element.tag == "img" and element.get("alt") is None:
            problems.append(f"<img src={element.get('src')!r}> has no alt")
    return problems


def _stands_in_the_page(element: Any) -> bool:
    """Whether it runs, or styles, without being loaded: files of ours need no nonce, and data do not run."""
    if element.tag == "script":
        return element.get("src") is None and element.get("type") != "application/json"
    return bool(element.tag == "style")


def _text_problems(page: Page) -> list[str]:
    problems = [] if unicodedata.is_normalized("NFC", page.html) else ["the page is not in NFC"]
    leaked = NOT_FOUND_IN_A_PAGE.search(page.text)
    if leaked:
        problems.append(f"the page says {leaked.group()!r}")
    return problems
