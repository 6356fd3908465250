"""Rules, help, preferences, and the search behind the unit picker."""

from collections.abc import Sequence
from datetime import timedelta

import factories
import pytest
from harness.strict_client import StrictClient

from contest.platform.language.preferences import PREFERENCES_COOKIE
from contest.rounds import services as rounds
from contest.rules.document import ItemList, Paragraph
from contest.rules.ruleset import in_words

NOW = factories.NOW


def tidy(text: str):
    return " ".join(text.split())


def in_one_line(header: Sequence[str], row: Sequence[str]):
    """What a phone shows of a row: its name, then each figure with its own word; nothing of empty cells."""
    named = [f"{word}: {tidy(cell)}" for word, cell in zip(header, row, strict=True) if cell]
    return [tidy(row[0]), *named[1:]]


def test_the_rules_page_is_the_rule_set_in_words(client: StrictClient):
    rules = factories.make_rules(attempts_allowed=2, duration=timedelta(minutes=17))
    factories.make_world(rules=rules)
    page = client.get("/the-le").page
    for section in in_words(rules):
        assert section.title in page.text
        assert f"#{section.anchor}" in page.links.values()
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert tidy(block.text) in page.text
            elif isinstance(block, ItemList):
                assert all(tidy(item) in page.text for item in block.items)
            else:
                assert page.rows(block.caption)[1:] == [in_one_line(block.header, row) for row in block.rows]


def test_the_rules_page_sums_up_and_states_the_times(client: StrictClient):
    factories.make_world(rules=factories.make_rules(attempts_allowed=2, duration=timedelta(minutes=17)))
    page = client.get("/the-le").page
    assert "4 câu và 1 câu dự đoán, 17 phút" in page.text
    assert "Mỗi người 2 lượt trong mỗi đợt thi, lấy lượt cao nhất" in page.text
    assert page.rows("Thời gian các đợt thi")[1] == [
        "Tuần 1",
        "Giờ mở 08:00 ngày 18/11/2024",
        "Giờ đóng 22:00 ngày 24/11/2024",
        "Đang mở",
    ]


def test_a_new_version_of_the_rules_is_shown_and_the_old_one_stays_readable(client: StrictClient):
    world = factories.make_world(rules=factories.make_rules(attempts_allowed=2))
    changed = factories.make_rules(attempts_allowed=1)
    rounds.add_rule_set(contest_id=world.contest_id, rules=changed, by=None, now=NOW)
    assert "Mỗi người 1 lượt trong mỗi đợt thi" in client.get("/the-le").page.text
    old = client.get("/the-le?phien-ban=1").page
    assert "Mỗi người 2 lượt trong mỗi đợt thi" in old.text
    assert "không phải phiên bản mới nhất" in old.text
    assert client.get("/the-le?phien-ban=3").status_code == 404


def test_without_a_contest_there_are_no_rules_but_there_is_help(client: StrictClient):
    assert client.get("/the-le").status_code == 404
    assert client.get("/ho-tro").page.heading == "Hỗ trợ"


def test_preferences_are_kept_in_a_cookie_and_shown_by_the_server(client: StrictClient):
    answer = client.submit(client.get("/tuy-chon"), {"text": "150"}, form="/tuy-chon")
    assert (answer.status_code, answer.location) == (303, "/tuy-chon")
    shown = client.get("/ho-tro").page.root
    assert (shown.get("data-text"), shown.get("data-theme")) == ("150", None)
    chosen = dict(client.get("/tuy-chon").page.form("/tuy-chon").filled)
    assert (chosen["text"], chosen["theme"], chosen["language"]) == ("150", "", "vi")


def test_one_button_changes_one_preference(client: StrictClient):
    token = dict(client.get("/tuy-chon").page.form("/tuy-chon").filled)["csrf_token"]
    client.post("/tuy-chon", data={"csrf_token": token, "theme": "contrast"})
    answer = client.post("/tuy-chon", data={"csrf_token": token, "text": "125", "tiep": "/ho-tro"})
    assert answer.location == "/ho-tro"
    assert client.get_cookie(PREFERENCES_COOKIE).decoded_value == "contrast|125|vi"
    shown = client.get("/ho-tro").page.root
    assert (shown.get("data-text"), shown.get("data-theme"), shown.get("data-font")) == (
        "125",
        "contrast",
        "brand",
    )


