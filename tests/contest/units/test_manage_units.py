"""Organisers look through units, add, rename, close and merge them."""

from datetime import date
from io import BytesIO

import factories
import pytest
from harness.pages import words_of
from openpyxl import load_workbook

from contest.platform.audit import log as audit
from contest.platform.viewer import Role
from contest.units import queries

PATH = "/quan-tri/don-vi"


@pytest.fixture
def world(app):
    return factories.make_world()


@pytest.fixture
def organiser(client, world):
    factories.sign_in(client, factories.make_staff())
    return client


def unit_of(world, code):
    return queries.get_unit(list_id=world.unit_list_id, code=code)


def test_a_participant_is_refused(client, world):
    factories.sign_in(client, factories.make_entry(world))
    assert client.get(PATH).status_code == 403


def test_an_auditor_reads_and_cannot_write(client, world):
    factories.sign_in(client, factories.make_staff(91, Role.AUDITOR))
    unit = unit_of(world, "02-SNV")
    page = client.get(f"{PATH}/{unit.id}")
    assert page.status_code == 200
    assert "Đổi tên" not in page.page.links
    token = page.page.one("meta", name="csrf-token").get("content")
    answer = client.post(f"{PATH}/{unit.id}/doi-ten", data={"name": "Khác", "csrf_token": token})
    assert answer.status_code == 403
    assert unit_of(world, "02-SNV").name == "Sở Nội vụ"


def test_units_are_found_without_diacritics(organiser):
    rows = organiser.get(f"{PATH}?tim=so+noi").page.rows()
    assert [row[1] for row in rows[1:]] == ["Sở Nội vụ"]
    assert rows[1][4] == "10"


def test_the_list_of_the_present_contest_comes_first(organiser, world):
    page = organiser.get(PATH).page
    assert "Hà Giang 2024" in page.title
    assert f"{len(factories.UNITS)} trên {len(factories.UNITS)} đơn vị" in page.text


def test_units_without_a_headcount_are_pointed_out(organiser):
    page = organiser.get(f"{PATH}?so=thieu").page
    assert [row[1] for row in page.rows()[1:]] == ["Huyện Đồng Văn", "Xã Tả Lủng"]


def test_a_search_that_finds_nothing_says_so(organiser):
    assert "Không có đơn vị nào hợp với điều kiện lọc" in organiser.get(f"{PATH}?tim=zzz").page.text


def test_the_workbook_holds_exactly_what_is_shown(organiser):
    answer = organiser.get(f"{PATH}/xuat?cap-tren=027")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=5)] == ["00796", "00796-TH"]


def test_a_unit_is_added_under_its_parent(organiser, world):
    page = organiser.get(f"{PATH}/moi?cap-tren=027")
    answer = organiser.submit(
        page, {"name": "Phòng Nội vụ", "code": "027-PNV", "kind": "division"}, form="/moi"
    )
    assert answer.status_code == 303
    added = unit_of(world, "027-PNV")
    assert (added.name, added.parent_id) == ("Phòng Nội vụ", unit_of(world, "027").id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "02-SNV"}, "Mã đơn vị 02-SNV đã có trong danh sách."),
        ({"code": "mã có dấu"}, "Mã đơn vị gồm chữ không dấu"),
        ({"code": "X", "parent": "khong-co"}, "Đơn vị cấp trên không hợp lệ."),
        ({"code": "X", "opens_on": "31/02/2024"}, "Nhập ngày theo dạng ngày/tháng/năm"),
        ({"code": "X", "name": ""}, "Mục này chưa được điền."),
    ],
)
def test_a_bad_new_unit_is_refused_at_its_field_and_keeps_what_was_typed(organiser, typed, sentence):
    page = organiser.get(f"{PATH}/moi?cap-tren=027")
    values = {"name": "Phòng Nội vụ", "kind": "division"} | typed
    answer = organiser.submit(page, values, form="/moi")
    assert answer.status_code == 422
    assert answer.page.title.startswith("Lỗi: ")
    assert sentence in answer.page.text
    assert dict(answer.page.form("/moi").filled)["code"] == typed["code"]


def test_renaming_keeps_the_old_name_in_the_log(organiser, world):
    unit = unit_of(world, "02-SNV")
    answer = organiser.submit(
        organiser.get(f"{PATH}/{unit.id}/doi-ten"), {"name": "Sở  Nội vụ tỉnh"}, form="/doi-ten"
    )
    assert answer.status_code == 303
    assert unit_of(world, "02-SNV").name == "Sở Nội vụ tỉnh"
    assert audit.latest(limit=1)[0].facts == {"old": "Sở Nội vụ", "new": "Sở Nội vụ tỉnh"}


def test_a_headcount_replaces_the_old_one_and_both_stay_readable(organiser, world):
    unit = unit_of(world, "02-SNV")
    page = organiser.get(f"{PATH}/{unit.id}/so-nguoi")
    typed = {"people": "1.250", "leaders": "5", "as_of": "01/12/2024", "source": "Công văn 12"}
    assert organiser.submit(page, typed, form="/so-nguoi").status_code == 303
    organiser.submit(page, typed, form="/so-nguoi")
    history = [(one.category, one.people) for one in queries.headcount_history(unit.id)]
    assert history == [("lanh-dao", 5), ("cbccvc", 1250), ("cbccvc", 10)]


