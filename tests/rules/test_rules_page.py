"""The public rules page says what the code does, for every rule set that may be published."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from rules.rule_set_samples import LEADERS, a_collective, a_rule_set, sound_rule_sets

import contest.rules
from contest.rules import ranking
from contest.rules.ruleset import (
    Closeness,
    Counting,
    ItemList,
    OverallMethod,
    OverallRule,
    Paragraph,
    PredictionRule,
    PredictionScope,
    PredictionTarget,
    PrizeLimit,
    RuleSet,
    ScoresShown,
    Section,
    StruckQuestion,
    Table,
    TieKey,
    default_2024,
    in_words,
    order_a,
    order_b,
    order_c,
    prediction_question,
)
from contest.rules.worked_example import NAMES, example_of
from questions.item import TOPICS

SOURCES = Path(contest.rules.__file__).parent


def texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Paragraph():
                yield block.text
            case ItemList():
                yield from block.items
            case Table():
                yield block.caption
                yield from block.header
                yield from (cell for row in block.rows for cell in row)


def page(ruleset: RuleSet) -> dict[str, str]:
    """All text of each section by its anchor."""
    return {section.anchor: "\n".join(texts(section)) for section in in_words(ruleset)}


def tables(ruleset: RuleSet, anchor: str) -> list[Table]:
    (section,) = (section for section in in_words(ruleset) if section.anchor == anchor)
    return [block for block in section.blocks if isinstance(block, Table)]


def test_the_page_of_2024_has_every_section_in_the_order_of_the_regulations():
    assert [section.anchor for section in in_words(default_2024())] == [
        "doi-tuong",
        "khong-du-thi",
        "de-thi",
        "thoi-gian",
        "luot-thi",
        "du-doan",
        "xep-hang",
        "giai-thuong",
        "tap-the",
        "toan-cuoc",
        "cong-bo",
        "khieu-nai",
    ]


@given(ruleset=sound_rule_sets())
def test_every_publishable_rule_set_makes_a_well_formed_page(ruleset: RuleSet):
    sections = in_words(ruleset)
    anchors = [section.anchor for section in sections]
    assert len(set(anchors)) == len(anchors)
    for section in sections:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", section.anchor)
        assert section.blocks
        for text in texts(section):
            assert text == text.strip()
            assert unicodedata.is_normalized("NFC", text)
            assert not re.search(r"[<>{}]|None|  ", text)
        for block in section.blocks:
            assert not isinstance(block, Table) or {len(row) for row in block.rows} == {len(block.header)}


@given(ruleset=sound_rule_sets())
def test_the_worked_example_is_ranked_by_the_rule_sets_own_keys(ruleset: RuleSet):
    results = [placing.result for placing in example_of(ruleset).placings]
    placings = ranking.rank(results, ruleset.tie_break)
    (table,) = tables(ruleset, "xep-hang")
    assert [(row[0], row[-1]) for row in table.rows] == [
        (NAMES[placing.result.entry_id - 1], str(placing.place)) for placing in placings
    ]
    for placing in placings:
        assert ranking.explain(placing) in page(ruleset)["xep-hang"]


@given(ruleset=sound_rule_sets())
def test_in_the_worked_example_each_key_decides_at_most_one_place_and_the_first_comes_last(ruleset: RuleSet):
    placings = example_of(ruleset).placings
    decided = [placing.decided_by for placing in placings if placing.decided_by is not None]
    assert decided[-1] is TieKey.SCORE
    assert len(set(decided)) == len(decided)
    assert decided == sorted(decided, key=ruleset.tie_break.index, reverse=True)


def test_the_worked_example_of_2024_shows_the_first_three_keys_at_work():
    placings = example_of(default_2024()).placings
    assert [(NAMES[p.result.entry_id - 1], p.place, p.decided_by) for p in placings] == [
        ("Thí sinh A", 1, None),
        ("Thí sinh B", 2, TieKey.TIME_USED),
        ("Thí sinh C", 3, TieKey.PREDICTION_ERROR),
        ("Thí sinh D", 4, TieKey.SCORE),
    ]


def test_a_rule_set_with_the_score_alone_shows_people_sharing_a_place():
    example = example_of(a_rule_set(tie_break=(TieKey.SCORE,), prediction=None))
    assert [placing.place for placing in example.placings] == [1, 1, 1, 4]


@pytest.mark.parametrize(
    ("tie_break", "allowed", "decided"),
    [
        (order_a(), 3, [None, TieKey.SUBMITTED_AT, TieKey.PREDICTION_ERROR, TieKey.SCORE]),
        (order_b(), 3, [None, TieKey.ATTEMPTS, TieKey.TIME_USED, TieKey.SCORE]),
        (order_b(), 1, [None, TieKey.REGISTERED_AT, TieKey.TIME_USED, TieKey.SCORE]),
        (order_c(), 3, [None, TieKey.SUBMITTED_AT, TieKey.TIME_USED, TieKey.SCORE]),
    ],
)
def test_the_worked_example_shows_only_keys_on_which_people_can_differ(
    tie_break: tuple[TieKey, ...], allowed: int, decided: list[TieKey | None]
):
    prediction = default_2024().prediction if TieKey.PREDICTION_ERROR in tie_break else None
    ruleset = a_rule_set(tie_break=tie_break, attempts_allowed=allowed, prediction=prediction)
    assert [placing.decided_by for placing in example_of(ruleset).placings] == decided


def test_a_guess_above_the_number_is_never_made_up_as_valid_where_it_is_not():
    for variant in Closeness:
        prediction = PredictionRule(
            target=PredictionTarget.PEOPLE, scope=PredictionScope.OVERALL, variant=variant
        )
        placings = example_of(a_rule_set(prediction=prediction)).placings
        assert all(placing.result.prediction_error is not None for placing in placings)


def test_each_division_has_a_table_of_its_paper_that_adds_up():
    for table, size in zip(tables(default_2024(), "de-thi"), (20, 10), strict=True):
        *cells, total = table.rows
        assert [row[0] for row in cells] == list(TOPICS.values())
        assert sum(int(row[2]) for row in cells) == int(total[2]) == size


OVERALL = OverallRule(
    method=OverallMethod.BEST,
    best_of=3,
    least_rounds=2,
    tie_break=(TieKey.ROUNDS_TAKEN, TieKey.SCORE, TieKey.SUBMITTED_AT),
)
BY_SIZE = a_collective(groups=(replace(default_2024().collective.groups[0], by_size=True),))
SENTENCES = [
    ({"minimum_age": 16}, "doi-tuong", "phải đủ 16 tuổi"),
    ({"minimum_age": 0}, "doi-tuong", "không giới hạn tuổi"),
    ({"minimum_age": 15}, "doi-tuong", "Thí sinh dưới 16 tuổi dự thi khi có sự đồng ý"),
    ({}, "khong-du-thi", "Thành viên Ban Tổ chức và Tổ thư ký"),
    ({}, "de-thi", "có hiệu lực tại ngày 04/11/2024"),
    ({}, "de-thi", "Mỗi câu trả lời đúng được 1 điểm"),
    ({}, "thoi-gian", "Mỗi lượt thi có 20 phút làm bài"),
    ({"duration": timedelta(seconds=90)}, "thoi-gian", "Mỗi lượt thi có 1 phút 30 giây làm bài"),
    ({}, "thoi-gian", "trong vòng 30 giây sau hạn nộp"),
    ({"grace": timedelta(0)}, "thoi-gian", "không nhận câu trả lời và bài nộp đến sau hạn nộp"),
    ({}, "thoi-gian", "30 phút cho một lượt thi"),
    ({"lets_started_finish": True}, "thoi-gian", "vẫn được làm đủ thời gian"),
    ({"lets_started_finish": False}, "thoi-gian", "lúc đóng đợt thi, tùy theo lúc nào đến trước"),
    ({}, "de-thi", "mọi bài có câu bị hủy được tính điểm câu đó"),
    ({"struck": StruckQuestion.LEAVES_TOTAL}, "de-thi", "không tính vào điểm và tổng số câu"),
    ({"attempts_allowed": 1}, "luot-thi", "một lượt trong mỗi đợt thi"),
    ({"attempts_allowed": 7}, "luot-thi", "tối đa 7 lượt"),
    ({"counting": Counting.BEST}, "luot-thi", "lượt có điểm cao nhất"),
    ({"counting": Counting.BEST}, "luot-thi", "tính lượt có thời gian làm bài ngắn hơn"),
    ({"tie_break": order_a()}, "luot-thi", "tính lượt nộp sớm hơn"),
    ({"counting": Counting.LAST}, "luot-thi", "lượt thi cuối cùng"),
    ({"counting": Counting.FIRST}, "luot-thi", "lượt thi đầu tiên"),
    ({}, "luot-thi", "Số dự đoán, thời gian làm bài"),
    (
        {"tie_break": order_c(), "prediction": None},
        "luot-thi",
        "Thời gian làm bài và thời điểm nộp bài được xét",
    ),
    ({}, "xep-hang", "Con số thực tế của câu hỏi dự đoán là 1.250."),
    ({}, "xep-hang", "số liệu đều là giả định"),
    ({"one_prize_per": PrizeLimit.ROUND}, "giai-thuong", "một giải trong một đợt thi"),
    ({"one_prize_per": PrizeLimit.CONTEST}, "giai-thuong", "một giải cá nhân trong cả cuộc thi"),
    ({"one_prize_per": PrizeLimit.NONE}, "giai-thuong", "Không giới hạn số giải"),
    ({"prizes_need_all_correct": True}, "giai-thuong", "Chỉ thí sinh trả lời đúng tất cả"),
    ({}, "giai-thuong", "800.000 đồng"),
    ({}, "tap-the", "Điểm xét giải = 50 × tỷ lệ tham gia + 50 × điểm trung bình so với điểm tối đa."),
    ({}, "tap-the", "dưới 50% không được xếp hạng"),
    ({}, "tap-the", "= 77,5 điểm."),
    ({"collective": a_collective(winner_points=2)}, "tap-the", "2 × số giải cá nhân"),
    ({}, "cong-bo", "sau khi đợt thi đóng"),
    ({"attempts_allowed": 1, "scores_shown": ScoresShown.AFTER_SUBMIT}, "cong-bo", "ngay sau khi nộp bài"),
    ({"complaint_days": 7}, "khieu-nai", "trong 7 ngày làm việc"),
    ({"overall": OVERALL}, "toan-cuoc", "tổng của 3 đợt có điểm cao nhất"),
    ({"overall": OVERALL}, "toan-cuoc", "người đã thi ít nhất 2 đợt"),
    ({"overall": OVERALL}, "toan-cuoc", "Số đợt đã thi: nhiều hơn xếp trước."),
    ({"overall": OVERALL}, "toan-cuoc", "Tổng điểm: cao hơn xếp trước."),
    (
        {"collective": a_collective(quotas=(LEADERS,))},
        "tap-the",
        "Lãnh đạo cơ quan ít nhất 1 người và ít nhất 50%",
    ),
    (
        {"collective": BY_SIZE},
        "tap-the",
        "Xét riêng theo quy mô (đến 30 người; từ 31 đến 100 người; trên 100 người)",
    ),
]


@pytest.mark.parametrize(("changes", "anchor", "sentence"), SENTENCES)
def test_the_page_states_each_setting(changes: dict[str, object], anchor: str, sentence: str):
    assert sentence in page(a_rule_set(**changes))[anchor]


@pytest.mark.parametrize(
    ("changes", "anchor", "sentence"),
    [
        ({"extra_time_factor": Fraction(1)}, "thoi-gian", "duyệt thêm giờ"),
        ({"minimum_age": 16}, "doi-tuong", "giám hộ"),
        ({"attempts_allowed": 1}, "luot-thi", "Lượt thi được tính là"),
        ({"prizes_need_all_correct": False}, "giai-thuong", "Chỉ thí sinh trả lời đúng"),
        ({"collective": a_collective(floor_rate=Fraction(0))}, "tap-the", "có tỷ lệ tham gia dưới"),
        ({"tie_break": order_c(), "prediction": None}, "xep-hang", "Con số thực tế"),
        ({"tie_break": order_c(), "prediction": None}, "xep-hang", "Số dự đoán"),
    ],
)
def test_the_page_does_not_state_what_the_rule_set_lacks(
    changes: dict[str, object], anchor: str, sentence: str
):
    assert sentence not in page(a_rule_set(**changes))[anchor]


def test_sections_about_things_a_contest_does_not_have_are_left_out():
    without = a_rule_set(tie_break=order_c(), prediction=None, collective=a_collective(groups=()))
    assert not {"du-doan", "tap-the"} & set(page(without))


def test_a_contest_without_personal_prizes_says_so():
    divisions = tuple(replace(division, prizes=()) for division in default_2024().divisions)
    assert page(a_rule_set(divisions=divisions))["giai-thuong"] == "Cuộc thi không có giải thưởng cá nhân."


@pytest.mark.parametrize(
    ("target", "counts"),
    [
        (PredictionTarget.PEOPLE_ALL_CORRECT, "Số được đếm là số người, không phải số lượt thi"),
        (PredictionTarget.ATTEMPTS_ALL_CORRECT, "Số được đếm là số lượt thi, không phải số người"),
        (PredictionTarget.PEOPLE, "Số được đếm là số người, không phải số lượt thi"),
        (PredictionTarget.ATTEMPTS, "Số được đếm là số lượt thi, không phải số người"),
    ],
)
@pytest.mark.parametrize(
    ("scope", "among"),
    [
        (PredictionScope.DIVISION, "trong nhóm đối tượng của anh/chị"),
        (PredictionScope.OVERALL, "ở tất cả các nhóm đối tượng"),
    ],
)
@pytest.mark.parametrize(
    ("variant", "closeness"),
    [
        (Closeness.ABSOLUTE, "cao hơn hay thấp hơn đều tính như nhau"),
        (Closeness.NOT_ABOVE, "Chỉ xét số dự đoán không vượt quá"),
    ],
)
def test_the_prediction_section_says_what_is_counted_among_whom_and_what_is_closest(
    *,
    target: PredictionTarget,
    counts: str,
    scope: PredictionScope,
    among: str,
    variant: Closeness,
    closeness: str,
):
    rule = PredictionRule(target=target, scope=scope, variant=variant)
    text = page(a_rule_set(prediction=rule))["du-doan"]
    assert counts in text
    assert closeness in text
    assert prediction_question(rule) in text
    assert among in prediction_question(rule)
    counted = "bao nhiêu lượt thi" if "ATTEMPTS" in target.name else "bao nhiêu người"
    assert counted in prediction_question(rule)


def test_the_ranking_keys_are_an_ordered_list_in_the_rule_sets_order():
    (section,) = (section for section in in_words(default_2024()) if section.anchor == "xep-hang")
    ordered = next(block for block in section.blocks if isinstance(block, ItemList) and block.ordered)
    assert [item.split(":")[0] for item in ordered.items][:4] == [
        "Điểm bài thi",
        "Độ lệch dự đoán",
        "Thời gian làm bài",
        "Thời điểm nộp bài",
    ]
    assert ordered.items[4].startswith("Bốc thăm công khai")


def test_every_rule_cites_a_section_that_the_page_really_has():
    cited = set()
    for path in SOURCES.glob("*.py"):
        cited |= set(re.findall(r"Source: thể lệ, mục ([^.;(]+)", path.read_text(encoding="utf-8")))
    whole = a_rule_set(overall=OVERALL)
    titles = {section.title for section in in_words(whole)} | {"Thời gian các đợt thi"}
    assert {" ".join(title.split()) for title in cited} <= titles
