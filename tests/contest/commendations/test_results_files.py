import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_staff,
    make_world,
    phone_of,
    sign_in,
    take_attempt,
)
from harness.strict_client import StrictClient
from openpyxl import load_workbook

from contest.attempts import services as attempts
from contest.commendations import exports
from contest.commendations.exports import sheet_name
from contest.commendations.results import national, results_of
from contest.platform.audit import log as audit
from contest.platform.clock import VIETNAM
from contest.platform.database import db
from contest.platform.files.csv_files import ROWS_AT_ONCE, cell_of, csv_parts, write_csv
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules import words
from contest.standings import queries, services

PATH = "/quan-tri/xuat"
SHEETS = [
    "Cá nhân 1 Cán bộ, công chức",
    "Cá nhân 2 Người dân",
    "Cơ quan, đơn vị",
    "Địa bàn",
    "Danh sách giải",
    "Thống kê",
    "Thể lệ",
]


@pytest.fixture
def world(client: StrictClient) -> World:
    """A published round: seven of the ten people of Sở Nội vụ, one citizen; an organiser looks."""
    sign_in(client, make_staff(90))
    world = make_world()
    for number in range(1, 8):
        account_id = make_entry(world, number, name=f"Sùng Mẫu {'ABCDEFG'[number - 1]}")
        take_attempt(
            world,
            account_id,
            right=QUESTIONS,
            prediction=number,
            takes=timedelta(minutes=number, milliseconds=123),
        )
    citizen = make_entry(world, 8, name="Lý Mẫu Dân", unit_code="00796", division="nguoi-dan")
    take_attempt(world, citizen, right=1, prediction=0)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    return world


def taken(client: StrictClient, world: World, file: str = "ket-qua", version: int = 1) -> bytes:
    page = client.get(PATH)
    answer = client.submit(page, form=f"/{world.round_id}/{version}/{file}")
    assert answer.status_code == 200
    return answer.data


def frame(content: bytes, sheet: str) -> Any:
    return pd.read_excel(
        io.BytesIO(content), sheet_name=sheet, header=3, engine="calamine", dtype={"Số điện thoại": str}
    )


def test_the_workbook_has_its_sheets_and_every_person_at_the_published_place(
    client: StrictClient, world: World
):
    content = taken(client, world)
    assert load_workbook(io.BytesIO(content)).sheetnames == SHEETS
    published = queries.persons_of(queries.get_publication(world.round_id).id, division="cbccvc")
    rows = frame(content, SHEETS[0])
    assert list(zip(rows["Hạng"], rows["Họ và tên"], strict=True)) == [
        (one.place, one.name) for one in published
    ]
    assert list(rows["Số điện thoại"]) == [phone_of(number) for number in (7, 6, 5, 4, 3, 2, 1)]
    assert list(rows["Mã biên nhận"]) == [one.receipt for one in published]
    assert list(rows["Thời gian (mili giây)"]) == [one.time_used_ms for one in published]
    assert rows["Thời gian làm bài"][0] == "7 phút 00,123 giây"
    assert set(rows["Số thực tế"]) == {7}
    assert list(rows["Lý do xếp hạng"]) == [one.reason for one in published]
    handed_in = rows["Giờ nộp"][0].to_pydatetime().replace(tzinfo=VIETNAM)
    assert handed_in == published[0].submitted_at


def test_a_second_program_reads_the_same_rows_as_typed_text_without_a_formula(
    client: StrictClient, world: World
):
    content = taken(client, world)
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A5", sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate}"
                assert cell.hyperlink is None
    persons = book[SHEETS[0]]
    heads = {cell.value: cell.column for cell in persons[4]}
    phone = persons.cell(5, heads["Số điện thoại"])
    assert (phone.value, phone.data_type, phone.number_format) == (phone_of(7), "s", "@")
    as_read = [[cell.value for cell in row] for row in persons.iter_rows(min_row=5)]
    assert [row[1] for row in as_read] == list(frame(content, SHEETS[0])["Họ và tên"])


