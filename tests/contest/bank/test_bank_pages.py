import io
from collections.abc import Callable

import pytest
from factories import NOW, make_bank, make_item, make_staff, make_world, sign_in
from harness.strict_client import PageResponse, StrictClient

from contest.bank import file_queries, queries, services
from contest.bank.queries import Filter, Pool, Status
from contest.platform.audit import log as audit
from contest.platform.viewer import Role
from questions.formats import spreadsheet

LIST = "/quan-tri/cau-hoi"


@pytest.fixture
def editor(client: StrictClient) -> int:
    account_id = make_staff(91, Role.EDITOR)
    sign_in(client, account_id)
    return account_id


@pytest.fixture
def second_editor(client: StrictClient) -> Callable[[], int]:
    def enter() -> int:
        account_id = make_staff(92, Role.EDITOR)
        sign_in(client, account_id)
        return account_id

    return enter


def draft(number: int, by: int, **changes: object) -> int:
    return services.create(item=make_item(number, **changes), pool=Pool.CONTEST, by=by, now=NOW)


def upload(client: StrictClient, content: bytes, name: str = "cau-hoi.xlsx") -> PageResponse:
    page = client.get(f"{LIST}/nhap")
    return client.submit(page, {"file": (io.BytesIO(content), name)}, form="/nhap", follow_redirects=True)


@pytest.mark.parametrize("path", [LIST, f"{LIST}/moi", f"{LIST}/nhap", f"{LIST}/nhap/mau"])
def test_the_bank_is_for_editors_and_organisers_alone(client: StrictClient, path: str):
    assert client.get(path).status_code == 303
    sign_in(client, make_staff(93, Role.AUDITOR))
    assert client.get(path).status_code == 403
    sign_in(client, make_staff(94, Role.ORGANISER))
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("editor")
def test_the_list_is_searched_without_diacritics_and_filtered_in_the_address(client: StrictClient):
    make_bank(60)
    page = client.get(LIST).page
    assert "60 câu" in page.text
    assert len(page.rows("Câu hỏi")) == 51
    found = client.get(f"{LIST}?tim=van+ban+mau+so+60").page
    assert [row[1] for row in found.rows("Câu hỏi")[1:]] == ["ch-060"]
    assert "Không có câu hỏi nào khớp" in client.get(f"{LIST}?trang-thai=draft").page.text
    last = client.get(f"{LIST}?sau=ch-050").page
    assert [row[1] for row in last.rows("Câu hỏi")[1:]] == [f"ch-{number:03d}" for number in range(51, 61)]
    assert any("Trước" in words for words in last.links)
    first = client.get(f"{LIST}?truoc=ch-051").page
    assert first.rows("Câu hỏi")[1][1] == "ch-001"
    assert any("Sau" in words for words in first.links)


def test_a_question_is_written_read_by_a_second_person_and_approved(
    client: StrictClient, editor: int, second_editor: Callable[[], int]
):
    page = client.get(f"{LIST}/moi")
    item = make_item(1)
    values = {
        "code": "tc-001",
        "stem": item.stem,
        **{f"choice_{letter}": text for letter, text in zip("abcd", item.choices, strict=True)},
        "key": "B",
        "topic": item.topic,
        "citation": item.citation,
        "explanation": item.explanation,
    }
    made = client.submit(page, values, form="/moi", follow_redirects=True)
    assert made.page.heading == "Câu hỏi tc-001"
    sent = client.submit(made, form="/gui-duyet", follow_redirects=True)
    assert "người khác sẽ duyệt" in sent.page.text
    item_id = queries.all_items()[0].id
    second_editor()
    seen = client.get(f"{LIST}/{item_id}")
    approved = client.submit(seen, form="/duyet", follow_redirects=True)
    assert "Đã duyệt" in approved.page.text
    assert queries.get_item(item_id).status is Status.APPROVED
    assert queries.get_item(item_id).author_id == editor


def test_the_author_cannot_approve_even_by_hand(client: StrictClient, editor: int):
    item_id = draft(1, editor)
    services.send_to_review(item_id=item_id, by=editor, now=NOW)
    page = client.get(f"{LIST}/{item_id}")
    assert "Duyệt câu hỏi" not in page.page.text
    token = dict(page.page.form("/dang-xuat").filled)["csrf_token"]
    refused = client.post(f"{LIST}/{item_id}/duyet", data={"csrf_token": token})
    assert refused.status_code == 403
    assert queries.get_item(item_id).status is Status.REVIEW


