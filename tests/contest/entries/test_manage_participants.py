"""Organisers find a participant, see what may be shown, and help: move, extra time, password, exclusion."""

from datetime import timedelta
from io import BytesIO

import factories
import pytest
from openpyxl import load_workbook

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.entries import queries, services
from contest.entries.errors import PersonExcluded
from contest.platform.audit import log as audit
from contest.platform.viewer import Role

PATH = "/quan-tri/thi-sinh"


@pytest.fixture
def world(app):
    return factories.make_world()


@pytest.fixture
def person(world):
    """The account of somebody who is entered for the department of home affairs."""
    return factories.make_entry(world, 7, name="Giàng Mẫu Đức")


@pytest.fixture
def organiser(client, world):
    factories.sign_in(client, factories.make_staff())
    return client


def entry_of(world, account_id):
    return queries.get_entry(contest_id=world.contest_id, account_id=account_id)


def token_of(answer):
    return answer.page.one("meta", name="csrf-token").get("content")


def test_a_participant_is_refused_and_an_auditor_only_reads(client, world, person):
    factories.sign_in(client, person)
    assert client.get(PATH).status_code == 403
    factories.sign_in(client, factories.make_staff(91, Role.AUDITOR))
    page = client.get(f"{PATH}/{entry_of(world, person).id}")
    assert page.status_code == 200
    assert "Đặt lại mật khẩu" not in page.page.links
    data = {"csrf_token": token_of(page), "reason": "Thử"}
    for act in ("mat-khau", "khoa", "them-gio"):
        assert client.post(f"{PATH}/{entry_of(world, person).id}/{act}", data=data).status_code == 403
    assert client.post(f"{PATH}/xuat", data=data).status_code == 403


@pytest.mark.parametrize("text", ["giang duc", "ĐỨC", "000007", "0900 000 007"])
def test_a_person_is_found_without_diacritics_and_by_the_end_of_the_phone(organiser, world, person, text):
    factories.make_entry(world, 8, name="Sùng Mẫu Mai", unit_code="00796", division="nguoi-dan")
    rows = organiser.get(f"{PATH}?tim={text.replace(' ', '+')}").page.rows()
    assert [row[0] for row in rows[1:]] == ["Giàng Mẫu Đức"]


def test_the_list_is_filtered_by_division_and_by_unit_with_what_lies_below(organiser, world, person):
    factories.make_entry(world, 8, name="Sùng Mẫu Mai", unit_code="00796", division="nguoi-dan")
    below = organiser.get(f"{PATH}?don-vi=027").page
    assert [row[0] for row in below.rows()[1:]] == ["Sùng Mẫu Mai"]
    assert "1 người" in below.text
    staff = organiser.get(f"{PATH}?nhom=cbccvc").page.rows()
    assert [row[0] for row in staff[1:]] == ["Giàng Mẫu Đức"]
    assert "Không có thí sinh nào hợp" in organiser.get(f"{PATH}?don-vi=02-STC").page.text
    assert organiser.get(f"{PATH}?don-vi=khong-co").status_code == 404


def test_a_long_list_has_pages_that_keep_the_filter(organiser, world):
    for number in range(100, 155):
        factories.make_entry(world, number, name="Vàng Mẫu Páo")
    first = organiser.get(f"{PATH}?tim=pao&nhom=cbccvc").page
    assert len(first.rows()) == 51
    following = first.all("a", rel="next")[0].get("href")
    last = organiser.get(following).page
    assert len(last.rows()) == 6
    assert "nhom=cbccvc" in following


def test_a_score_is_shown_only_after_the_round_has_closed(organiser, world, person, clock):
    attempt = factories.take_attempt(world, person, right=3)
    path = f"{PATH}/{entry_of(world, person).id}"
    row = organiser.get(path).page.rows("Lượt thi")[1]
    assert row[4:] == ["Đã nộp", attempt.receipt, "sau khi đóng"]
    clock.advance(days=7)
    assert organiser.get(path).page.rows("Lượt thi")[1][6] == "3/4"


