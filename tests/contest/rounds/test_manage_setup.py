"""A contest is set up step by step, in any order, and opened only when nothing is missing."""

from itertools import pairwise

import factories
import pytest

from contest.platform.viewer import Role
from contest.rounds import queries, services
from contest.rounds.queries import RoundState

SETUP = "/quan-tri/cuoc-thi/moi"
TEXTS = {
    "title": "Tìm hiểu Cải cách hành chính 2025",
    "organiser": "Sở Nội vụ",
    "legal_basis": "Kế hoạch 05",
    "hotline": "0900 111 222",
    "receipt_prefix": "HG25",
    "unit_list": "ha-giang-2024",
}
WEEKS = {"opens_at": "02/12/2024 07:00", "closes_at": "08/12/2024 17:00", "number": "3"}


@pytest.fixture
def organiser(app, client):
    factories.make_units()
    factories.make_bank()
    factories.sign_in(client, factories.make_staff())
    return client


def begun(client):
    page = client.get(f"{SETUP}/thong-tin")
    assert client.submit(page, TEXTS, form="/thong-tin").status_code == 303
    return queries.find_contest_in_preparation()


def opened(client, page):
    """The answer to the button that schedules every round."""
    forms = [form for form in page.page.forms if form.method == "post" and "/kiem-tra" in form.action]
    assert len(forms) == 1
    return client.post(forms[0].action, data=dict(forms[0].filled))


def with_small_papers(contest):
    services.add_rule_set(contest_id=contest.id, rules=factories.make_rules(), by=None, now=factories.NOW)


def test_without_a_contest_the_page_offers_to_begin_one(organiser):
    assert "Mở cuộc thi đầu tiên" in organiser.get("/quan-tri/cuoc-thi").page.links


def test_only_organisers_set_a_contest_up(app, client):
    factories.sign_in(client, factories.make_staff(91, Role.AUDITOR))
    assert client.get(f"{SETUP}/thong-tin").status_code == 403


def test_the_first_step_makes_a_contest_with_the_default_rules_once(organiser):
    page = organiser.get(f"{SETUP}/thong-tin")
    assert [organiser.submit(page, TEXTS, form="/thong-tin").status_code for _ in range(2)] == [303, 303]
    assert queries.count_contests() == 1
    contest = queries.current_contest()
    assert (contest.slug, contest.receipt_prefix) == ("tim-hieu-cai-cach-hanh-chinh-2025", "HG25")
    assert queries.newest_rule_set(contest.id).rules.title == TEXTS["title"]


def test_a_first_step_with_gaps_keeps_what_was_typed(organiser):
    page = organiser.get(f"{SETUP}/thong-tin")
    answer = organiser.submit(page, TEXTS | {"title": "", "receipt_prefix": "hg 25"}, form="/thong-tin")
    assert answer.status_code == 422
    assert "Từ 2 đến 8 chữ in hoa" in answer.page.text
    assert dict(answer.page.form("/thong-tin").filled)["organiser"] == "Sở Nội vụ"
    assert queries.count_contests() == 0


def test_weekly_rounds_follow_each_other(organiser):
    contest = begun(organiser)
    page = organiser.get(f"{SETUP}/dot-thi")
    assert organiser.submit(page, WEEKS | {"results_days": "2"}, form="/dot-thi").status_code == 303
    made = queries.rounds_of(contest.id)
    assert [one.name for one in made] == ["Tuần 1", "Tuần 2", "Tuần 3"]
    assert [(b.opens_at - a.opens_at).days for a, b in pairwise(made)] == [7, 7]
    assert [(one.results_due_on - one.closes_at.date()).days for one in made] == [2, 2, 2]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"closes_at": "02/12/2024 07:00"}, "mở và đóng cùng một lúc"),
        ({"closes_at": "10/12/2024 07:00"}, "Mỗi đợt dài nhất 7 ngày"),
        ({"number": "0"}, "Nhập số từ 1 đến 52."),
        ({"results_days": "366"}, "Nhập số từ 0 đến 365."),
        ({"opens_at": "2024-12-02"}, "Nhập ngày giờ, ví dụ"),
    ],
)
def test_bad_weeks_are_refused(organiser, typed, sentence):
    contest = begun(organiser)
    answer = organiser.submit(organiser.get(f"{SETUP}/dot-thi"), WEEKS | typed, form="/dot-thi")
    assert answer.status_code == 422
    assert sentence in answer.page.text
    assert queries.rounds_of(contest.id) == ()


