"""Pages that are written once and filled in: nothing of one person reaches another."""

import re
from collections.abc import Callable

import pytest
from factories import NOW, World, make_entry, make_world, sign_in
from flask import Flask, render_template_string
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient
from markupsafe import Markup

from contest.attempts.handles import person_of
from contest.platform.serving import framing
from contest.platform.serving.framing import Words

BOARD = "/xep-hang/don-vi"
NAMES = ("Vàng Thị Mỷ", "Lò Văn Páo")


class Person:
    """Somebody with a name of their own who walks through a round, a page at a time."""

    def __init__(self, app: Flask, entry: tuple[int, str]) -> None:
        account_id, self.name = entry
        self.client = app.test_client()
        assert isinstance(self.client, StrictClient)
        sign_in(self.client, account_id, at=NOW)
        with app.app_context():
            self.person = person_of(account_id)
        self.code = self.token = self.receipt = ""

    def rounds(self) -> PageResponse:
        page = self.client.get("/thi")
        self.token = token_in(page)
        return page

    def start(self) -> PageResponse:
        reply = self.client.post("/thi/1/bat-dau", data={"csrf_token": self.token})
        self.code = str(reply.headers["Location"]).rpartition("/")[2]
        return self.paper()

    def paper(self) -> PageResponse:
        return self.client.get(f"/thi/{self.code}")

    def check(self) -> PageResponse:
        return self.client.get(f"/thi/{self.code}/nop")

    def submit(self) -> PageResponse:
        self.client.post(f"/thi/{self.code}/nop", data={"csrf_token": self.token})
        page = self.client.get(f"/thi/{self.code}/ket-qua")
        self.receipt = page.page.one("b", id="ma-bien-nhan").text
        return page

    def board(self) -> PageResponse:
        return self.client.get(BOARD)

    @property
    def own(self) -> list[str]:
        """What stands on nobody else's page."""
        return [word for word in (self.name, self.person, self.code, self.receipt, self.token) if word]


def token_in(page: PageResponse) -> str:
    return str(page.page.one("meta", name="csrf-token").get("content"))


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def two(app: Flask, clock: SettableClock, world: World) -> tuple[Person, Person]:
    """Two people of the same unit and division, whose pages have the same shape."""
    first, second = (
        Person(app, (make_entry(world, at, name=name), name)) for at, name in enumerate(NAMES, start=1)
    )
    return first, second


def test_two_people_in_turn_find_their_own_words_and_none_of_the_other(two: tuple[Person, Person]):
    clicks: list[Callable[[Person], PageResponse]] = [
        Person.rounds, Person.start, Person.paper, Person.check, Person.submit, Person.rounds, Person.board,
    ]  # fmt: skip
    for click in clicks:
        for one, other in (two, two[::-1]):
            html = click(one).get_data(as_text=True)
            assert not [word for word in other.own if word in html]
            assert token_of_session(one) in html
            assert click not in {Person.rounds, Person.submit, Person.board} or one.name in html
            assert click not in {Person.start, Person.paper, Person.check} or one.person in html


def token_of_session(person: Person) -> str:
    """The part of an anti-forgery token that says whose it is."""
    return person.token.partition(".")[0]


def test_each_page_has_a_nonce_of_its_own_and_scripts_that_carry_it(two: tuple[Person, Person]):
    seen = set()
    for one in two:
        one.rounds()
        one.start()
    for one in (*two, *two):
        one.submit()
        page = one.client.get(f"/thi/{one.code}/ket-qua")
        (nonce,) = set(re.findall(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"]))
        html = page.get_data(as_text=True)
        assert set(re.findall(r'nonce="([^"]+)"', html)) == {nonce}
        seen.add(nonce)
    assert len(seen) == len(two) * 2


@pytest.mark.parametrize("path", ["/thi", BOARD])
def test_theme_size_and_language_are_those_of_each_reader(two: tuple[Person, Person], path: str):
    plain, large = two
    large.client.set_cookie("tuy_chon", "contrast|150|en")
    for _again in range(2):
        assert 'lang="vi" data-text="100"' in flat(plain.client.get(path))
        assert 'lang="en" data-text="150" data-theme="contrast"' in flat(large.client.get(path))


def flat(page: PageResponse) -> str:
    return " ".join(page.get_data(as_text=True).split())


def test_who_is_signed_out_sees_the_board_without_a_word_of_who_was_there(
    app: Flask, two: tuple[Person, Person]
):
    two[0].board()
    signed_out = app.test_client().get(BOARD).get_data(as_text=True)
    assert "/dang-nhap" in signed_out
    assert two[0].name not in signed_out
    assert "csrf-token" not in signed_out
    assert two[1].name in two[1].board().get_data(as_text=True)


def test_a_message_is_shown_once_and_to_one_person(two: tuple[Person, Person], clock: SettableClock):
    first, second = two
    for one in two:
        one.rounds()
        one.start()
    first.submit()
    clock.advance(minutes=1)
    repeated = first.client.post(
        f"/thi/{first.code}/nop", data={"csrf_token": first.token}, follow_redirects=True
    )
    assert "Bài này đã nộp lúc" in repeated.get_data(as_text=True)
    assert "Bài này đã nộp lúc" not in second.submit().get_data(as_text=True)
    assert "Bài này đã nộp lúc" not in first.client.get(f"/thi/{first.code}/ket-qua").get_data(as_text=True)


def test_a_hole_can_be_printed_and_nothing_else(app: Flask):
    hole = Words()("Vàng")
    with app.test_request_context():
        for template in (
            "{% if hole %}{% endif %}",
            "{{ hole|length }}",
            "{{ hole|list }}",
        ):
            with pytest.raises(TypeError, match="hole"):
                render_template_string(template, hole=hole)


def test_words_are_escaped_and_markup_stays():
    words = Words()
    assert [str(words("<b>")), str(words(Markup("<i>")))] == list(words.by_mark())
    assert list(words.by_mark().values()) == [b"&lt;b&gt;", b"<i>"]


def test_frames_are_kept_in_a_limited_number(app: Flask):
    moment = framing.Moment()
    for number in range(framing.MOST_FRAMES + 5):
        with app.test_request_context():
            shown = framing.page("offline.html", Words(), moment=moment, number=number)
        assert b"<h1>" in shown
    assert len(moment.frames) == framing.MOST_FRAMES
