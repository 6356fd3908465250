"""What nobody should type, typed into every form of those who run the contest: never a fault, nothing lost.

The forms are found by walking the pages themselves, so that a new form is tested on the day it is made.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from harness.clock import SettableClock
from harness.pages import Form, Page
from harness.strict_client import PageResponse, StrictClient
from shots.places import places
from shots.stage import Stage, furnished, session_of, stage_of
from werkzeug.datastructures import FileStorage, MultiDict

from contest.platform.unsaved import WORK_PLACES

PEOPLE = 6
LONG = "Kiểm tra." * 1_112  # 10,000 signs
NUMBER = "-99999999999999999999"
STRANGE = "<script>alert(1)</script> ${7*7} 😀 100%s \x07Đã kiểm tra"
SHOWN = STRANGE.replace("\x07", "")
FILES = {
    "nothing": b"",
    "page": b"<!doctype html><script>alert(1)</script>",
    "torn": b"PK\x03\x04" + bytes(400),
}
SKIP = "#noi-dung"
FROM_US = {"Origin": "http://localhost"}
REFUSED = {403, 404, 409, 410, 422, 429}
# Pages that show again what was typed without an error: they look ahead, or count anew.
LOOKS_AHEAD = re.compile(r"/(the-le/moi|luot-thi/\w+|su-co|nhap|sap-nhap|ket-thuc|thong-tin|dot-thi)\b")


# Its refusal shows the holes of a Word file, which the careful client takes for a template's own.
NO_TYPING = "/quan-tri/van-ban/mau/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A form that changes something, as one of the readers finds it."""

    address: str
    client: StrictClient
    form: Form
    typed: tuple[str, ...]  # what a person writes, in the order of the page
    secret: frozenset[str]  # passwords, which no page shows again
    button: tuple[str, str] | None

    def filled(self, text: str, *, file: bytes | None = None) -> MultiDict[str, object]:
        """What a browser sends when this is typed everywhere."""
        data: MultiDict[str, object] = MultiDict(
            (name, value) for name, value in self.form.filled if name not in self.typed
        )
        for name in self.typed:
            data.add(name, text)
        for name in self.form.files:
            data.add(name, FileStorage(io.BytesIO(file or b""), "tệp <b>.xlsx" if file else ""))
        if self.button:
            data.add(*self.button)
        return data


@pytest.fixture
def stage(app: Flask, clock: SettableClock) -> Stage:
    made = stage_of(furnished(PEOPLE, now=clock.advance(days=2)), app)
    # The account that is looked at is not the one that looks, which it could lock out.
    other = {"accounts_manage.": {"account_id": int(made.samples_of["accounts_manage."]["account_id"]) + 1}}
    return replace(made, samples_of={**made.samples_of, **other})


def doors_of(page: Page, client: StrictClient) -> Iterator[Door]:
    kinds = {one.get("name"): one.get("type", "text") for one in page.root.iter("input")}
    for form in page.forms:
        typed = tuple(
            name
            for name, offered in form.offered.items()
            if not offered and kinds.get(name) not in {"hidden", "checkbox", "radio"}
        )
        if form.method == "post" and (typed or form.files):
            last = form.buttons[-1] if form.buttons else None
            yield Door(
                address=form.action.partition("#")[0],
                client=client,
                form=form,
                typed=typed,
                secret=frozenset(name for name in typed if kinds.get(name) == "password"),
                button=(last.name, last.value) if last and last.name else None,
            )


def client_of(stage: Stage, who: str) -> StrictClient:
    """The browser of one of the readers."""
    client = stage.app.test_client()
    assert isinstance(client, StrictClient)
    client.set_cookie(stage.app.config["SESSION_COOKIE_NAME"], session_of(stage, who))
    return client


def all_doors(stage: Stage) -> Iterator[Door]:
    """Every form, each address once."""
    seen: set[str] = set()
    clients: dict[str, StrictClient] = {}
    for place in places(stage):
        if not place.path.startswith(WORK_PLACES) or place.path.startswith(NO_TYPING):
            continue
        client = clients.setdefault(place.who, client_of(stage, place.who))
        answer = client.get(place.path)
        if answer.status_code != 200:
            continue
        for door in doors_of(answer.page, client):
            if door.address not in seen:
                seen.add(door.address)
                yield door


def problems_of(door: Door, answer: PageResponse, text: str) -> Iterator[str]:
    """What is wrong with an answer to a text that fills every line of a form."""
    where = f"{door.address} ({text[:12]!r}…)"
    if answer.status_code >= 500:
        yield f"{where}: a fault, {answer.status_code}"
    elif answer.status_code == 422 and answer.page.forms:
        back = {item for form in answer.page.forms for item in form.filled}
        lost = [name for name in door.typed if name not in door.secret and (name, text) not in back]
        if lost:
            yield f"{where}: loses {lost}"
        if not answer.page.title.startswith("Lỗi: "):
            yield f"{where}: its title does not say that something is wrong"
        if all(
            link.get("href") in {None, SKIP} or link.get("href", "")[0] != "#"
            for link in answer.page.all("a")
        ):
            yield f"{where}: names no field"
    elif answer.status_code == 200 and not LOOKS_AHEAD.search(door.address):
        yield f"{where}: says neither yes nor no"
    elif answer.status_code not in {200, 303, *REFUSED}:
        yield f"{where}: {answer.status_code}"


def send(door: Door, data: MultiDict[str, object]) -> PageResponse:
    answer = door.client.post(door.address, data=data, content_type=door.form.enctype, headers=FROM_US)
    assert isinstance(answer, PageResponse)
    return answer


def refused_texts(doors: list[Door]) -> Iterator[str]:
    """Nothing, too much, and a number that is none: in every line of every form."""
    for text in ("", LONG, NUMBER):
        for door in doors:
            if text != NUMBER or len(door.typed) > 1:  # a reason may be a number
                yield from problems_of(door, send(door, door.filled(text)), text)


def refused_files(doors: list[Door]) -> Iterator[str]:
    """Files that are none of those asked for."""
    for content in FILES.values():
        for door in doors:
            if door.form.files:
                yield from problems_of(door, send(door, door.filled("", file=content)), "")


def old_tokens(doors: list[Door]) -> Iterator[str]:
    """A page that stood open for too long: what was typed is there to be copied."""
    for door in doors:
        data = door.filled(STRANGE)
        data.setlist("csrf_token", ["of yesterday"])
        answer = send(door, data)
        shown = [(one.text or "").strip() for one in answer.page.all("textarea")]
        kept = set(door.typed) - door.secret - {"card"}
        if answer.status_code != 400 or shown.count(SHOWN) < len(kept):
            yield f"{door.address}: {answer.status_code}, shows {len(shown)} texts of {sorted(kept)}"


def strange_signs_twice(doors: list[Door]) -> Iterator[str]:
    """HTML, an emoji and a control character, and the second click: taken or refused, never a fault."""
    for door in doors:
        for _click in range(2):
            answer = send(door, door.filled(STRANGE))
            if answer.status_code not in {200, 303, *REFUSED}:
                yield f"{door.address}: {answer.status_code}"


def test_no_form_of_the_console_fails_or_loses_what_was_typed(stage: Stage):
    doors = list(all_doors(stage))
    assert len(doors) > 40
    problems = [
        *refused_texts(doors),
        *refused_files(doors),
        *old_tokens(doors),
        *strange_signs_twice(doors),
    ]
    assert not problems, "\n".join(problems)
