import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import docx
import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from harness.paper import departures
from harness.strict_client import PageResponse, StrictClient
from openpyxl import load_workbook

from contest.attempts import services as attempts
from contest.commendations import services as commendations
from contest.commendations.documents import figures
from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import KINDS, REMINDER_FORM
from contest.commendations.documents.decision import head_office
from contest.commendations.documents.making import word_of
from contest.commendations.documents.merit import merit_money
from contest.commendations.documents.reminder import reminder
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.paper_errors import PaperFieldsMissing
from contest.insight.overview import SlowUnit
from contest.platform.audit import log as audit
from contest.platform.files.word_template import template_of
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings import services
from contest.standings.queries import ScoreCount, get_publication

PATH = "/quan-tri/van-ban"
NAMES = ("Sùng Mẫu Yến", "Đặng Mẫu Ánh", "Trần Mẫu Bình")


@pytest.fixture
def world(client: StrictClient) -> World:
    """A published round with three prize-winners; an organiser looks."""
    sign_in(client, make_staff(90))
    world = make_world()
    for number, name in enumerate(NAMES, start=1):
        account_id = make_entry(world, number, name=name)
        take_attempt(world, account_id, right=QUESTIONS, prediction=number, takes=timedelta(minutes=number))
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    return world


@pytest.fixture
def ready(world: World) -> World:
    """The same, with everything filled in that papers need."""
    names = {
        name: f"Mẫu {name}"
        for name in ("committee_signer", "agency_signer", "secretary", "preparer", "accountant")
    }
    terms = replace(papers.terms_of(world.contest_id, now=NOW), **names)
    papers.save_terms(contest_id=world.contest_id, terms=terms, by=1, now=NOW)
    return world


def address(world: World, kind: str) -> str:
    return f"{PATH}/cuoc-thi/{kind}" if KINDS[kind].is_of_contest else f"{PATH}/dot/{world.round_id}/{kind}"


def made(client: StrictClient, world: World, kind: str, form: str = "docx", **values: object) -> PageResponse:
    meeting: dict[str, object] = {
        "held_at": "25/11/2024 08:00", "ended_at": "25/11/2024 10:00", "present": "Ông Mẫu\nBà Mẫu",
    }  # fmt: skip
    given = {**(meeting if KINDS[kind].is_of_meeting else {}), **values}
    label = {"docx": "Tải tệp Word (.docx)", "pdf": "Tải PDF", "xlsx": "Tải bảng (.xlsx)"}[form]
    return client.submit(client.get(address(world, kind)), given, form=address(world, kind), button=label)


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_made_as_word_pdf_and_workbook_and_prints_the_code(
    client: StrictClient, ready: World, kind: str
):
    code = get_publication(ready.round_id).short_digest
    word = made(client, ready, kind, number="8", day="05/12/2024")
    assert word.status_code == 200
    assert word.headers["Cache-Control"] == "no-store"
    file = docx.Document(io.BytesIO(word.data))
    assert file.sections[0].footer.paragraphs[0].text == f"Mã kết quả: {code}"
    text = words_of(word.data)
    assert "Số: 08/" in text
    assert "ngày 05 tháng 12 năm 2024" in text
    assert code in text
    assert "{{" not in text
    assert made(client, ready, kind, "pdf").data.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(made(client, ready, kind, "xlsx").data))
    assert code in str(book.worksheets[0]["A2"].value)


def test_every_paper_of_a_round_keeps_to_the_measures_of_the_decree(client: StrictClient, ready: World):
    found = {kind: departures(made(client, ready, kind).data) for kind in KINDS}
    assert found == {kind: [] for kind in KINDS}


def test_a_decision_of_merit_names_its_own_article_and_attaches_no_empty_list(
    client: StrictClient, ready: World
):
    for kind, first in (("quyet-dinh-khen-thuong", "- Như Điều 3;"), ("to-trinh", "- Như Kính gửi;")):
        text = words_of(made(client, ready, kind).data)
        assert re.findall(r"- Như .*", text) == [first]
        assert "DANH SÁCH CÁ NHÂN" in text
        assert "DANH SÁCH TẬP THỂ" not in text


def test_names_of_several_signers_stand_level_under_posts_of_one_and_of_two_lines(
    client: StrictClient, ready: World
):
    [posts, names] = docx.Document(io.BytesIO(made(client, ready, "bang-ke").data)).tables[-1].rows
    assert [cell.text for cell in posts.cells] == ["NGƯỜI LẬP", "PHỤ TRÁCH\nKẾ TOÁN", "GIÁM ĐỐC"]
    written = [cell.text.strip() for cell in names.cells]
    assert written == ["Mẫu preparer", "Mẫu accountant", "Mẫu agency_signer"]


