"""Papers of the whole contest: the same as of a round, from the published whole, printing its code."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_staff,
    make_two_rounds,
    make_whole_rules,
    sign_in,
)
from harness.paper import departures
from harness.strict_client import PageResponse, StrictClient
from openpyxl import load_workbook

from contest.commendations import winners
from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import CONTEST_KINDS, KINDS, ROUND_KINDS, WHOLE_KINDS
from contest.commendations.queries import WinnerState
from contest.platform.audit import log as audit
from contest.rules.scope import Scope
from contest.standings import queries, services

PATH = "/quan-tri/van-ban"
LAN, MINH, NGA = "Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga"


@pytest.fixture
def world(client: StrictClient) -> World:
    """Two published rounds and the whole of them; the whole has one first prize, for Minh with 6 of 8."""
    sign_in(client, make_staff(90))
    scores = {LAN: (QUESTIONS, 1), MINH: (3, 3), NGA: (None, QUESTIONS)}
    world, second, now = make_two_rounds(scores, rules=make_whole_rules())
    for round_id in (world.round_id, second):
        services.publish(round_id=round_id, by=None, now=now)
    services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    names = ("committee_signer", "agency_signer", "secretary", "preparer", "accountant")
    terms = replace(papers.terms_of(world.contest_id, now=NOW), **{name: f"Mẫu {name}" for name in names})
    papers.save_terms(contest_id=world.contest_id, terms=terms, by=1, now=NOW)
    return world


def made(client: StrictClient, kind: str, form: str = "docx") -> PageResponse:
    meeting = {"held_at": "25/12/2024 08:00", "ended_at": "25/12/2024 10:00", "present": "Bà Mẫu"}
    address = f"{PATH}/{'cuoc-thi' if KINDS[kind].is_of_contest else 'toan-cuoc'}/{kind}"
    label = {"docx": "Tải tệp Word (.docx)", "pdf": "Tải PDF", "xlsx": "Tải bảng (.xlsx)"}[form]
    given = {**(meeting if KINDS[kind].is_of_meeting else {}), "number": "9", "day": "26/12/2024"}
    return client.submit(client.get(address), given, form=address, button=label)


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def test_the_whole_has_every_paper_but_the_reports_of_a_week():
    left_out = {kind.code for kind in ROUND_KINDS} - {kind.code for kind in WHOLE_KINDS}
    assert left_out == {"bao-cao-tuan", "bao-cao-nhanh"}


@pytest.mark.parametrize("kind", [kind.code for kind in WHOLE_KINDS])
def test_every_paper_is_made_as_word_pdf_and_workbook_and_prints_the_code_of_the_whole(
    client: StrictClient, world: World, kind: str
):
    code = services.get_overall(world.contest_id).short_digest
    word = made(client, kind)
    assert word.status_code == 200
    file = docx.Document(io.BytesIO(word.data))
    assert file.sections[0].footer.paragraphs[0].text == f"Mã kết quả: {code}"
    text = words_of(word.data)
    assert "chung cuộc Cuộc thi mẫu" in text or "Cuộc thi mẫu, chung cuộc" in text
    assert "Số: 09/" in text
    assert MINH in text
    assert LAN not in text
    assert "{{" not in text
    assert queries.get_publication(world.round_id).short_digest not in text
    assert made(client, kind, "pdf").data.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(made(client, kind, "xlsx").data))
    assert code in str(book.worksheets[0]["A2"].value)


def test_every_paper_of_the_whole_keeps_to_the_measures_of_the_decree(client: StrictClient, world: World):
    kinds = [kind.code for kind in (*WHOLE_KINDS, *CONTEST_KINDS)]
    found = {kind: departures(made(client, kind).data) for kind in kinds}
    assert found == {kind: [] for kind in kinds}


def test_the_list_of_winners_shows_the_rounds_that_were_added_up(client: StrictClient, world: World):
    text = words_of(made(client, "quyet-dinh-cong-nhan").data)
    assert "trao 01 giải cá nhân theo danh sách" in text
    assert "Tổng số tiền thưởng là 5.000.000 đồng (bằng chữ: Năm triệu đồng)" in text
    assert "đợt 1: 3; đợt 2: 3" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "6/8" in text
    assert "10 phút" in text
    assert "Dự đoán" not in text


def test_the_final_report_tells_every_round_and_the_whole(client: StrictClient, world: World):
    text = words_of(made(client, "bao-cao-tong-ket").data)
    codes = [one.short_digest for one in queries.publications_of(world.contest_id)]
    assert all(code in text for code in (*codes, services.get_overall(world.contest_id).short_digest))
    assert "4. Kết quả chung cuộc" in text
    assert "3 người được xếp hạng chung cuộc với 5 lượt thi được tính" in text
    assert f"Giải Nhất toàn cuộc (Cán bộ, công chức, viên chức và người lao động): {MINH}" in text
    assert "Chung cuộc: 01 giải cá nhân, 5.000.000 đồng." in text
    total = re.search(r"Tổng cộng đã trao .* số tiền ([\d.]+) đồng", text)
    assert total is not None
    each = [
        int(money.replace(".", ""))
        for money in re.findall(r"giải (?:cá nhân|tập thể), ([\d.]+) đồng\.", text)
    ]
    assert sum(each) == int(total[1].replace(".", ""))


def test_all_papers_of_the_whole_come_in_one_archive_and_taking_them_is_noted(
    client: StrictClient, world: World
):
    page = client.get("/quan-tri/xuat")
    assert "Toàn cuộc thi" in page.page.text
    answer = client.submit(page, form=f"{PATH}/toan-cuoc/tat-ca")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {"quyet-dinh-cong-nhan.docx", "bang-ke.pdf", "to-trinh.xlsx"} <= set(names)
    assert not any(name.startswith(("bien-ban", "bao-cao")) for name in names)
    [entry] = audit.latest(limit=5, action="commendations:file:download")
    assert (entry.facts["rows"], entry.subject) == (1, f"{world.contest_id}/toan-cuoc/van-ban.zip")


def test_a_winner_rejected_after_publication_is_on_no_paper(client: StrictClient, world: World):
    [minh] = services.overall_persons(services.get_overall(world.contest_id).id, with_prize=True)
    winners.check(
        scope=Scope(contest_id=world.contest_id, round_id=None),
        entry_id=minh.entry_id,
        unit_id=None,
        state=WinnerState.REJECTED,
        reason="Không xác minh được",
        by=1,
        now=NOW,
    )
    assert MINH not in words_of(made(client, "thong-bao").data)


@pytest.mark.parametrize("kind", ["bao-cao-tuan", "bao-cao-nhanh", "bao-cao-tong-ket", "khong-co"])
def test_a_paper_that_the_whole_does_not_have_is_not_found(client: StrictClient, world: World, kind: str):
    assert client.get(f"{PATH}/toan-cuoc/{kind}").status_code == 404


def test_nothing_is_made_of_a_whole_that_is_not_published(client: StrictClient):
    sign_in(client, make_staff(90))
    make_two_rounds({LAN: (1, 1)})
    assert client.get(f"{PATH}/toan-cuoc/thong-bao").status_code == 404
    assert client.get("/quan-tri/xuat").status_code == 200
