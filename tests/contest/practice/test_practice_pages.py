"""Practice: open to everybody, explained with its source, and never a question of an unfinished round."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from hypothesis import given
from hypothesis import strategies as st

from contest.attempts import services as attempts
from contest.bank import media
from contest.bank import queries as bank_queries
from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.practice import daily, queries
from contest.practice.sitting import sitting, validity_of
from contest.rounds import services as rounds
from contest.rules.windows import Interval
from questions.item import Item, Level

NOW = factories.NOW
PATH = "/on-tap/the-che"
ITEMS = [factories.make_item(number) for number in range(1, 5)]


def add(*items: Item, pool: Pool = Pool.OPEN, status: Status = Status.APPROVED):
    bank.import_items(items=items, pool=pool, status=status, by=None, now=NOW)


def open_items(count: int, **changes: Any):
    return [
        factories.make_item(number, code=f"mo-{number:03}", **changes) for number in range(101, 101 + count)
    ]


def letter(item: Item, *, right: bool = True):
    return "ABCD"[item.key if right else (item.key + 1) % 4]


def at(given: str = "", chosen: str = "", *, number: int = 1, again: Sequence[str] = ()):
    return sitting(ITEMS, number=number, size=3, again=again, given=given, chosen=chosen)


def test_a_sitting_goes_through_its_set_and_counts():
    assert [at("B" * done).number for done in range(3)] == [1, 2, 3]
    end = at("BCD")
    assert (end.current, end.correct, end.wrong_codes) == (None, 3, ())
    assert at("BA-").wrong_codes == ("ch-002", "ch-003")


def test_the_last_set_may_be_shorter_and_a_set_beyond_is_empty():
    assert at(number=2).items == (ITEMS[3],)
    assert at(number=9).items == ()
    assert at(number=0).items == at(number=1).items


def test_wrong_questions_are_repeated_by_their_codes_and_unknown_codes_left_out():
    again = at(again=("ch-004", "ch-002", "ch-002", "khong-co"))
    assert [item.code for item in again.items] == ["ch-004", "ch-002"]


@pytest.mark.parametrize("nonsense", ["Z", "AB", "", "1", "%"])
def test_a_letter_that_is_no_option_is_no_answer(nonsense: str):
    assert at(chosen=nonsense).shown is None


def test_a_record_that_is_too_long_or_strange_is_cut():
    assert at("bcdbcdbcd").given == "BCD"
    assert at("B<script>").given.startswith("B")
    assert len(at("B" * 500).given) == 3


def test_the_source_says_until_when_it_held():
    item = factories.make_item(1, valid_to=date(2025, 6, 30), replaced_by="Luật mới")
    assert validity_of(item, on=date(2025, 6, 30)).in_force
    ended = validity_of(item, on=date(2025, 7, 1))
    assert (ended.in_force, ended.ended_on, ended.replaced_by) == (False, date(2025, 6, 30), "Luật mới")


def test_a_visitor_answers_and_reads_why(client: StrictClient):
    add(*open_items(12))
    item = queries.questions_of("the-che", now=NOW)[0]
    page = client.get(PATH)
    assert page.page.heading == item.stem
    wrong = client.submit(page, {"chon": letter(item, right=False)}, button="Kiểm tra")
    assert f"Chưa đúng. Đáp án: {letter(item)}" in wrong.page.text
    assert item.explanation in wrong.page.text
    assert item.citation in wrong.page.text
    assert "Còn hiệu lực." in wrong.page.text
    right = client.submit(page, {"chon": letter(item)}, button="Kiểm tra")
    assert f"Đúng. Đáp án: {letter(item)}" in right.page.text


def test_a_question_does_not_tell_its_answer_before_one_is_given(client: StrictClient):
    add(*open_items(3))
    text = client.get(PATH).get_data(as_text=True)
    assert "Đáp án" not in text
    assert "quy định như vậy" not in text


def test_pressing_the_button_without_a_choice_asks_for_one(client: StrictClient):
    add(*open_items(3))
    page = client.submit(client.get(PATH), button="Kiểm tra").page
    assert page.title.startswith("Lỗi: ")
    assert "Chọn một phương án rồi bấm Kiểm tra." in page.text


def test_a_whole_set_ends_with_the_score_and_the_wrong_questions(client: StrictClient):
    add(*open_items(12))
    page = client.get(f"{PATH}?bo=2")
    for item in queries.questions_of("the-che", now=NOW)[10:]:
        checked = client.submit(page, {"chon": letter(item, right=item.key == 0)}, button="Kiểm tra")
        link = checked.page.links.get("Câu tiếp theo") or checked.page.links["Xem kết quả"]
        page = client.get(link)
    assert page.page.heading == "Kết quả ôn tập"
    again = page.page.links.get("Ôn lại câu sai")
    assert again is not None
    assert client.get(again).status_code == 200


def test_a_topic_without_questions_says_so_and_an_unknown_topic_is_not_found(client: StrictClient):
    assert "Chủ đề này chưa có câu hỏi." in client.get(PATH).page.text
    assert client.get("/on-tap/khong-co").status_code == 404


def test_only_approved_open_questions_are_practised(client: StrictClient):
    add(*open_items(1, stem="Câu đã duyệt trong ngân hàng mở là câu nào trong các câu sau?"))
    add(factories.make_item(201), status=Status.REVIEW)
    add(factories.make_item(202), pool=Pool.CONTEST)
    assert "1 câu" in client.get("/on-tap").page.text
    assert client.get(PATH).page.heading.startswith("Câu đã duyệt")


def test_practice_never_shows_a_question_of_an_unfinished_round(client: StrictClient, clock: SettableClock):
    world = factories.make_world()
    add(*open_items(6))
    round_id = rounds.add_round(
        contest_id=world.contest_id,
        name="Tuần 2",
        intervals=(Interval(opens_at=NOW + timedelta(days=7), closes_at=NOW + timedelta(days=8)),),
        by=None,
        now=NOW,
    )
    assert len(queries.questions_of("the-che", now=NOW)) == 6
    rounds.schedule(round_id=round_id, pools=(Pool.OPEN,), by=None, now=NOW)
    assert queries.questions_of("the-che", now=NOW) == ()
    assert "Chủ đề này chưa có câu hỏi." in client.get(PATH).page.text
    assert client.get(f"{PATH}?lai=mo-101").page.heading == "Cải cách thể chế"
    clock.move_to(NOW + timedelta(days=8))
    # Closed is not yet finished: the round may still be extended or examined.
    assert queries.questions_of("the-che", now=clock()) == ()
    attempts.close_round(round_id=round_id, by=None, now=clock())
    assert len(queries.questions_of("the-che", now=clock())) == 6


@pytest.mark.usefixtures("app")
def test_a_newer_version_of_a_question_in_a_round_is_withheld_too():
    world = factories.make_world()
    add(*open_items(6))
    rounds.schedule(
        round_id=rounds.add_round(
            contest_id=world.contest_id,
            name="Tuần 2",
            intervals=(Interval(opens_at=NOW + timedelta(days=7), closes_at=NOW + timedelta(days=8)),),
            by=None,
            now=NOW,
        ),
        pools=(Pool.OPEN,),
        by=None,
        now=NOW,
    )
    changed = open_items(1, explanation="Giải thích viết lại cho rõ hơn.")[0]
    before = bank_queries.find_by_code("mo-101").version_id
    add(changed)
    assert bank_queries.find_by_code("mo-101").version_id != before
    assert queries.questions_of("the-che", now=NOW) == ()


def test_questions_follow_the_law_of_the_contest_and_say_when_it_has_ended(
    client: StrictClient, clock: SettableClock
):
    factories.make_world()
    add(*open_items(1, valid_to=date(2025, 6, 30), replaced_by="Luật mới"))
    add(factories.make_item(301, code="mo-301", valid_from=date(2025, 7, 1)))
    clock.move_to(NOW + timedelta(days=300))
    item = queries.questions_of("the-che", now=clock())[0]
    assert len(queries.questions_of("the-che", now=clock())) == 1
    page = client.get(f"{PATH}?chon={letter(item)}").page
    assert "Có hiệu lực đến hết ngày 30/06/2025." in page.text
    assert "Thay bằng: Luật mới." in page.text
    laws = client.get("/van-ban").page.rows("Văn bản")
    assert "đến hết ngày 30/06/2025" in laws[1][3]


def test_cited_texts_are_listed_once_with_their_topics(client: StrictClient):
    add(*open_items(4, citation="Nghị định 61/2018/NĐ-CP, Điều 9"))
    rows = client.get("/van-ban").page.rows("Văn bản")[1:]
    assert rows == [["Nghị định 61/2018/NĐ-CP", "Cải cách thể chế", "4 câu ôn tập", "Còn hiệu lực"]]


DAY = date(2024, 11, 18)
BANK = [factories.make_item(number) for number in range(1, 41)]


def codes(items: Sequence[Item]):
    return [item.code for item in items]


@given(st.dates(), st.permutations(BANK))
def test_the_days_five_questions_depend_on_the_day_and_the_bank_alone(day: date, bank: Sequence[Item]):
    chosen = codes(daily.set_of(bank, on=day))
    assert len(set(chosen)) == daily.DAILY_SIZE
    assert chosen == codes(daily.set_of(BANK, on=day))


def test_another_day_brings_other_questions():
    days = [DAY + timedelta(days=number) for number in range(30)]
    assert len({tuple(sorted(codes(daily.set_of(BANK, on=day)))) for day in days}) == len(days)


@given(st.sampled_from(BANK), st.dates())
def test_a_question_that_leaves_the_bank_takes_one_place_of_the_day_at_most(gone: Item, day: date):
    before = set(codes(daily.set_of(BANK, on=day)))
    after = set(codes(daily.set_of([item for item in BANK if item != gone], on=day)))
    assert before - after <= {gone.code}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-11-17", date(2024, 11, 17)),
        ("2024-11-19", DAY),
        ("hom-qua", DAY),
        ("", DAY),
        ("2024-13-01", DAY),
    ],
)
def test_a_day_to_come_and_nonsense_mean_today(text: str, day: date):
    assert daily.day_of(text, today=DAY) == day


def test_the_set_of_the_day_goes_on_over_midnight(client: StrictClient, clock: SettableClock):
    add(*open_items(30))
    page = client.get(client.get("/on-tap").page.links["Làm 5 câu hôm nay"])
    asked = codes(queries.questions_of_day(DAY, now=NOW))
    for number in range(5):
        item = queries.questions_of_day(DAY, now=NOW)[number]
        assert page.page.heading == item.stem
        checked = client.submit(page, {"chon": letter(item, right=number > 0)}, button="Kiểm tra")
        assert item.explanation in checked.page.text
        page = client.get(checked.page.links.get("Câu tiếp theo") or checked.page.links["Xem kết quả"])
        clock.move_to(NOW + timedelta(days=1))
    assert "4/5" in page.page.text
    again = client.get(page.page.links["Ôn lại câu sai"]).page
    assert again.heading == queries.questions_of_day(DAY, now=NOW)[0].stem
    assert asked != codes(queries.questions_of_day(DAY + timedelta(days=1), now=NOW))


def test_an_empty_bank_has_no_set_of_the_day(client: StrictClient):
    for path in ("/on-tap/hom-nay", "/on-tap/hom-nay/ca-bo", f"{PATH}/ca-bo"):
        assert "Chưa có câu hỏi nào để ôn tập." in client.get(path).page.text


def test_one_level_is_practised_and_kept_from_page_to_page(client: StrictClient):
    add(*open_items(3), factories.make_item(301, code="mo-301", level=Level.APPLY))
    page = client.get("/on-tap").page
    assert "4 câu" in page.text
    applied = client.get(page.links["Vận dụng"]).page
    assert "1 câu" in applied.text
    question = client.get(applied.links["Làm bộ 1, Cải cách thể chế"])
    item = queries.questions_of("the-che", level=Level.APPLY, now=NOW)[0]
    assert question.page.heading == item.stem
    checked = client.submit(question, {"chon": letter(item, right=False)}, button="Kiểm tra")
    end = client.get(checked.page.links["Xem kết quả"]).page
    assert "0/1" in end.text
    assert client.get(end.links["Ôn lại câu sai"]).page.heading == item.stem
    assert "4 câu" in client.get("/on-tap?muc=khong-co").page.text


def test_a_whole_set_stands_on_one_page_with_folded_answers(client: StrictClient):
    add(*open_items(12))
    page = client.get(f"{PATH}/ca-bo?bo=2")
    second = queries.questions_of("the-che", now=NOW)[10:]
    assert [item.stem in page.page.text for item in second] == [True, True]
    assert page.get_data(as_text=True).count("<details>") == len(second)
    assert client.get(page.page.links["Làm từng câu và tính điểm"]).page.heading == second[0].stem
    assert client.get("/on-tap/khong-co/ca-bo").status_code == 404


def illustrated(*, code: str, pool: Pool):
    """A question with a stored picture; answers the address its file would have."""
    picture = media.recognised(b"\x89PNG\r\n\x1a\n" + code.encode() + b"IEND\xaeB`\x82")
    editor = factories.make_staff(91 if pool is Pool.OPEN else 92)
    item = factories.make_item(7, code=code, stem=f"Câu {code} có hình vẽ gì?")
    item_id = bank.create(item=item, pool=pool, by=editor, now=NOW, insists=True)
    medium = picture.medium(description="Sơ đồ <một cửa>", choice=None)
    with_picture = factories.make_item(7, code=code, stem=item.stem, media=(medium,))
    bank.edit(item_id=item_id, item=with_picture, based_on=1, by=editor, now=NOW, files=(picture,))
    bank.send_to_review(item_id=item_id, by=editor, now=NOW)
    bank.approve(item_id=item_id, by=factories.make_staff(93 if pool is Pool.OPEN else 94), now=NOW)
    return f"/on-tap/tep/{picture.sha256}"


@pytest.mark.usefixtures("app")
def test_pictures_of_open_questions_are_shown_and_those_of_others_not_fetchable(client: StrictClient):
    address, secret = (
        illustrated(code="mo-hinh", pool=Pool.OPEN),
        illustrated(code="thi-hinh", pool=Pool.CONTEST),
    )
    for path in (PATH, f"{PATH}/ca-bo", f"{PATH}?chon=A"):
        page = client.get(path).get_data(as_text=True)
        assert f'<img src="{address}" alt="Sơ đồ &lt;một cửa&gt;">' in page
    assert client.get(address).mimetype == "image/png"
    assert client.get(secret).status_code == 404


@pytest.mark.usefixtures("app")
def test_pictures_of_open_questions_that_a_round_may_draw_are_withheld(client: StrictClient):
    address = illustrated(code="mo-hinh", pool=Pool.OPEN)
    add(*open_items(4))
    world = factories.make_world()
    assert client.get(address).status_code == 200
    round_id = rounds.add_round(
        contest_id=world.contest_id,
        name="Đợt mở",
        intervals=(Interval(opens_at=NOW, closes_at=NOW + timedelta(days=1)),),
        by=None,
        now=NOW - timedelta(days=1),
    )
    rounds.schedule(round_id=round_id, pools=(Pool.OPEN,), by=None, now=NOW - timedelta(days=1))
    assert client.get(address).status_code == 404