def test_the_decision_names_every_winner_with_figures_and_words(client: StrictClient, ready: World):
    text = words_of(made(client, ready, "quyet-dinh-cong-nhan").data)
    assert all(name in text for name in NAMES)
    assert "TRƯỞNG BAN TỔ CHỨC CUỘC THI" in text
    total = re.search(r"Tổng số tiền thưởng là ([\d.]+) đồng \(bằng chữ: ([^)]+ đồng)\)", text)
    assert total is not None
    assert int(total[1].replace(".", "")) > 0


def test_lists_of_commendation_and_payment_go_by_given_name(client: StrictClient, ready: World):
    for kind in ("to-trinh", "quyet-dinh-khen-thuong", "bang-ke"):
        text = words_of(made(client, ready, kind).data)
        places = [text.index(name) for name in ("Đặng Mẫu Ánh", "Trần Mẫu Bình", "Sùng Mẫu Yến")]
        assert places == sorted(places)


def test_the_payment_list_adds_up(client: StrictClient, ready: World):
    book = load_workbook(io.BytesIO(made(client, ready, "bang-ke", "xlsx").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)]
    amounts = [row[4] for row in rows if isinstance(row[0], float)]
    total = next(row[4] for row in rows if row[1] == "Tổng cộng")
    assert sum(amounts) == total > 0


def test_what_is_missing_is_named_on_the_page_and_in_the_refusal(client: StrictClient, world: World):
    page = client.get(address(world, "bang-ke")).page
    assert "Họ và tên người lập bảng kê" in page.text
    assert "Họ và tên phụ trách kế toán" in page.text
    token = dict(client.get(f"{PATH}/thiet-lap").page.form(f"{PATH}/thiet-lap").filled)["csrf_token"]
    answer = client.post(address(world, "bang-ke"), data={"csrf_token": token, "format": "docx"})
    assert answer.status_code == 422
    assert "Họ và tên người lập bảng kê" in answer.page.text


def test_minutes_ask_when_and_with_whom(client: StrictClient, ready: World):
    answer = made(client, ready, "bien-ban", present="")
    assert answer.status_code == 422
    assert answer.page.title.startswith("Lỗi: ")
    text = words_of(made(client, ready, "bien-ban").data)
    assert "08 giờ 00 phút, ngày 25 tháng 11 năm 2024" in text
    assert "Bà Mẫu" in text


def test_all_papers_come_in_one_archive(client: StrictClient, ready: World):
    answer = client.submit(client.get("/quan-tri/xuat"), form=f"{PATH}/dot/{ready.round_id}/tat-ca")
    assert answer.mimetype == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {"quyet-dinh-cong-nhan.docx", "bang-ke.pdf", "to-trinh.xlsx"} <= set(names)
    assert not any(name.startswith(("bien-ban", "bao-cao-tong-ket")) for name in names)
    (entry,) = audit.latest(limit=5, action="commendations:file:download")
    assert entry.facts["rows"] == len(NAMES)


def test_nothing_is_made_before_publication(client: StrictClient):
    sign_in(client, make_staff(90))
    world = make_world()
    assert client.get(f"{PATH}/dot/{world.round_id}/thong-bao").status_code == 404
    assert client.get(f"{PATH}/cuoc-thi/bao-cao-tong-ket").status_code == 404


