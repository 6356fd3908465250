"""Public pages that are made once a second: for whom, as of when, and never with anything of anybody."""

import gzip

import factories
import pytest
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.platform.serving import ready_pages
from contest.platform.serving.ready_pages import ReadyPages

pytestmark = pytest.mark.settings(leaderboard_seconds=2)
READY = [
    "/",
    "/the-le",
    "/ho-tro",
    "/quyen-rieng-tu",
    "/kha-nang-tiep-can",
    "/on-tap",
    "/van-ban",
    "/ngoai-tuyen",
    "/xep-hang/ca-nhan",
    "/xep-hang/don-vi",
    "/xep-hang/dia-ban",
    "/xep-hang/don-vi/02-SNV",
    "/dinh-chinh",
    "/boc-tham",
    "/xep-hang/so-lieu",
    "/xep-hang/don-vi.json",
    "/nhung/don-vi",
]


@pytest.fixture
def time_passes(monkeypatch: pytest.MonkeyPatch):
    """Lets the worker's own seconds pass."""
    seconds = [1000.0]
    monkeypatch.setattr(ready_pages, "monotonic", lambda: seconds[0])

    def pass_by(by: float):
        seconds[0] += by

    return pass_by


def pages_of(client: StrictClient) -> ReadyPages:
    """What stands between the queue and the app."""
    pages = client.application.wsgi_app._app  # type: ignore[attr-defined] # noqa: SLF001 - asked of nobody else
    assert isinstance(pages, ReadyPages)
    return pages


@pytest.mark.parametrize("path", READY)
def test_the_second_visitor_is_answered_without_the_app(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch, path: str
):
    factories.make_world()
    first = client.get(path)
    monkeypatch.setattr(pages_of(client), "_app", None)
    again = client.get(path)
    assert (again.status_code, again.get_data()) == (200, first.get_data())
    assert "Set-Cookie" not in again.headers
    known = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.get_data()) == (304, b"")
    assert {"Content-Security-Policy", "Content-Length"} & set(known.headers.keys()) == set()
    assert known.headers["ETag"] == first.headers["ETag"]


def test_a_page_lives_for_a_second(client: StrictClient, clock: SettableClock, time_passes):
    factories.make_world()
    before = client.get("/").get_data()
    clock.advance(days=7)
    time_passes(0.9)
    assert client.get("/").get_data() == before
    time_passes(0.2)
    assert client.get("/").get_data() != before


def test_somebody_signed_in_neither_gets_a_visitors_page_nor_leaves_one(client: StrictClient):
    world = factories.make_world()
    path = "/xep-hang/don-vi"
    visitor = client.get(path)
    factories.sign_in(client, factories.make_entry(world, password=factories.PASSWORD))
    own = client.get(path)
    assert own.headers["Cache-Control"] == "no-store"
    assert own.get_data() != visitor.get_data()
    client.delete_cookie("contest")
    assert client.get(path).get_data() == visitor.get_data()


def test_preferences_have_pages_of_their_own(client: StrictClient):
    factories.make_world()
    plain = client.get("/")
    client.set_cookie("tuy_chon", "contrast|200|vi")
    large = client.get("/")
    assert 'data-text="200"' in large.get_data(as_text=True)
    client.delete_cookie("tuy_chon")
    assert client.get("/").get_data() == plain.get_data()


def test_whoever_saves_data_and_whoever_unpacks_get_what_they_asked_for(client: StrictClient):
    factories.make_world()
    branded = client.get("/").get_data(as_text=True)
    plain = client.get("/", headers={"Save-Data": "on"}).get_data(as_text=True)
    assert "data-font" in branded
    assert "data-font" not in plain
    packed = client.open("/", method="GET", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.get_data()).decode() == branded
    assert packed.headers["Content-Encoding"] == "gzip"


def test_addresses_and_their_questions_are_told_apart(client: StrictClient):
    factories.make_world()
    assert client.get("/xep-hang/don-vi?q=noi").get_data() != client.get("/xep-hang/don-vi?q=tai").get_data()
    assert client.get("/xep-hang/don-vi?q=noi").get_data() == client.get("/xep-hang/don-vi?q=noi").get_data()


def test_an_endless_number_of_questions_takes_no_endless_memory(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
):
    factories.make_world()
    monkeypatch.setattr(ready_pages, "MOST_PAGES", 3)
    for number in range(8):
        assert client.get(f"/xep-hang/don-vi?q={number}").status_code == 200
    pages = pages_of(client)._pages  # noqa: SLF001 - the same
    assert 1 <= len(pages) <= 3
    client.get("/xep-hang/don-vi?q=" + "x" * ready_pages.LONGEST_QUERY)
    assert len(pages) <= 3