def test_a_faulty_question_comes_back_with_what_was_typed(client: StrictClient, editor: int):
    item_id = draft(1, editor)
    page = client.get(f"{LIST}/{item_id}")
    back = client.submit(page, {"choice_b": make_item(1).choices[0]}, form=f"/{item_id}")
    assert back.status_code == 422
    assert back.page.title.startswith("Lỗi: ")
    assert "Phương án A và B giống nhau" in back.page.text
    assert dict(back.page.form(f"/{item_id}").filled)["choice_b"] == make_item(1).choices[0]
    assert queries.get_item(item_id).version == 1


def test_an_edit_shows_the_differences_between_versions_word_by_word(client: StrictClient, editor: int):
    item_id = draft(1, editor)
    page = client.get(f"{LIST}/{item_id}")
    client.submit(page, {"citation": "Văn bản mẫu số 1, Điều 9"}, form=f"/{item_id}")
    after = client.get(f"{LIST}/{item_id}/lich-su")
    assert after.page.rows("Khác với phiên bản trước")[1] == [
        "Căn cứ",
        "Văn bản mẫu số 1, Điều 1",
        "Văn bản mẫu số 1, Điều 9",
    ]
    assert b"<del>1</del>" in after.data
    assert b"<ins>9</ins>" in after.data
    steps = after.page.rows("Ai đã làm gì")
    assert [row[2] for row in steps[1:]] == ["Lưu phiên bản mới", "Lưu phiên bản mới"]


def test_a_comment_is_read_by_others_and_settled(
    client: StrictClient, editor: int, second_editor: Callable[[], int]
):
    item_id = draft(1, editor)
    page = client.get(f"{LIST}/{item_id}/lich-su")
    assert client.submit(page, {"text": " "}, form="/lich-su").status_code == 422
    client.submit(page, {"text": "Căn cứ đã cũ."}, form="/lich-su")
    second_editor()
    assert "can-xem" in client.get(LIST).data.decode()
    assert [row[1] for row in client.get(f"{LIST}?can-xem=1").page.rows("Câu hỏi")[1:]] == ["ch-001"]
    seen = client.get(f"{LIST}/{item_id}/lich-su")
    assert "Căn cứ đã cũ." in seen.page.text
    done = client.submit(seen, form="/xong", follow_redirects=True)
    assert "đánh dấu đã xử lý" in done.page.text
    assert "Không có câu hỏi nào khớp" in client.get(f"{LIST}?can-xem=1").page.text


def test_a_wording_that_is_nearly_there_is_shown_and_saved_only_when_one_insists(
    client: StrictClient, editor: int
):
    stem = "Cơ quan nào của tỉnh tiếp nhận và xử lý phản ánh, kiến nghị của người dân về thủ tục hành chính?"
    there = draft(1, editor, stem=stem)
    item_id = draft(2, editor)
    page = client.get(f"{LIST}/{item_id}")
    near = stem.replace("người dân", "tổ chức")
    warned = client.submit(page, {"stem": near}, form=f"/{item_id}")
    assert warned.status_code == 422
    assert warned.page.links["ch-001"] == f"{LIST}/{there}"
    assert queries.get_item(item_id).version == 1
    client.submit(warned, {"insists": "y"}, form=f"/{item_id}")
    assert queries.get_item(item_id).content.stem == near


@pytest.mark.usefixtures("editor")
def test_a_question_in_a_scheduled_round_is_shown_without_a_form_and_with_the_reason(client: StrictClient):
    make_world()
    item_id = queries.all_items()[0].id
    page = client.get(f"{LIST}/{item_id}").page
    assert "đang dùng cho Tuần 1" in page.text
    assert [form.action for form in page.forms] == ["/dang-xuat"]
    retire = client.get(f"{LIST}/{item_id}/ngung-dung")
    refused = client.submit(retire, {"reason": "Sai"}, form="/ngung-dung")
    assert refused.status_code == 409
    assert "Tuần 1" in refused.page.text


def test_sending_back_needs_a_reason_and_says_so_at_the_field(client: StrictClient, editor: int):
    item_id = draft(1, editor)
    services.send_to_review(item_id=item_id, by=editor, now=NOW)
    page = client.get(f"{LIST}/{item_id}/tra-lai")
    refused = client.submit(page, form="/tra-lai")
    assert (refused.status_code, "Ghi lý do." in refused.page.text) == (422, True)
    client.submit(page, {"reason": "Đáp án chưa rõ"}, form="/tra-lai")
    assert queries.get_item(item_id).status is Status.DRAFT