@pytest.mark.parametrize(
    "path", ["dot/1/khong-co", "dot/1/bao-cao-tong-ket", "cuoc-thi/thong-bao", "mau/khong-co"]
)
def test_an_unknown_paper_is_not_found(client: StrictClient, world: World, path: str):
    assert client.get(f"{PATH}/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR])
def test_papers_are_for_organisers(client: StrictClient, world: World, role: Role):
    sign_in(client, make_staff(91, role))
    for path in (address(world, "thong-bao"), f"{PATH}/thiet-lap", f"{PATH}/mau", "/quan-tri/chung-nhan"):
        assert client.get(path).status_code == 403


def test_terms_are_saved_once_and_what_changed_is_logged(client: StrictClient, world: World):
    page = client.get(f"{PATH}/thiet-lap")
    for _ in range(2):
        answer = client.submit(page, {"committee_signer": "Nguyễn  Mẫu Ánh"}, form=f"{PATH}/thiet-lap")
        assert answer.status_code == 303
    assert papers.terms_of(world.contest_id, now=NOW).committee_signer == "Nguyễn Mẫu Ánh"
    (entry,) = audit.latest(limit=5, action="commendations:terms:save")
    assert entry.facts == {"committee_signer": ["", "Nguyễn Mẫu Ánh"]}


def test_a_template_is_replaced_checked_and_taken_back_on_its_page(client: StrictClient, ready: World):
    place = f"{PATH}/mau/thong-bao"
    file = docx.Document(io.BytesIO(client.get(f"{place}/tep").data))
    file.add_paragraph(
        "Riêng: {{ tong_tien_bang_chu }}{% for mot in ca_nhan %} {{ mot.ho_ten }};{% endfor %}"
    )
    own, wrong = io.BytesIO(), io.BytesIO()
    file.save(own)
    file.add_paragraph("{{ la_hoac }}")
    file.save(wrong)
    wrong.seek(0)
    refused = client.submit(client.get(place), {"file": (wrong, "sai.docx")}, form=place)
    assert refused.status_code == 422
    assert "la_hoac" in refused.page.text
    own.seek(0)
    assert client.submit(client.get(place), {"file": (own, "rieng.docx")}, form=place).status_code == 303
    text = words_of(made(client, ready, "thong-bao").data)
    assert "Riêng: " in text
    assert "Trần Mẫu Bình;" in text
    back = f"{place}/khoi-phuc"
    assert client.submit(client.get(back), form=back).status_code == 303
    assert "Riêng: " not in words_of(made(client, ready, "thong-bao").data)
    assert client.get(back).status_code == 200


def test_the_reminder_lists_the_units_and_shows_no_result(world: World):
    terms = replace(DocumentTerms.default(NOW.date()), agency_signer="Mẫu")
    units = [SlowUnit(name="Sở Mẫu", under="Tỉnh", headcount=40, people=1, rate=Fraction(1, 40))]
    letter = reminder(
        contest=rounds.get_contest(world.contest_id), units=units, terms=terms, closes_at=NOW, now=NOW
    )
    text = words_of(word_of(letter, template_of(REMINDER_FORM)))
    assert "V/v đôn đốc tham gia" in text
    assert "Sở Mẫu" in text
    assert "2,5%" in text


@pytest.mark.parametrize(
    ("base", "tenths", "money"), [(2_340_000, 3, 710_000), (2_340_000, 6, 1_410_000), (1_000_000, 3, 300_000)]
)
def test_merit_money_is_rounded_up_to_ten_thousand(base: int, tenths: int, money: int):
    assert merit_money(base, tenths) == money


@pytest.mark.parametrize(
    ("posts", "office"),
    [
        ("TM. BAN TỔ CHỨC\nTRƯỞNG BAN", "TRƯỞNG BAN"),
        ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "GIÁM ĐỐC"),
        ("GIÁM ĐỐC", "GIÁM ĐỐC"),
    ],
)
def test_a_decision_is_in_the_name_of_the_office_whoever_signs(posts: str, office: str):
    assert head_office(posts) == office


def test_bands_hold_everybody_once():
    scores = [
        ScoreCount(division="a", score=score, questions=20, people=1, attempts=1) for score in range(21)
    ]
    assert dict(figures.bands(scores)) == {
        "Đúng 100%": 1,
        "Từ 75% đến dưới 100%": 5,
        "Từ 25% đến dưới 75%": 10,
        "Trên 0% đến dưới 25%": 4,
        "Không đúng câu nào": 1,
    }


@pytest.mark.parametrize(("day", "decree"), [((2025, 6, 30), "98/2023"), ((2025, 7, 1), "152/2025")])
def test_the_default_law_is_that_of_the_day(day: tuple[int, int, int], decree: str):
    assert decree in DocumentTerms.default(NOW.date().replace(*day)).merit_bases


def test_a_setting_that_is_newer_than_what_was_saved_has_its_default():
    default = DocumentTerms.default(NOW.date())
    assert DocumentTerms.from_json('{"place": "Mẫu", "gone": 1}', default=default) == replace(
        default, place="Mẫu"
    )


def test_the_letter_to_slow_units_names_what_it_lacks(world: World):
    contest = rounds.get_contest(world.contest_id)
    with pytest.raises(PaperFieldsMissing) as refusal:
        commendations.reminder_letter(contest=contest, units=[], closes_at=None, now=NOW)
    assert refusal.value.facts["fields"] == ("Họ và tên người ký của cơ quan thường trực",)


def test_an_organiser_takes_the_letter_to_slow_units(client: StrictClient, ready: World):
    token = dict(client.get(f"{PATH}/thiet-lap").page.form(f"{PATH}/thiet-lap").filled)["csrf_token"]
    answer = client.post("/quan-tri/don-doc/cong-van", data={"csrf_token": token})
    assert answer.status_code == 200
    assert "V/v đôn đốc tham gia Cuộc thi mẫu" in words_of(answer.data)