def test_prizes_are_listed_with_money_and_totals(client: StrictClient, world: World):
    rows = frame(taken(client, world), "Danh sách giải")
    winners = rows[rows["STT"].notna()]
    assert list(winners["Giải"]) == [
        "Giải Nhất",
        *["Giải Nhì"] * 2,
        *["Giải Ba"] * 3,
        "Giải Khuyến khích",
        "Giải Nhất",
        "Giải Nhất",
    ]
    assert list(winners["Loại giải"]) == [*["Cá nhân"] * 8, "Tập thể"]
    totals = rows[rows["STT"].isna()].set_index("Họ và tên, tên đơn vị")["Tiền thưởng (đồng)"]
    assert (
        totals["Cộng giải cá nhân"] == winners[winners["Loại giải"] == "Cá nhân"]["Tiền thưởng (đồng)"].sum()
    )
    assert totals["Cộng giải tập thể"] == 3_000_000
    assert totals["Tổng cộng"] == totals["Cộng giải cá nhân"] + 3_000_000


def test_units_carry_exact_rates_and_their_prize(client: StrictClient, world: World):
    rows = frame(taken(client, world), "Cơ quan, đơn vị").set_index("Đơn vị")
    office = rows.loc["Sở Nội vụ"]
    assert (office["Hạng"], office["Giải"], office["Số người dự thi"]) == (1, "Giải Nhất", 7)
    assert office["Tỷ lệ tham gia"] == pytest.approx(7 / 14)
    assert set(frame(taken(client, world), "Địa bàn")["Đơn vị"]) == {"UBND huyện Mèo Vạc"}


def test_statistics_count_people_attempts_and_the_spread_of_scores(client: StrictClient, world: World):
    rows = frame(taken(client, world), "Thống kê")
    staff = rows[rows["Nhóm đối tượng"].str.startswith("Cán bộ")].set_index("Chỉ tiêu")["Số lượng"]
    assert staff["Số người được xếp hạng"] == 7
    assert staff["Số người trả lời đúng tất cả các câu"] == 7
    assert staff[f"Số người đúng {QUESTIONS}/{QUESTIONS} câu"] == 7


def test_the_rules_sheet_states_the_digest_and_the_published_rules(client: StrictClient, world: World):
    rows = frame(taken(client, world), "Thể lệ")
    said = rows.set_index("Mục")["Nội dung"]
    publication = queries.get_publication(world.round_id)
    assert said["Mã kết quả (SHA-256)"] == publication.digest
    rules = rounds.rule_set(publication.rule_set_id)
    assert said["Mã thể lệ (SHA-256)"] == rules.digest()
    assert {section.title for section in words.in_words(rules)} <= set(said.index)


def test_the_same_publication_gives_the_same_file_byte_for_byte(client: StrictClient, world: World):
    assert taken(client, world) == taken(client, world)


def test_nothing_that_was_read_is_held_open_while_the_workbook_is_packed(world: World):
    class Target(io.BytesIO):
        """Where the workbook goes as soon as it is packed."""

        is_reading: bool

        def write(self, part: Any) -> int:
            self.is_reading = db.session.registry.has()
            return super().write(part)

    target = Target()
    exports.write_results(target, results_of(world.round_id, 1))
    assert target.getbuffer()
    assert not target.is_reading


def test_a_correction_leaves_the_file_of_the_first_version_as_it_was(client: StrictClient, world: World):
    before = taken(client, world)
    first = queries.persons_of(queries.get_publication(world.round_id).id)[0]
    attempts.strike(attempt_id=first.attempt_id, reason="Làm hộ", by=1, now=NOW)
    services.publish(round_id=world.round_id, by=None, now=NOW + timedelta(days=9), reason="Hủy một lượt")
    assert taken(client, world) == before
    corrected = frame(taken(client, world, version=2), "Thể lệ").set_index("Mục")["Nội dung"]
    assert (corrected["Phiên bản công bố"], corrected["Lý do đính chính"]) == ("2", "Hủy một lượt")


def test_taking_a_file_is_written_to_the_log_and_shown_on_the_page(client: StrictClient, world: World):
    taken(client, world)
    entry = audit.latest(limit=1)[0]
    assert (entry.action, entry.facts["rows"]) == ("commendations:file:download", 8)
    row = client.get(PATH).page.rows("Các lần tải gần đây")[1]
    assert row[1:] == ["Trưởng Mẫu Ban", "Tuần 1, phiên bản 1: ket-qua.xlsx", "8"]