def test_a_person_is_moved_with_a_reason_and_attempts_stay(organiser, world, person):
    factories.take_attempt(world, person, right=3)
    entry = entry_of(world, person)
    page = organiser.get(f"{PATH}/{entry.id}/chuyen")
    assert "1 lượt thi đã có vẫn tính cho đơn vị lúc thi." in page.page.text
    answer = organiser.submit(page, {"unit": "khong-co", "reason": "Chuyển công tác"}, form="/chuyen")
    assert answer.status_code == 422
    assert "Chọn cơ quan, đơn vị" in answer.page.text
    assert organiser.submit(page, {"unit": "02-STC"}, form="/chuyen").status_code == 422
    assert entry_of(world, person).unit_id == entry.unit_id
    answer = organiser.submit(page, {"unit": "02-STC", "reason": "Chuyển công tác"}, form="/chuyen")
    assert answer.status_code == 303
    assert entry_of(world, person).unit_id != entry.unit_id
    assert audit.latest(limit=1)[0].reason == "Chuyển công tác"


def test_extra_time_is_granted_once(organiser, world, person):
    page = organiser.get(f"{PATH}/{entry_of(world, person).id}/them-gio")
    before = audit.count()
    for _ in range(2):
        assert organiser.submit(page, {"reason": "Khiếm thị"}, form="/them-gio").status_code == 303
    assert entry_of(world, person).has_extra_time
    assert audit.count() == before + 1


def test_a_new_password_is_shown_once_and_ends_every_sign_in(organiser, world, person):
    other = organiser.application.test_client()
    factories.sign_in(other, person)
    page = organiser.get(f"{PATH}/{entry_of(world, person).id}/mat-khau")
    assert organiser.submit(page, form="/mat-khau").status_code == 422
    answer = organiser.submit(page, {"reason": "Quên mật khẩu"}, form="/mat-khau")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = "".join(answer.page.one("code").itertext())
    assert len(password) == 14
    assert password not in organiser.get(f"{PATH}/{entry_of(world, person).id}").page.html
    assert all(password not in str(entry.facts) for entry in audit.latest(limit=5))
    assert other.get("/toi").status_code == 303


def test_a_disabled_person_is_out_until_enabled(organiser, world, person):
    path = f"{PATH}/{entry_of(world, person).id}"
    organiser.submit(organiser.get(f"{path}/khoa"), {"reason": "Mượn số"}, form="/khoa")
    assert not accounts.get_account(person).is_active
    assert "Mở khóa tài khoản" in organiser.get(path).page.links
    organiser.submit(organiser.get(f"{path}/mo"), {"reason": "Đã rõ"}, form="/mo")
    assert accounts.get_account(person).is_active