def test_several_questions_are_approved_together(
    client: StrictClient, editor: int, second_editor: Callable[[], int]
):
    ids = [draft(number, editor) for number in (1, 2, 3)]
    for item_id in ids[:2]:
        services.send_to_review(item_id=item_id, by=editor, now=NOW)
    second_editor()
    page = client.get(LIST)
    done = client.submit(page, {"cau": [str(one) for one in ids[:2]]}, form="/duyet", follow_redirects=True)
    assert "Đã duyệt 2 câu." in done.page.text
    assert [queries.get_item(one).status for one in ids] == ["approved", "approved", "draft"]


def test_taking_questions_with_their_keys_out_is_written_to_the_log(client: StrictClient, editor: int):
    make_bank(3)
    answer = client.submit(client.get(f"{LIST}?tim=so+2"), form="/tai")
    assert len(spreadsheet.read(answer.data, file="tai.xlsx").items) == 1
    entry = audit.latest(limit=1)[0]
    assert (entry.action, entry.actor_id, entry.facts) == ("bank:items:download", editor, {"rows": 1})


def test_a_file_is_checked_then_imported_without_its_bad_rows_and_undone(client: StrictClient, editor: int):
    items = [make_item(1), make_item(2), make_item(3, key=-1)]
    check = upload(client, spreadsheet.write(items))
    assert "có 1 hàng lỗi trong 3 hàng" in check.page.text
    assert queries.count_items(Filter()) == 0
    only_bad = client.get(f"{check.request.path}?hang=loi").page
    assert [row[0] for row in only_bad.rows("Các hàng của tệp")[1:]] == ["4", ""]
    marked = client.get(f"{check.request.path}/danh-dau")
    assert marked.headers["Content-Disposition"] == "attachment; filename=danh-dau-loi.xlsx"
    done = client.submit(
        check, button="Bỏ 1 hàng lỗi, nhập 2 hàng", form=check.request.path, follow_redirects=True
    )
    assert "Đã nhập 2 câu" in done.page.text
    assert [one.author_id for one in queries.all_items()] == [editor, editor]
    again = client.submit(check, form=check.request.path)
    assert "Đã nhập 2 câu" in again.page.text
    assert queries.count_items(Filter()) == 2
    left_out = spreadsheet.read(client.get(f"{check.request.path}/danh-dau").data, file="con-lai.xlsx")
    assert [problem.code for problem in left_out.errors] == ["no-key"]
    file = file_queries.files(limit=1)[0]
    undo = client.get(f"{LIST}/nhap/{file.id}/hoan-tac")
    client.submit(undo, form="/hoan-tac")
    assert queries.count_items(Filter(status=Status.RETIRED)) == 2


@pytest.mark.usefixtures("editor")
def test_the_same_file_is_recognised_and_not_offered_again(client: StrictClient):
    content = spreadsheet.write([make_item(1)])
    first = upload(client, content)
    client.submit(first, form=first.request.path)
    second = upload(client, content, "ten-khac.xlsx")
    assert "Tệp này đã nhập" in second.page.text
    assert [form.action for form in second.page.forms] == ["/dang-xuat"]


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "trong.xlsx", "Chọn tệp đã điền."),
        (b"noi dung", "cau-hoi.exe", "Chọn tệp .xlsx, .csv, .docx"),
    ],
)
def test_a_file_that_cannot_be_looked_at_is_refused_at_its_field(
    client: StrictClient, content: bytes, name: str, words: str
):
    refused = upload(client, content, name)
    assert refused.status_code == 422
    assert words in refused.page.text


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("name", ["hong.xlsx", "hong.csv"])
def test_a_broken_file_gives_a_clear_page_and_no_way_to_import(client: StrictClient, name: str):
    page = upload(client, b"PK\x03\x04 khong phai so Excel", name).page
    assert "không đọc được câu hỏi nào" in page.text
    assert [form.action for form in page.forms] == ["/dang-xuat"]


def test_another_persons_file_looks_missing(
    client: StrictClient, editor: int, second_editor: Callable[[], int]
):
    check = upload(client, spreadsheet.write([make_item(1)]))
    assert second_editor() != editor
    assert client.get(check.request.path).status_code == 404
    assert client.get(f"{LIST}/999").status_code == 404
