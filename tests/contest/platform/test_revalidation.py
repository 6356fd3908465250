"""Public pages: no cookie for visitors, 304 when nothing changed, never for somebody's own page."""

import factories
import pytest
from harness.clock import SettableClock
from harness.strict_client import StrictClient

PUBLIC = ("/", "/the-le", "/ho-tro", "/quyen-rieng-tu", "/on-tap", "/van-ban", "/ngoai-tuyen",
          "/xep-hang/ca-nhan", "/xep-hang/don-vi", "/xep-hang/dia-ban", "/xep-hang/don-vi/02-SNV",
          "/don-vi/tim?q=so", "/manifest.webmanifest", "/robots.txt")  # fmt: skip

MOST_BYTES = 180  # of headers: with the question, the first line and what the server adds 500 at most (P16)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_visitor_gets_no_cookie_and_a_304_for_what_did_not_change(client: StrictClient, path: str):
    factories.make_world()
    first = client.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""
    # The page that the browser kept runs its scripts under the nonce of its own policy.
    assert "Content-Security-Policy" not in again.headers
    assert sum(len(name) + len(value) + len(": \r\n") for name, value in again.headers) <= MOST_BYTES


def test_a_page_that_changed_is_sent_again(client: StrictClient, clock: SettableClock):
    factories.make_world()
    tag = client.get("/").headers["ETag"]
    clock.advance(minutes=1)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_with_a_form_keeps_its_token_and_has_no_tag(client: StrictClient):
    response = client.get("/tuy-chon")
    assert "contest=" in response.headers["Set-Cookie"]
    assert "ETag" not in response.headers


def test_what_somebody_signed_in_sees_is_never_kept(client: StrictClient):
    world = factories.make_world()
    factories.sign_in(client, factories.make_entry(world, password=factories.PASSWORD))
    response = client.get("/")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_the_service_worker_may_answer_for_the_whole_site(client: StrictClient):
    with client.get("/sw.js") as response:
        assert response.headers["Service-Worker-Allowed"] == "/"
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.mimetype == "text/javascript"


def test_the_icon_is_there_and_search_engines_leave_personal_pages_alone(client: StrictClient):
    with client.get("/favicon.ico") as response:
        assert response.mimetype == "image/svg+xml"
    assert "Disallow: /thi\n" in client.get("/robots.txt").get_data(as_text=True)