@pytest.mark.parametrize("people", ["-1", "mười", "1.5", ""])
def test_a_headcount_is_a_whole_number(organiser, world, people):
    unit = unit_of(world, "02-SNV")
    page = organiser.get(f"{PATH}/{unit.id}/so-nguoi")
    answer = organiser.submit(
        page, {"people": people, "as_of": "01/12/2024", "source": "Công văn 12"}, form="/so-nguoi"
    )
    assert answer.status_code == 422
    assert len(queries.headcount_history(unit.id)) == 1


def test_closing_says_what_hangs_on_the_unit_and_asks_for_a_reason(organiser, world):
    factories.make_entry(world)
    unit = unit_of(world, "02-SNV")
    page = organiser.get(f"{PATH}/{unit.id}/ket-thuc")
    assert "Người đã đăng ký dự thi: 1, giữ nguyên." in page.page.text
    assert "1 đơn vị trực thuộc vẫn hoạt động" in page.page.text
    answer = organiser.submit(page, {"on": "20/11/2024"}, form="/ket-thuc")
    assert answer.status_code == 422
    assert "Ghi lý do." in answer.page.text
    assert unit_of(world, "02-SNV").closes_on is None


def test_closing_twice_is_the_same_and_closing_on_another_day_is_refused(organiser, world):
    unit = unit_of(world, "02-SNV")
    page = organiser.get(f"{PATH}/{unit.id}/ket-thuc")
    typed = {"on": "20/11/2024", "reason": "Sắp xếp bộ máy"}
    assert [organiser.submit(page, typed, form="/ket-thuc").status_code for _ in range(2)] == [303, 303]
    assert unit_of(world, "02-SNV").closes_on == date(2024, 11, 20)
    assert organiser.submit(page, typed | {"on": "21/11/2024"}, form="/ket-thuc").status_code == 409
    assert "Đã kết thúc" not in organiser.get(f"{PATH}?tim=so+tai").page.text


def test_a_unit_does_not_end_before_it_began(organiser, world):
    page = organiser.get(f"{PATH}/moi?cap-tren=027")
    organiser.submit(
        page,
        {"name": "Trạm Y tế", "code": "TYT", "kind": "other", "opens_on": "15/11/2024"},
        form="/moi",
    )
    page = organiser.get(f"{PATH}/{unit_of(world, 'TYT').id}/ket-thuc")
    answer = organiser.submit(page, {"on": "14/11/2024", "reason": "Nhầm"}, form="/ket-thuc")
    assert answer.status_code == 422
    assert "phải sau ngày đơn vị bắt đầu hoạt động (15/11/2024)" in answer.page.text


def test_merging_shows_its_effect_in_numbers_before_it_is_confirmed(organiser, world):
    factories.make_entry(world)
    unit = unit_of(world, "02-SNV")
    preview = organiser.get(f"{PATH}/{unit.id}/sap-nhap?into=02-STC")
    closing, receiving = (words_of(card) for card in preview.page.all("section")[:2])
    assert closing.startswith("Kết thúc: Sở Nội vụSố người thuộc diện10Người đã đăng ký dự thi1")
    assert receiving.startswith("Tiếp nhận: Sở Tài chínhSố người thuộc diện20Người đã đăng ký dự thi0")
    assert unit_of(world, "02-SNV").merged_into_id is None
    typed = {"on": "01/12/2024", "reason": "Nghị quyết sắp xếp"}
    token = preview.page.one("meta", name="csrf-token").get("content")
    answer = organiser.post(
        f"{PATH}/{unit.id}/sap-nhap", data=typed | {"into": "02-STC", "csrf_token": token}
    )
    assert answer.status_code == 303
    assert unit_of(world, "02-SNV").merged_into_id == unit_of(world, "02-STC").id
    assert "Sáp nhập vào Sở Tài chính" in organiser.get(f"{PATH}/{unit.id}").page.text


@pytest.mark.parametrize("code", ["khong-co", "02-SNV", "02-SNV-CCHC"])
def test_a_unit_is_not_merged_into_itself_into_what_lies_below_or_into_nothing(organiser, world, code):
    unit = unit_of(world, "02-SNV")
    preview = organiser.get(f"{PATH}/{unit.id}/sap-nhap?into=02-STC")
    token = preview.page.one("meta", name="csrf-token").get("content")
    answer = organiser.post(
        f"{PATH}/{unit.id}/sap-nhap",
        data={"into": code, "on": "01/12/2024", "reason": "Thử", "csrf_token": token},
    )
    assert answer.status_code == 422
    assert unit_of(world, "02-SNV").closes_on is None


def test_an_unknown_unit_is_not_found(organiser):
    assert organiser.get(f"{PATH}/999999").status_code == 404
    assert organiser.get(f"{PATH}?danh-sach=khong-co").status_code == 404
