"""Organisers write a version of the rules: typed in a form, checked at the field, read in words, stored."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import factories
import pytest
from factories import make_rules

from contest.rounds import queries, services
from contest.rules.ruleset import TieKey, default_2024
from questions.blueprint import Cell, PaperBlueprint
from questions.item import Level


@pytest.fixture
def world(app):
    return factories.make_world(rules=make_rules())


@pytest.fixture
def page(client, world):
    factories.sign_in(client, factories.make_staff())
    return client.get(f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/moi")


def saved(client, page, typed, world):
    answer = client.submit(page, typed, form="/the-le/moi", button="Lưu phiên bản")
    assert answer.status_code == 303, answer.page.text
    return queries.newest_rule_set(world.contest_id)


def test_saving_the_form_as_it_comes_gives_the_same_rules_and_no_new_version(client, page, world):
    version = saved(client, page, {}, world)
    assert version.number == 1
    assert version.rules == make_rules()


def test_the_whole_contest_compulsory_staff_size_bands_and_the_ceiling_can_be_set(client, page, world):
    typed = {
        "overall": "best",
        "overall_best": "3",
        "overall_least": "2",
        "overall_order-0": "rounds_taken",
        "overall_order-1": "score",
        "overall_order-2": "",
        "overall_order-3": "",
        "overall_order-4": "",
        "ceiling_vnd": "100.000.000",
        "quotas-0-people": "1",
        "quotas-1-percent": "50",
        "quotas-2-percent": "100",
        "groups-0-by_size": True,
        "divisions-0-overall_prizes-0-name": "Giải Nhất toàn cuộc",
        "divisions-0-overall_prizes-0-quota": "1",
        "divisions-0-overall_prizes-0-amount_vnd": "5.000.000",
    }
    rules = saved(client, page, typed, world).rules
    assert rules.overall is not None
    assert (rules.overall.method, rules.overall.best_of, rules.overall.least_rounds) == ("best", 3, 2)
    assert rules.overall.tie_break == (TieKey.ROUNDS_TAKEN, TieKey.SCORE)
    assert rules.ceiling_vnd == 100_000_000
    assert [(one.category, one.least_people, one.least_share) for one in rules.collective.quotas] == [
        ("lanh-dao", 1, Fraction(0)),
        ("truong-phong", 0, Fraction(1, 2)),
        ("mot-cua", 0, Fraction(1)),
    ]
    assert rules.collective.groups[0].by_size
    assert [one.name for one in rules.divisions[0].overall_prizes] == ["Giải Nhất toàn cuộc"]
    again = client.get(f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/moi")
    assert saved(client, again, {}, world).rules == rules


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"overall": "best"}, "Nêu số đợt tốt nhất được tính"),
        ({"overall": "sum", "overall_order-0": "time_used"}, "Tiêu chí đầu tiên của toàn cuộc thi"),
        ({"ceiling_vnd": "1000"}, "vượt mức trần"),
        ({"quotas-0-percent": "101"}, "tỷ lệ từ 0% đến 100%"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, page, typed, sentence):
    answer = client.submit(page, typed, form="/the-le/moi", button="Lưu phiên bản")
    assert answer.status_code == 422
    assert sentence in answer.page.text


def test_every_part_of_the_rules_can_be_changed(client, page, world):
    typed = {
        "minutes": "25",
        "seconds": "30",
        "attempts_allowed": "1",
        "counting": "last",
        "grace_seconds": "5",
        "extra_percent": "200",
        "scores_shown": "after_submit",
        "target": "people",
        "scope": "overall",
        "order": "khac",
        "own_order-2": "attempts",
        "law_as_of": "01/12/2024",
        "floor_percent": "20",
        "divisions-0-matrix-the-che-bat-ky": "",
        "divisions-0-matrix-thu-tuc-hanh-chinh-recall": "7",
        "divisions-1-prizes-0-amount_vnd": "1.500.000",
        "divisions-1-prizes-3-removed": True,
        "divisions-1-prizes-4-name": "Giải Phong trào",
        "divisions-1-prizes-4-quota": "9",
        "groups-2-removed": True,
        "groups-0-kinds": ["department", "other"],
    }
    rules = saved(client, page, typed, world).rules
    assert (rules.duration, rules.grace) == (timedelta(minutes=25, seconds=30), timedelta(seconds=5))
    assert (rules.attempts_allowed, rules.counting, rules.extra_time_factor) == (1, "last", Fraction(2))
    assert (rules.prediction.target, rules.prediction.scope) == ("people", "overall")
    assert rules.tie_break[:3] == (TieKey.SCORE, TieKey.PREDICTION_ERROR, TieKey.ATTEMPTS)
    first, second = rules.divisions
    cells = [(cell.topic, cell.level, cell.count) for cell in first.blueprint.cells]
    assert cells == [("thu-tuc-hanh-chinh", "recall", 7)]
    prizes = [(prize.code, prize.quota, prize.amount_vnd) for prize in second.prizes]
    assert prizes[0] == ("nhat", 1, 1_500_000)
    assert prizes[-1] == ("giai-phong-trao", 9, 0)
    assert "khuyen-khich" not in {prize.code for prize in second.prizes}
    assert rules.collective.floor_rate == Fraction(1, 5)
    assert [group.kinds for group in rules.collective.groups] == [("department", "other"), ("district",)]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"minutes": "0"}, "minutes", "Thời gian làm bài phải từ 1 giây"),
        ({"minutes": "hai mươi"}, "minutes", "Nhập một số nguyên từ 0 trở lên."),
        ({"grace_seconds": "900"}, "grace_seconds", "Thời gian chờ mạng"),
        ({"scores_shown": "after_submit"}, "scores_shown", "làm lộ"),
        ({"target": "none"}, "order-0", "không có câu hỏi dự đoán"),
        ({"order": "khac", "own_order-0": "time_used"}, "order-0", "đầu tiên phải là điểm bài thi"),
        ({"divisions-0-prizes-1-quota": "0"}, "divisions-0-prizes-1-quota", "phải ít nhất là 1"),
        ({"divisions-0-matrix-the-che-bat-ky": "x"}, "divisions-0-matrix", "nhập số nguyên từ 0 đến 200"),
        ({"divisions-0-matrix-the-che-bat-ky": ""}, "divisions-0-matrix", "Ma trận đề chưa có câu nào."),
        ({"divisions-0-tagged-0-tag": "a"}, "divisions-0-tagged-0-count", "Nhập số câu từ 1 đến 200"),
        ({"divisions-0-tagged-0-count": "3"}, "divisions-0-tagged-0-tag", "Ghi nhãn của các câu này"),
        (
            {"divisions-0-tagged-0-tag": "a", "divisions-0-tagged-0-count": "201"},
            "divisions-0-tagged-0-count",
            "Nhập số câu từ 1 đến 200",
        ),
        ({"divisions-0-name": ""}, "divisions-0-name", "Nhập tên gọi."),
        ({"groups-0-kinds": []}, "groups-0-kinds", "chưa có loại đơn vị nào"),
        ({"floor_percent": "120"}, "floor_percent", "Tỷ lệ tham gia tối thiểu"),
        ({"law_as_of": ""}, "law_as_of", "Mục này chưa được điền."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_stored(client, page, world, typed, field, sentence):
    answer = client.submit(page, typed, form="/the-le/moi", button="Lưu phiên bản")
    assert answer.status_code == 422
    assert sentence in answer.page.text
    assert any(target.startswith(f"#{field.removesuffix('-0')}") for target in answer.page.links.values())
    assert queries.newest_rule_set(world.contest_id).number == 1


def test_the_preview_states_the_rules_in_words_and_stores_nothing(client, page, world):
    answer = client.submit(page, {"minutes": "33"}, form="/the-le/moi", button="Xem trước")
    assert answer.status_code == 200
    assert "33 phút" in answer.page.text
    assert dict(answer.page.form("/the-le/moi").filled)["minutes"] == "33"
    assert queries.newest_rule_set(world.contest_id).number == 1
    assert saved(client, answer, {}, world).rules.duration == timedelta(minutes=33)


def test_a_tag_is_set_kept_when_other_things_change_and_taken_away(client, page, world):
    typed = {
        "divisions-0-tagged-0-tag": " tình huống ",
        "divisions-0-tagged-0-topic": "dich-vu-cong",
        "divisions-0-tagged-0-level": "apply",
        "divisions-0-tagged-0-count": "2",
        "divisions-0-tagged-1-tag": "thanh niên",
        "divisions-0-tagged-1-count": "1",
    }
    plain = make_rules().divisions[0].blueprint.cells
    tagged = (
        Cell(topic="dich-vu-cong", level=Level.APPLY, count=2, tag="tình huống"),
        Cell(topic=None, level=None, count=1, tag="thanh niên"),
    )
    first, second = saved(client, page, typed, world).rules.divisions
    assert first.blueprint.cells == (*plain, *tagged)
    assert second.blueprint.cells == plain

    def changed(typed):
        form = client.get(f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/moi")
        return saved(client, form, typed, world).rules

    later = changed({"minutes": "25"})
    assert later.duration == timedelta(minutes=25)
    assert later.divisions[0].blueprint.cells == (*plain, *tagged)
    without = changed({"divisions-0-tagged-0-tag": "", "divisions-0-tagged-0-count": ""})
    assert without.divisions[0].blueprint.cells == (*plain, tagged[1])
    only_tagged = changed({"divisions-0-matrix-the-che-bat-ky": ""})
    assert only_tagged.divisions[0].blueprint.cells == (tagged[1],)


def test_a_matrix_of_an_earlier_version_with_tags_comes_back_as_it_was(client, world):
    cells = (
        Cell(topic="the-che", level=None, count=2),
        Cell(topic="the-che", level=None, count=1, tag="a"),
        Cell(topic="the-che", level=None, count=1, tag="b"),
    )
    rules = make_rules()
    divisions = tuple(replace(one, blueprint=PaperBlueprint(cells=cells)) for one in rules.divisions)
    services.add_rule_set(
        contest_id=world.contest_id,
        rules=replace(rules, divisions=divisions),
        by=None,
        now=factories.NOW,
    )
    factories.sign_in(client, factories.make_staff())
    form = client.get(f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/moi")
    again = saved(client, form, {"minutes": "25"}, world).rules
    assert [one.blueprint.cells for one in again.divisions] == [cells, cells]


def test_faults_of_a_division_that_is_left_out_do_not_matter(client, page, world):
    typed = {"divisions-1-tagged-0-tag": "a", "divisions-1-matrix-the-che-recall": "x"}
    answer = client.submit(page, typed, form="/the-le/moi", button="Lưu phiên bản")
    assert answer.status_code == 422
    (left,) = saved(client, answer, {"divisions-1-removed": True}, world).rules.divisions
    assert left.code == make_rules().divisions[0].code


def test_a_division_and_a_group_are_added_without_scripts(client, page, world):
    more = client.submit(page, {"minutes": "21"}, form="/the-le/moi", button="Thêm một nhóm đối tượng")
    more = client.submit(
        more,
        {
            "divisions-2-name": "Học sinh",
            "divisions-2-kind": "citizen",
            "divisions-2-matrix-the-che-apply": "3",
        },
        form="/the-le/moi",
        button="Thêm một khối đơn vị",
    )
    rules = saved(client, more, {"groups-3-name": "Trường học", "groups-3-kinds": ["school"]}, world).rules
    assert (rules.divisions[2].code, rules.divisions[2].blueprint.size) == ("hoc-sinh", 3)
    assert rules.collective.groups[3].kinds == ("school",)
    assert rules.duration == timedelta(minutes=21)


def test_a_stored_version_can_be_read_in_words(client, page, world):
    text = client.get(f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/1").page.text
    assert "20 phút" in text
    assert queries.newest_rule_set(world.contest_id).digest in text
    assert default_2024().divisions[1].name in text
