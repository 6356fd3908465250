"""Headcounts and units come in from a workbook: every row is looked at, all of it is recorded or nothing."""

from io import BytesIO

import factories
import pytest
from openpyxl import load_workbook

from contest.units import queries

PATH = "/quan-tri/don-vi/ha-giang-2024/nhap"
HEADER = ("Mã đơn vị", "Tên đơn vị", "Tổng số CBCCVC", "Lãnh đạo cơ quan", "Tính đến ngày", "Nguồn số liệu")
UNIT_HEADER = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên")
GOOD = ("02-SNV", "Sở Nội vụ", 45, 3, "01/11/2024", "Công văn 12")


@pytest.fixture
def world(app):
    return factories.make_world()


@pytest.fixture
def organiser(client, world):
    factories.sign_in(client, factories.make_staff())
    return client


def sent(client, content, *, kind="so-nguoi", name="so-nguoi.xlsx"):
    """The answer to a file that was chosen on the first page."""
    return client.submit(client.get(f"{PATH}/{kind}"), {"file": (BytesIO(content), name)}, form=kind)


def sent_large(client, size):
    """The answer to a file of so many bytes, sent as a browser sends it but without a copy on disk."""
    token = client.get(f"{PATH}/so-nguoi").page.one("meta", name="csrf-token").get("content")
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + bytes(size),
        b"--x--\r\n",
    ]
    return client.post(
        f"{PATH}/so-nguoi", data=b"\r\n".join(parts), content_type="multipart/form-data; boundary=x"
    )


def checked(client, *rows, kind="so-nguoi", merge=""):
    """The page that looks at a file of these rows."""
    answer = sent(client, factories.workbook_of(*rows, merge=merge), kind=kind)
    assert answer.status_code == 303
    return client.get(answer.location)


def people_of(world, code):
    unit = queries.get_unit(list_id=world.unit_list_id, code=code)
    return queries.headcounts(world.unit_list_id).get(unit.id)


def test_the_filled_in_template_comes_back_without_an_error(organiser, world):
    content = organiser.get(f"{PATH}/so-nguoi/mau").data
    book = load_workbook(BytesIO(content))
    sheet = book.active
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "026")
    row[3].value, row[7].value, row[8].value = 77, "01/12/2024", "Công văn 12"
    target = BytesIO()
    book.save(target)
    page = organiser.get(sent(organiser, target.getvalue()).location)
    assert "Tệp không có hàng lỗi" in page.page.text
    done = organiser.submit(page, form="/xac-nhan", follow_redirects=True)
    assert "Đã lưu 1 mục" in done.page.text
    assert people_of(world, "026") == 77


def test_nothing_is_stored_before_the_file_is_confirmed(organiser, world):
    page = checked(organiser, HEADER, GOOD)
    assert people_of(world, "02-SNV") == 10
    assert organiser.submit(page, form="/xac-nhan", button="Nhập 2 mục").status_code == 303
    assert people_of(world, "02-SNV") == 45


def test_a_second_click_meets_the_first_result(organiser, world):
    page = checked(organiser, HEADER, GOOD)
    answers = [organiser.submit(page, form="/xac-nhan", follow_redirects=True).page.text for _ in range(2)]
    assert all("Đã lưu 2 mục" in text for text in answers)
    unit = queries.get_unit(list_id=world.unit_list_id, code="02-SNV")
    assert len(queries.headcount_history(unit.id)) == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            ("khong-co", "", 4, "", "01/11/2024", "CV"),
            "Hàng 3, cột A (Mã đơn vị) ghi “khong-co”: không có đơn vị",
        ),
        ((796, "", 4, "", "01/11/2024", "CV"), "Nếu Excel đã bỏ số 0 ở đầu thì mã đúng là 00796."),
        (
            ("02-STC", "", "mười", "", "01/11/2024", "CV"),
            "Hàng 3, cột C (Tổng số CBCCVC) ghi “mười”: nhập số",
        ),
        (("02-STC", "", -4, "", "01/11/2024", "CV"), "cột C (Tổng số CBCCVC) ghi “-4”: nhập số nguyên"),
        (("02-STC", "", 4, 5, "01/11/2024", "CV"), "lớn hơn Tổng số CBCCVC (4)"),
        (("02-STC", "", 4, "", "31/02/2024", "CV"), "cột E (Tính đến ngày) ghi “31/02/2024”: nhập ngày"),
        (("02-STC", "", 4, "", "01/11/2024", ""), "cột F (Nguồn số liệu) đang trống: ghi công văn"),
        (GOOD, "mã này có ở nhiều hàng"),
        (
            ("02-STC", "", "=1+3", "", "01/11/2024", "CV"),
            "cột C (Tổng số CBCCVC) ghi “=1+3”: Ô này là công thức.",
        ),
    ],
)
def test_a_bad_row_is_named_with_column_value_and_mending(organiser, world, row, sentence):
    page = checked(organiser, HEADER, GOOD, row)
    assert sentence in page.page.text
    assert page.page.title.startswith("Lỗi: ")
    assert not any(button.words.startswith("Nhập") for form in page.page.forms for button in form.buttons)
    token = page.page.one("meta", name="csrf-token").get("content")
    assert organiser.post(f"{page.request.path}/xac-nhan", data={"csrf_token": token}).status_code == 422
    assert (people_of(world, "02-SNV"), people_of(world, "02-STC")) == (10, 20)