def test_the_csv_of_a_division_has_its_mark_and_keeps_leading_zeros(client: StrictClient, world: World):
    content = taken(client, world, file="ca-nhan/nguoi-dan")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["Hạng"], row["Số điện thoại"]) for row in rows] == [("1", phone_of(8))]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", [f"{PATH}/1/1/ket-qua", f"{PATH}/1/9/ket-qua", f"{PATH}/1/1/ca-nhan/khac"])
def test_files_are_for_organisers_and_missing_ones_are_not_found(client: StrictClient, path: str):
    token = {"csrf_token": dict(client.get(PATH).page.form("/dang-xuat").filled)["csrf_token"]}
    known = path.endswith("1/1/ket-qua")
    assert client.post(path, data=token).status_code == (200 if known else 404)
    for role in (Role.AUDITOR, Role.EDITOR):
        sign_in(client, make_staff(91 if role is Role.AUDITOR else 92, role))
        token = {"csrf_token": dict(client.get("/quan-tri").page.form("/dang-xuat").filled)["csrf_token"]}
        assert client.post(path, data=token).status_code == 403


def test_without_a_publication_there_is_nothing_to_take(client: StrictClient):
    sign_in(client, make_staff(90))
    make_world()
    page = client.get(PATH).page
    assert "Chưa công bố nên chưa có tệp." in page.text
    assert [form.action for form in page.forms] == ["/dang-xuat"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+84912", "'+84912"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("0912", "0912"),
        (-5, "-5"),
        (None, ""),
        (NOW, "18/11/2024 08:00:00,000"),
    ],
)
def test_no_cell_of_a_csv_file_runs_as_a_formula(value: object, cell: str):
    assert cell_of(value) == cell


def test_csv_is_written_after_its_mark_with_quotes_where_needed():
    target = io.BytesIO()
    write_csv(target, ("A", "B"), [("x,y", 1)])
    assert target.getvalue() == b'\xef\xbb\xbfA,B\r\n"x,y",1\r\n'


def test_a_csv_file_is_made_part_by_part_as_it_is_sent():
    asked_for: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(ROWS_AT_ONCE + 1):
            asked_for.append(number)
            yield (number,)

    parts = csv_parts(("A",), rows())
    assert next(parts).startswith(b"\xef\xbb\xbfA\r\n0\r\n")
    assert len(asked_for) == ROWS_AT_ONCE
    assert b"".join(parts) == f"{ROWS_AT_ONCE}\r\n".encode()


def test_a_column_of_mixed_values_is_written_as_each_alone():
    rows = [("=1", 7, NOW), (None, "-x", None), (True, Fraction(1, 2), "y")]
    target = io.BytesIO()
    write_csv(target, ("A", "B", "C"), rows)
    written = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"))))[1:]
    assert written == [[cell_of(value) for value in row] for row in rows]


def test_a_list_of_persons_is_sent_without_knowing_its_length_under_the_headers_of_a_file(
    client: StrictClient, world: World
):
    answer = client.submit(client.get(PATH), form=f"/{world.round_id}/1/ca-nhan/nguoi-dan")
    assert "Content-Length" not in answer.headers
    assert audit.latest(limit=1)[0].facts["rows"] == 1
    assert answer.headers["Content-Disposition"].endswith("-phien-ban-1-ca-nhan-nguoi-dan.csv")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("phone", "shown"), [("+84912345678", "0912345678"), ("+8562055", "+8562055"), ("113", "113")]
)
def test_phone_numbers_are_written_in_their_national_form(phone: str, shown: str):
    assert national(phone) == shown


def test_sheet_names_are_cut_between_words_and_hold_no_forbidden_sign():
    assert sheet_name("Cá nhân 1", "Cán bộ, công chức, viên chức") == "Cá nhân 1 Cán bộ, công chức"
    assert sheet_name("Cá nhân 2", "Người [dân]: ở xã/phường") == "Cá nhân 2 Người dân ở xãphường"