def test_a_reader_who_is_not_signed_in_gets_no_token_and_every_page_names_the_manifest(client: StrictClient):
    page = client.get("/ho-tro").page
    assert not page.all("meta", name="csrf-token")
    manifest = client.get(page.one("link", rel="manifest").get("href"))
    assert (manifest.status_code, manifest.mimetype) == (200, "application/manifest+json")
    world = factories.make_world()
    factories.sign_in(client, factories.make_entry(world))
    assert client.get("/ho-tro").page.one("meta", name="csrf-token").get("content")


@pytest.mark.parametrize(
    ("target", "led_to"),
    [
        ("/the-le?phien-ban=1", "/the-le?phien-ban=1"),
        ("https://nguoi-khac.example/", "/tuy-chon"),
        ("//nguoi-khac.example/", "/tuy-chon"),
        ("/\\nguoi-khac.example", "/tuy-chon"),
        ("javascript:alert(1)", "/tuy-chon"),
        ("", "/tuy-chon"),
    ],
)
def test_preferences_lead_back_inside_only(client: StrictClient, target: str, led_to: str):
    token = dict(client.get("/tuy-chon").page.form("/tuy-chon").filled)["csrf_token"]
    answer = client.post("/tuy-chon", data={"csrf_token": token, "text": "125", "tiep": target})
    assert (answer.status_code, answer.location) == (303, led_to)


def test_an_unknown_preference_is_refused_at_its_field(client: StrictClient):
    token = dict(client.get("/tuy-chon").page.form("/tuy-chon").filled)["csrf_token"]
    answer = client.post("/tuy-chon", data={"csrf_token": token, "text": "999"})
    assert answer.status_code == 422
    assert answer.page.title.startswith("Lỗi: ")
    assert client.get_cookie(PREFERENCES_COOKIE) is None


def test_preferences_without_their_token_are_refused(client: StrictClient):
    assert client.post("/tuy-chon", data={"text": "125"}).status_code == 400


def test_units_are_found_without_diacritics(client: StrictClient):
    factories.make_world()
    found = client.get("/don-vi/tim?q=so+noi+vu").json
    assert found[0] == {"code": "02-SNV", "name": "Sở Nội vụ", "path": "Tỉnh Hà Giang"}


def test_typed_diacritics_of_either_form_find_the_same(client: StrictClient):
    factories.make_world()
    composed = client.get("/don-vi/tim", query_string={"q": "Sở Nội vụ"}).json
    decomposed = client.get("/don-vi/tim", query_string={"q": "Sở Nội vụ"}).json
    assert composed == decomposed != []


def test_citizens_choose_among_communes_and_see_the_district(client: StrictClient):
    factories.make_world()
    found = client.get("/don-vi/tim?q=ta+lung&nhom=nguoi-dan").json
    assert {(one["name"], one["path"]) for one in found} == {
        ("Xã Tả Lủng", "Huyện Mèo Vạc"),
        ("Xã Tả Lủng", "Huyện Đồng Văn"),
    }
    staff = client.get("/don-vi/tim?q=ta+lung&nhom=cbccvc").json
    assert "Trường Tiểu học Tả Lủng" in {one["name"] for one in staff}


@pytest.mark.parametrize("text", ["%", "_", "khong-co-don-vi-nay", "'; drop table unit"])
def test_signs_are_searched_for_as_they_stand(client: StrictClient, text: str):
    factories.make_world()
    assert client.get("/don-vi/tim", query_string={"q": text}).json == []


def test_a_found_list_may_be_kept_for_a_minute(client: StrictClient):
    factories.make_world()
    assert client.get("/don-vi/tim?q=so").headers["Cache-Control"] == "public, max-age=60"


def test_the_statement_of_accessibility_is_in_the_footer_and_names_the_hotline(
    client: StrictClient,
):
    factories.make_world()
    page = client.get(client.get("/the-le").page.links["Khả năng tiếp cận"]).page
    for words in ("26/2020/TT-BTTTT", "WCAG 2.2", "Còn hạn chế", "0900 900 900", "24/11/2026"):
        assert words in page.text
    assert page.links["0900 900 900"] == "tel:0900900900"


def test_the_statement_of_accessibility_is_there_before_there_is_a_contest(client: StrictClient):
    assert "Liên hệ Ban Tổ chức" in client.get("/kha-nang-tiep-can").page.text
