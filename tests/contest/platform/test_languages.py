"""Pages in the reader's language: chosen without scripts, with what is in another language saying so."""

from datetime import timedelta

import factories
import pytest
from flask import Flask
from harness.strict_client import StrictClient

from contest.platform.access import audience_of
from contest.platform.language import catalogues
from contest.platform.language import english_numbers as english
from contest.platform.language.other_language import CLOSE, OPEN, marked, plain, with_names_marked, written
from contest.platform.language.preferences import PREFERENCES_COOKIE
from contest.platform.messages import SENTENCES, sentence
from contest.platform.viewer import Role

NOW = factories.NOW


def reads_english(client: StrictClient) -> None:
    client.set_cookie(PREFERENCES_COOKIE, "|100|en")


def vietnamese_parts(page) -> set[str]:
    return {"".join(element.itertext()) for element in page.root.iter() if element.get("lang") == "vi"}


def test_the_language_is_chosen_in_a_form_without_scripts(client: StrictClient):
    factories.make_world()
    asked = client.get("/tuy-chon")
    client.submit(asked, {"language": "en"}, form="/tuy-chon")
    page = client.get("/").page
    assert page.root.get("lang") == "en"
    assert "Take part in 3 steps" in page.text
    back = client.get("/tuy-chon")
    assert "Save choices" in back.page.text
    client.submit(back, {"language": "vi"}, form="/tuy-chon")
    assert client.get("/").page.root.get("lang") == "vi"


def test_only_languages_that_say_something_are_offered(client: StrictClient):
    page = client.get("/tuy-chon").page
    offered = {one.get("value") for one in page.all("input", name="language")}
    assert offered == set(catalogues.offered())
    assert all(catalogues.texts_of(language) for language in offered - {"vi"})


def test_a_language_that_nobody_offers_is_vietnamese(client: StrictClient):
    client.set_cookie(PREFERENCES_COOKIE, "|100|xx")
    assert client.get("/tuy-chon").page.root.get("lang") == "vi"


def test_names_in_an_english_sentence_say_that_they_are_vietnamese(client: StrictClient):
    factories.make_world()
    reads_english(client)
    page = client.get("/").page
    assert "Tuần 1" in " ".join(vietnamese_parts(page))
    assert not any("rounds" in part for part in vietnamese_parts(page))
    assert OPEN not in page.html
    assert CLOSE not in page.html


def test_a_persons_name_put_into_a_kept_english_page_is_all_that_is_marked(client: StrictClient):
    world = factories.make_world()
    person = factories.make_entry(world, name="Sùng Mẫu Mai")
    attempt = factories.take_attempt(world, person, right=1)
    factories.sign_in(client, person)
    reads_english(client)
    page = client.get(f"/thi/{attempt.code}/ket-qua").page
    assert "Copy of the paper of Sùng Mẫu Mai." in page.text
    assert "Sùng Mẫu Mai" in vietnamese_parts(page)
    assert not any("Copy" in part for part in vietnamese_parts(page))


def test_one_thing_is_counted_as_one_and_a_name_keeps_its_place_on_a_button(client: StrictClient):
    world = factories.make_world()
    factories.take_attempt(world, factories.make_entry(world), right=1)
    reads_english(client)
    text = client.get("/xep-hang/don-vi/02-SNV").page.text
    assert "1participant" in text
    assert "1participants" not in text
    assert client.get("/").page.links["Enter Tuần 1"] == "/thi"


def test_the_names_of_the_default_rules_have_english_names(client: StrictClient):
    factories.make_world()
    reads_english(client)
    page = client.get("/").page
    assert "For officials, civil servants, public employees and workers and citizens." in page.text
    assert "1 First prize" in page.text


def test_the_rules_stay_vietnamese_and_say_which_text_is_official(client: StrictClient):
    factories.make_world(rules=factories.make_rules(attempts_allowed=2, duration=timedelta(minutes=17)))
    reads_english(client)
    page = client.get("/the-le").page
    assert "The Vietnamese text is the official one." in page.text
    assert "4 questions and 1 prediction question, 17 min" in page.text
    assert "2 attempts for each person in each round; the best attempt counts" in page.text
    assert any("Xếp hạng" in part for part in vietnamese_parts(page))
    assert page.rows("Times of the rounds")[1][1] == "Opens 08:00 on 18 November 2024"


def test_mistakes_in_a_form_are_named_in_english(client: StrictClient):
    factories.make_world()
    reads_english(client)
    back = client.submit(
        client.get("/dang-ky"), {"name": "", "phone": "12", "password": "short"}, form="/dang-ky"
    )
    assert back.status_code == 422
    assert back.page.title.startswith("Error: ")
    assert "A phone number has 10 digits and starts with 0" in back.page.text
    assert "A password needs at least 8 characters." in back.page.text