def test_the_export_holds_what_is_shown_as_text_and_is_logged(organiser, world, person):
    factories.make_entry(world, 8, name="Sùng Mẫu Mai", unit_code="02-STC")
    page = organiser.get(f"{PATH}/xuat?don-vi=02-SNV")
    assert "Tệp Excel có 1 người" in page.page.text
    assert organiser.submit(page, form="/xuat").status_code == 422
    token = token_of(page)
    answer = organiser.post(f"{PATH}/xuat?don-vi=02-SNV", data={"csrf_token": token, "reason": "Trao giải"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=thi-sinh.xlsx"
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(min_row=5, values_only=False))
    assert [(row[1].value, row[2].value, row[2].data_type) for row in rows] == [
        ("Giàng Mẫu Đức", "0900000007", "s")
    ]
    logged = audit.latest(limit=1)[0]
    assert (logged.action, logged.facts, logged.reason) == (
        "entries:list:export",
        {"rows": 1},
        "Trao giải",
    )


def test_an_excluded_person_is_listed_marked_and_let_in_again(organiser, world, person):
    path = f"{PATH}/loai-tru"
    typed = {"name": "Giàng Mẫu Đức", "phone": "0900.000.007", "reason": "Tổ ra đề"}
    page = organiser.get(path)
    assert [organiser.submit(page, typed, form="/loai-tru").status_code for _ in range(2)] == [303, 303]
    listed = organiser.get(path).page
    assert [row[:3] for row in listed.rows()[1:]] == [["Giàng Mẫu Đức", "0900 000 007", "Tổ ra đề"]]
    assert entry_of(world, person).excluded_reason == "Tổ ra đề"
    lift = organiser.get(listed.links["Đưa ra Giàng Mẫu Đức"])
    assert organiser.submit(lift, form="/bo").status_code == 422
    codes = [organiser.submit(lift, {"reason": "Thôi ra đề"}, form="/bo").status_code for _ in range(2)]
    assert codes == [303, 303]
    assert not entry_of(world, person).is_excluded


@pytest.mark.parametrize("typed", ["thẻ {}", "the-{}", "{}"])
def test_a_person_with_a_card_alone_is_excluded_by_its_number(organiser, world, typed):
    made = factories.make_cards()
    person = factories.make_card_entry(world, made.cards[0].code)
    path, number = f"{PATH}/loai-tru", made.cards[0].serial.removeprefix("the-")
    answer = organiser.submit(
        organiser.get(path),
        {"name": "Vàng Mẫu Pà", "phone": typed.format(number), "reason": "Tổ ra đề"},
        form="/loai-tru",
    )
    assert answer.status_code == 303
    assert entry_of(world, person).excluded_reason == "Tổ ra đề"
    listed = organiser.get(path).page
    assert [row[:3] for row in listed.rows()[1:]] == [["Vàng Mẫu Pà", f"thẻ {number}", "Tổ ra đề"]]
    [known] = queries.excluded_people(world.contest_id)
    assert (known.account_id, known.entry.account_id) == (person, person)
    lift = organiser.get(listed.links["Đưa ra Vàng Mẫu Pà"])
    assert organiser.submit(lift, {"reason": "Thôi ra đề"}, form="/bo").status_code == 303
    assert not entry_of(world, person).is_excluded


def test_a_card_that_nobody_used_yet_registers_nobody_once_it_is_excluded(organiser, world):
    made = factories.make_cards()
    typed = {"name": "Vàng Mẫu Pà", "phone": made.cards[1].serial, "reason": "Tổ ra đề"}
    organiser.submit(organiser.get(f"{PATH}/loai-tru"), typed, form="/loai-tru")
    with pytest.raises(PersonExcluded):
        factories.make_card_entry(world, made.cards[1].code)
    person = factories.make_card_entry(world, made.cards[0].code)
    assert not entry_of(world, person).is_excluded


def test_a_card_that_was_never_made_is_refused_beside_the_field(organiser):
    typed = {"name": "Vàng Mẫu Pà", "phone": "thẻ 77-003", "reason": "Tổ ra đề"}
    answer = organiser.submit(organiser.get(f"{PATH}/loai-tru"), typed, form="/loai-tru")
    assert answer.status_code == 422
    assert "Không có thẻ nào mang số này." in answer.page.text
    assert "Chưa có ai trong danh sách." in answer.page.text


def test_who_is_listed_with_phone_and_card_stays_excluded_until_both_are_lifted(organiser, world):
    made = factories.make_cards()
    person = factories.make_card_entry(world, made.cards[0].code)
    account_services.correct(
        account_id=person,
        name="Vàng Mẫu Pà",
        phone="0900 000 321",
        by=1,
        reason="Có máy",
        now=factories.NOW,
    )
    both = ("0900 000 321", made.cards[0].serial)
    for number in both:
        services.exclude(
            contest_id=world.contest_id, phone=number, name="Pà", reason=number, by=None, now=factories.NOW
        )
    for left, listed in zip((both[1], None), queries.exclusions_of(world.contest_id), strict=True):
        services.lift_exclusion(exclusion_id=listed.id, by=1, reason="Thôi ra đề", now=factories.NOW)
        assert entry_of(world, person).excluded_reason == left


def test_an_exclusion_with_a_bad_phone_keeps_what_was_typed(organiser):
    page = organiser.get(f"{PATH}/loai-tru")
    typed = {"name": "Giàng Mẫu Đức", "phone": "12345", "reason": "Tổ ra đề"}
    answer = organiser.submit(page, typed, form="/loai-tru")
    assert answer.status_code == 422
    assert "Số điện thoại gồm 10 chữ số" in answer.page.text
    assert dict(answer.page.form("/loai-tru").filled)["name"] == "Giàng Mẫu Đức"
    assert "Chưa có ai trong danh sách." in answer.page.text


def test_without_a_contest_there_is_a_page_and_unknown_people_are_not_found(app, client):
    factories.sign_in(client, factories.make_staff())
    assert "Chưa có cuộc thi nào" in client.get(PATH).page.text
    assert client.get(f"{PATH}/999999").status_code == 404
    assert client.get(f"{PATH}/999999/khoa").status_code == 404


def test_the_first_days_of_a_contest_show_an_empty_list(organiser, world, clock):
    clock.move_to(factories.NOW - timedelta(days=1))
    assert "Chưa có ai đăng ký dự thi." in organiser.get(PATH).page.text