def test_the_last_step_lists_what_is_missing_with_links(organiser):
    begun(organiser)
    page = organiser.get(f"{SETUP}/kiem-tra").page
    verdicts = [(row[0], row[2]) for row in page.rows("Danh mục kiểm tra")[1:]]
    assert verdicts[:2] == [("✓ Xong", "Mẫu, thông tin"), ("✕ Còn thiếu", "Đợt thi")]
    assert ("✕ Còn thiếu", "Đề thi, thể lệ") in verdicts
    assert verdicts[-1] == ("! Nên xem", "Đối tượng, đơn vị")
    assert "Chưa có đợt thi nào." in page.text
    assert not any("Lên lịch" in button.words for form in page.forms for button in form.buttons)


def test_a_contest_that_misses_something_is_not_opened(organiser):
    contest = begun(organiser)
    organiser.submit(organiser.get(f"{SETUP}/dot-thi"), WEEKS, form="/dot-thi")
    token = organiser.get(f"{SETUP}/kiem-tra").page.one("meta", name="csrf-token").get("content")
    answer = organiser.post(f"{SETUP}/kiem-tra", data={"csrf_token": token, "pools": "contest"})
    assert answer.status_code == 409
    assert "Ngân hàng câu hỏi chưa đủ" in answer.page.text
    assert {one.state for one in queries.rounds_of(contest.id)} == {RoundState.DRAFT}


def test_the_contest_is_opened_when_all_is_there_and_a_second_click_changes_nothing(organiser):
    contest = begun(organiser)
    with_small_papers(contest)
    organiser.submit(organiser.get(f"{SETUP}/dot-thi"), WEEKS, form="/dot-thi")
    for step in ("the-le", "doi-tuong"):
        assert organiser.get(f"{SETUP}/{step}").status_code == 200
    page = organiser.get(f"{SETUP}/kiem-tra")
    assert "Lên lịch 3 đợt thi: mỗi đợt tự mở, tự đóng theo giờ." in page.page.text
    assert [opened(organiser, page).status_code for _ in range(2)] == [303, 303]
    assert {one.state for one in queries.rounds_of(contest.id)} == {RoundState.SCHEDULED}


def test_a_contest_in_preparation_does_not_take_the_site_from_the_running_one(app, client):
    world = factories.make_world()
    factories.sign_in(client, factories.make_staff())
    contest = begun(client)
    assert queries.current_contest().id == world.contest_id
    assert TEXTS["title"] in client.get("/quan-tri/cuoc-thi").page.text
    with_small_papers(contest)
    client.submit(client.get(f"{SETUP}/dot-thi"), WEEKS, form="/dot-thi")
    page = client.get(f"{SETUP}/kiem-tra")
    assert "“Cuộc thi mẫu” không còn là cuộc thi trên trang của thí sinh." in page.page.text
    assert opened(client, page).status_code == 303
    assert queries.current_contest().id == contest.id


def test_a_new_contest_may_copy_the_rules_of_the_running_one(app, client):
    factories.make_world(rules=factories.make_rules(attempts_allowed=2))
    factories.sign_in(client, factories.make_staff())
    page = client.get(f"{SETUP}/thong-tin")
    client.submit(page, TEXTS | {"template": "hien-tai"}, form="/thong-tin")
    contest = queries.find_contest_in_preparation()
    assert queries.newest_rule_set(contest.id).rules.attempts_allowed == 2