def test_a_refusal_is_told_in_english_to_people_and_to_scripts(client: StrictClient):
    factories.make_world()
    reads_english(client)
    assert "Page not found" in client.get("/khong-co-trang").page.text
    told = client.get("/khong-co-trang", headers={"Accept": "application/json"})
    assert told.get_json()["message"] == "There is no such page, or it is not for you."


def test_what_is_not_there_is_refused_in_english_to_participants(app: Flask, client: StrictClient):
    world = factories.make_world()
    factories.sign_in(client, factories.make_entry(world))
    reads_english(client)
    unsaid = [text for text in SENTENCES.values() if text not in catalogues.texts_of("en")]
    refused = 0
    for rule in app.url_map.iter_rules():
        audience = audience_of(app.view_functions[rule.endpoint])
        if not rule.arguments or "GET" not in rule.methods or audience.roles:
            continue
        missing = dict.fromkeys(rule.arguments, 999999) | {"language": "en", "board": "don-vi"}
        built = rule.build({name: missing[name] for name in rule.arguments})
        answer = client.get(built[1])
        if answer.status_code == 404 and answer.mimetype == "text/html":
            refused += 1
            assert not [text for text in unsaid if text in answer.page.text], rule.rule
    assert refused > 10


def test_organisers_pages_are_vietnamese_whatever_the_cookie_says(client: StrictClient):
    factories.make_world()
    factories.sign_in(client, factories.make_staff(role=Role.ORGANISER))
    reads_english(client)
    page = client.get("/quan-tri").page
    assert page.root.get("lang") == "vi"
    assert "Tổng quan" in page.text


def test_pages_are_kept_apart_by_language(client: StrictClient):
    factories.make_world()
    in_vietnamese = client.get("/the-le")
    reads_english(client)
    in_english = client.get("/the-le")
    assert in_vietnamese.headers["ETag"] != in_english.headers["ETag"]
    assert "Cookie" in in_english.headers["Vary"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Take {OPEN}Tuần 3{CLOSE}</p>", '<p>Take <span lang="vi">Tuần 3</span></p>'),
        ("<li> Sở Nội vụ </li>", '<li> <span lang="vi">Sở Nội vụ</span> </li>'),
        (f'<a aria-label="See {OPEN}Tuần 3{CLOSE}">x</a>', '<a aria-label="See Tuần 3">x</a>'),
        (f"<title>Take {OPEN}Tuần 3{CLOSE}</title>", "<title>Take Tuần 3</title>"),
        ('<option value="1">Tuần 3</option>', '<option lang="vi" value="1">Tuần 3</option>'),
        ('<p lang="vi">Thể <b>lệ</b> <p>Đề', '<p lang="vi">Thể <b>lệ</b> <p>Đề'),
        ('<b lang="vi">Thể <i>lệ</i></b> Đề', '<b lang="vi">Thể <i>lệ</i></b> <span lang="vi">Đề</span>'),
        ("<script>const a = 'Lưu < b';</script>", "<script>const a = 'Lưu < b';</script>"),
        ("<svg><text>Điểm</text></svg>", '<svg lang="vi"><text>Điểm</text></svg>'),
        (f"<p>{OPEN}<b>Tuần</b> 3{CLOSE}, open</p>", '<p><span lang="vi"><b>Tuần</b> 3</span>, open</p>'),
    ],
)  # fmt: skip
def test_vietnamese_on_an_english_page_is_marked_wherever_it_stands(html: str, expected: str):
    assert written(html, page="en", reader="en") == expected


def test_of_an_english_text_of_ours_only_the_names_are_marked():
    ours = with_names_marked("Hà Giang's plan, not in Tày or Pà Thẻn yet.")
    said = written(ours, page="en", reader="en")
    name = '<span lang="vi">%s</span>'
    assert said == f"{name % 'Hà Giang'}'s plan, not in {name % 'Tày'} or {name % 'Pà Thẻn'} yet."


def test_a_text_in_another_language_on_a_vietnamese_page_says_so():
    html = f"<p>{marked('Mẫu câu')} và phần còn lại</p>"
    expected = '<p><span lang="tyz">Mẫu câu</span> và phần còn lại</p>'
    assert written(html, page="vi", reader="tyz") == expected


def test_data_for_scripts_hold_no_marks():
    assert plain(f'{{"a": "{OPEN}Tuần{CLOSE}", "b": "\\ue100x\\ue101"}}') == '{"a": "Tuần", "b": "x"}'


def test_numbers_and_days_are_written_as_english_writes_them():
    assert english.number(18432) == "18,432"
    assert english.percent(0.412) == "41.2%"
    assert english.money(500000) == "500,000 VND"
    assert english.date_of(NOW.date().replace(day=4)) == f"4 {english.MONTHS[NOW.month - 1]} {NOW.year}"
    assert english.duration_of(760_000) == "12 min 40 s"
    assert english.number(None) == "–"


def test_texts_outside_of_a_request_are_vietnamese(app: Flask):
    with app.app_context():
        assert sentence("lydo.trong", {}) == "Ghi lý do."