def test_merged_cells_are_named(organiser):
    page = checked(organiser, HEADER, GOOD, ("02-STC", "", 4, "", "01/11/2024", "CV"), merge="B2:B3")
    assert "Hàng 2, cột B (Tên đơn vị) ghi “B2:B3”: Vùng B2:B3 là ô gộp." in page.page.text


def test_the_marked_up_copy_says_what_is_wrong_beside_the_row(organiser):
    page = checked(organiser, HEADER, GOOD, ("02-STC", "", "mười", "", "01/11/2024", "CV"))
    content = organiser.get(page.page.links["Tải tệp đánh dấu lỗi"]).data
    sheet = load_workbook(BytesIO(content)).active
    assert sheet.cell(1, 10).value == "Lỗi"
    assert sheet.cell(2, 10).value is None
    assert sheet.cell(3, 10).value.startswith("Hàng 3, cột C (Tổng số CBCCVC) ghi “mười”")
    assert sheet.cell(3, 4).fill.start_color.rgb == "FFFDECEA"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Chọn tệp đã điền."),
        (b"\xd0\xcf\x11\xe0 an old workbook", "Tệp này không phải là bảng tính Excel (.xlsx)."),
        (b"PK\x03\x04 broken", "Tệp này không phải là bảng tính Excel (.xlsx)."),
        (factories.workbook_of(("Tên", "Số")), "Tệp thiếu cột “Mã đơn vị”."),
        (factories.workbook_of(HEADER[:4]), "Tệp thiếu cột “Tính đến ngày”."),
    ],
    ids=["empty", "old", "broken", "no-code", "no-day"],
)
def test_a_file_that_is_no_headcount_sheet_is_refused_at_its_field(organiser, content, sentence):
    answer = sent(organiser, content)
    assert answer.status_code == 422
    assert sentence in answer.page.text


@pytest.mark.parametrize(("megabytes", "status", "limit"), [(5.5, 422, 5), (20, 413, 6)])
def test_a_file_that_is_too_large_gets_a_page_that_says_so(organiser, megabytes, status, limit):
    answer = sent_large(organiser, int(megabytes * 1024 * 1024))
    assert answer.status_code == status
    assert f"Hệ thống nhận tệp tối đa {limit} MB." in answer.page.text


def test_another_persons_file_is_not_found(organiser, client):
    page = checked(organiser, HEADER, GOOD)
    factories.sign_in(client, factories.make_staff(92))
    assert client.get(page.request.path).status_code == 404
    assert client.get(f"{PATH}/so-nguoi/{'x' * 32}").status_code == 404
    assert client.get(f"{PATH}/so-nguoi/..%2Fsecret_key").status_code == 404


def test_units_come_in_parents_first_in_any_order_of_rows(organiser, world):
    rows = [
        ("027-PNV-1", "Tổ một cửa", "Phòng, ban, đơn vị trực thuộc", "027-PNV"),
        ("027-PNV", "Phòng Nội vụ", "phong, ban, don vi truc thuoc", "027"),
    ]
    page = checked(organiser, UNIT_HEADER, *rows, kind="don-vi")
    assert "Đã lưu 2 mục" in organiser.submit(page, form="/xac-nhan", follow_redirects=True).page.text
    made = queries.get_unit(list_id=world.unit_list_id, code="027-PNV-1")
    parent = queries.get_unit(list_id=world.unit_list_id, code="027-PNV")
    assert made.parent_id == parent.id
    assert made.path.startswith(parent.path)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("02-SNV", "Sở", "Trường học", "027"), "mã đã có trong danh sách (Sở Nội vụ)"),
        (("mã sai", "Sở", "Trường học", "027"), "mã gồm chữ không dấu"),
        (("A", "", "Trường học", "027"), "nhập tên"),
        (("A", "Trường", "Tỉnh", "027"), "chọn một loại"),
        (("A", "Trường", "Trường học", "999"), "không có đơn vị nào mang mã này"),
        (("A", "Trường", "Trường học", "A"), "cấp trên của nhau thành vòng"),
    ],
)
def test_a_bad_new_unit_keeps_the_whole_file_out(organiser, world, row, sentence):
    good = ("027-PNV", "Phòng Nội vụ", "Phòng, ban, đơn vị trực thuộc", "027")
    page = checked(organiser, UNIT_HEADER, good, row, kind="don-vi")
    assert sentence in page.page.text
    token = page.page.one("meta", name="csrf-token").get("content")
    organiser.post(f"{page.request.path}/xac-nhan", data={"csrf_token": token})
    assert queries.find_unit(list_id=world.unit_list_id, code="027-PNV") is None
