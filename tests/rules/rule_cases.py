"""Runs the worked examples that organisers sign: tables in cases/*.yaml and in the pages of docs/rules."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from contest.rules import (
    awards,
    counting,
    data_rights,
    lottery,
    overall,
    participation,
    prediction,
    ranking,
    windows,
)
from contest.rules.corrections import Correction, StruckQuestion, Way, amendments_of
from contest.rules.ranking import Result, TieKey
from questions.drawing import Slot
from questions.item import LETTERS
from questions.marking import mark_paper

DAY = datetime(2024, 11, 18, tzinfo=UTC)
HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "rules"
Case = dict[str, Any]


def at(text: str) -> datetime:
    """ "09:15:22.120" on the day of the examples; "+1 09:00" is on the day after."""
    days, _, clock = text.rpartition(" ")
    return datetime.combine(DAY, time.fromisoformat(clock), tzinfo=UTC) + timedelta(days=int(days or 0))


def length(text: str) -> timedelta:
    """ "20 phút", "30 giây", "12 phút 5,250 giây"."""
    found = re.fullmatch(r"(?:(\d+) phút)? ?(?:(\d+)(?:,(\d{3}))? giây)?", text)
    assert found is not None, f"not a length of time: {text!r}"
    minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return timedelta(minutes=minutes, seconds=seconds, milliseconds=thousandths)


def milliseconds(text: str) -> int:
    return length(text) // timedelta(milliseconds=1)


def share(text: str) -> Fraction | None:
    """ "62,5%" as a part of one; "–" as None."""
    return None if text == "–" else Fraction(text.rstrip("%").replace(",", ".")) / 100


def results_of(table: dict[str, Case]) -> dict[str, Result]:
    """One result for each named participant; what a row leaves out is equal for all."""
    return {
        name: Result(
            entry_id=number,
            division="cbccvc",
            score=row.get("điểm", 20),
            prediction_error=row.get("độ lệch"),
            time_used_ms=milliseconds(row.get("thời gian", "10 phút")),
            submitted_at=at(row.get("nộp lúc", "09:00:00")),
            attempts=row.get("số lượt", 1),
            registered_at=at(row.get("đăng ký lúc", "07:00:00")),
            lottery=row.get("bốc thăm"),
        )
        for number, (name, row) in enumerate(table.items(), start=1)
    }


def run_ranking(case: Case) -> None:
    results = results_of(case["kết quả"])
    names = {result.entry_id: name for name, result in results.items()}
    placings = ranking.rank(results.values(), [TieKey(key) for key in case["tiêu chí"]])
    got = [(names[placing.result.entry_id], placing.place) for placing in placings]
    assert got == list(case["hạng"].items())
    for placing in placings:
        name = names[placing.result.entry_id]
        if name in case.get("vì sao", {}):
            assert ranking.explain(placing) == case["vì sao"][name]


def run_counting(case: Case) -> None:
    attempts = [
        counting.Attempt(
            number=number,
            score=row["điểm"],
            time_used_ms=milliseconds(row.get("thời gian", "10 phút")),
            submitted_at=at(row.get("nộp lúc", "09:00:00")),
        )
        for number, row in case["các lượt"].items()
    ]
    keys = [TieKey(key) for key in case.get("tiêu chí", ["score", "time_used", "submitted_at"])]
    chosen = counting.counting_attempt(attempts, counting.Counting(case["cách tính"]), tie_break=keys)
    assert chosen.number == case["lượt được tính"]


def run_prediction(case: Case) -> None:
    rule = prediction.PredictionRule(
        target=prediction.PredictionTarget(case["đếm"]),
        scope=prediction.PredictionScope(case["phạm vi"]),
        variant=prediction.Closeness(case.get("gần nhất", "absolute")),
    )
    facts = [
        prediction.DivisionFacts(
            division=division,
            people=row["người"],
            attempts=row["lượt"],
            people_all_correct=row["người đúng hết"],
            attempts_all_correct=row["lượt đúng hết"],
        )
        for division, row in case["số liệu"].items()
    ]
    actual = prediction.actual_number(facts, rule, division=case["nhóm"])
    assert actual == case["con số thực tế"]
    for guess, error in case.get("độ lệch", {}).items():
        assert prediction.prediction_error(guess, actual, rule.variant) == error


def run_time(case: Case) -> None:
    factor = Fraction(case.get("hệ số thêm giờ", 1))
    started_at, grace = at(case["bắt đầu"]), length(case.get("chờ mạng", "30 giây"))
    deadline_at = windows.deadline_of(
        started_at=started_at,
        duration=windows.allowed_duration(length(case["thời gian làm bài"]), factor=factor),
        closes_at=at(case["đóng lúc"]),
        lets_started_finish=case.get("được làm hết giờ", False),
    )
    assert deadline_at == at(case["hạn nộp"])
    for now, accepted in [(n, True) for n in case.get("nhận", [])] + [
        (n, False) for n in case.get("từ chối", [])
    ]:
        assert windows.accepts(deadline_at=deadline_at, grace=grace, now=at(now)) is accepted, now
    for finished, used in case.get("tính giờ", {}).items():
        got = windows.time_used(started_at=started_at, finished_at=at(finished), deadline_at=deadline_at)
        assert got == milliseconds(used), finished


def unit_tally(number: int, row: Case) -> participation.UnitTally:
    return participation.UnitTally(
        unit_id=number,
        people=row["người"],
        attempts=row.get("lượt", row["người"]),
        headcount=row.get("thuộc diện"),
        score_sum=row.get("tổng điểm", 0),
        scored=row["người"],
        max_score=row.get("điểm tối đa", 20),
        all_correct=row.get("đúng hết", 0),
        winners=row.get("giải", 0),
        categories=tuple(
            participation.CategoryTally(category=category, people=people, headcount=headcount)
            for category, (people, headcount) in row.get("theo diện", {}).items()
        ),
    )


def run_participation(case: Case) -> None:
    weights = case.get("trọng số", {})
    rule = participation.CollectiveRule(
        rate_points=weights.get("tỷ lệ", 50),
        average_points=weights.get("điểm trung bình", 50),
        all_correct_points=weights.get("đúng hết", 0),
        winner_points=weights.get("giải", 0),
        floor_rate=share(case.get("tỷ lệ tối thiểu", "0%")) or Fraction(0),
        groups=(),
        quotas=tuple(
            participation.CategoryQuota(
                category=category,
                name=row["tên"],
                least_people=row.get("ít nhất", 0),
                least_share=share(row.get("tỷ lệ", "0%")) or Fraction(0),
            )
            for category, row in case.get("diện bắt buộc", {}).items()
        ),
    )
    names = dict(enumerate(case["đơn vị"], start=1))
    tallies = [unit_tally(number, case["đơn vị"][name]) for number, name in names.items()]
    if "trực thuộc" in case:
        numbers = {name: number for number, name in names.items()}
        parents = {numbers[name]: numbers.get(case["trực thuộc"].get(name)) for name in numbers}
        tallies = list(participation.roll_up(tallies, parents).values())
    standings = participation.rank_units(tallies, rule)
    got = [(names[standing.tally.unit_id], standing.place) for standing in standings]
    assert got == list(case["hạng"].items())
    for standing in standings:
        name = names[standing.tally.unit_id]
        if name in case.get("tỷ lệ", {}):
            assert standing.rate == share(case["tỷ lệ"][name])
        if name in case.get("cách tính", {}):
            assert participation.explain(standing, rule) == case["cách tính"][name]


def _prizes(table: dict[str, Case]) -> list[awards.Prize]:
    return [
        awards.Prize(code=code, name=f"Giải {code}", quota=row["số lượng"], amount_vnd=row.get("tiền", 0))
        for code, row in table.items()
    ]


def run_awards(case: Case) -> None:
    results = results_of(case["kết quả"])
    names = {result.entry_id: name for name, result in results.items()}
    numbers = {name: number for number, name in names.items()}
    keys = [TieKey(key) for key in case.get("tiêu chí", ["score", "time_used"])]
    got = awards.award(
        ranking.rank(results.values(), keys),
        _prizes(case["giải"]),
        excluded={numbers[name]: reason for name, reason in case.get("bị loại", {}).items()},
        already_won=[numbers[name] for name in case.get("đã nhận giải", [])],
        min_score=case.get("điểm ít nhất"),
        draw={numbers[name]: position for name, position in case.get("bốc thăm", {}).items()},
        equal_prizes_at=case.get("giải như nhau ở hạng", []),
    )
    assert [(names[n.entry_id], n.prize) for n in got.nominations] == list(case["được giải"].items())
    for nomination in got.nominations:
        name = names[nomination.entry_id]
        assert nomination.amount_vnd == case.get("tiền thưởng", {}).get(name, nomination.amount_vnd)
    for name, words in case.get("vì sao có giải", {}).items():
        assert [awards.explain_nomination(n) for n in got.nominations if names[n.entry_id] == name] == [words]
    skipped = {names[skip.entry_id]: awards.explain_skip(skip) for skip in got.skips}
    assert skipped == case.get("không được giải", {})
    _assert_left_open(got, names, case)


def run_withdrawals(case: Case) -> None:
    numbers = {name: number for number, name in enumerate(case["kết quả"], start=1)}
    names = {number: name for name, number in numbers.items()}
    left = data_rights.left_out(
        [numbers[name] for name in case["đã rút"]],
        winners_published=[numbers[name] for name in case.get("đã công bố giải", [])],
    )
    run_awards(case | {"bị loại": {names[number]: reason for number, reason in left.items()}})


def _assert_left_open(got: awards.Awards, names: dict[int, str], case: Case) -> None:
    ties = [
        {"hạng": tie.place, "thí sinh": [names[e] for e in tie.entry_ids], "giải": list(tie.prizes)}
        for tie in got.ties
    ]
    assert ties == case.get("chưa phân định", [])
    assert list(got.not_given) == case.get("không trao", [])


def run_unit_awards(case: Case) -> None:
    names = dict(enumerate(case["hạng"], start=1))
    places = list(zip(case["hạng"].values(), names, strict=True))
    got = awards.award_units(places, _prizes(case["giải"]))
    assert {names[n.entry_id]: n.prize for n in got.nominations} == case["được giải"]
    money = {prize: row.get("tiền", 0) for prize, row in case["giải"].items()}
    assert [n.amount_vnd for n in got.nominations] == [money[n.prize] for n in got.nominations]
    _assert_left_open(got, names, case)


def run_overall(case: Case) -> None:
    rule = overall.OverallRule(
        method=overall.OverallMethod(case["cách tính"]),
        best_of=case.get("số đợt tính", 0),
        least_rounds=case.get("số đợt tối thiểu", 0),
        tie_break=tuple(TieKey(key) for key in case["tiêu chí"]),
    )
    names = dict(enumerate(case["các đợt"], start=1))
    made = {}
    for entry_id, name in names.items():
        rounds = results_of(case["các đợt"][name])
        by_round = {int(number): result._replace(entry_id=entry_id) for number, result in rounds.items()}
        found = overall.overall_result(by_round, rule)
        if found is not None:
            made[name] = found
    for name, numbers in case.get("được tính", {}).items():
        assert list(made[name].counted) == numbers
    for name, points in case.get("tổng điểm", {}).items():
        assert made[name].result.score == points
    placings = ranking.rank((one.result for one in made.values()), rule.tie_break)
    got = [(names[placing.result.entry_id], placing.place) for placing in placings]
    assert got == list(case["hạng"].items())
    for placing in placings:
        name = names[placing.result.entry_id]
        if name in case.get("vì sao", {}):
            assert ranking.explain(placing, of_the_whole=True) == case["vì sao"][name]


def run_lottery(case: Case) -> None:
    entries, seed = case["danh sách"], case["số công khai"]
    assert lottery.commit(entries) == case["mã danh sách"]
    assert list(lottery.draw(entries, public_seed=seed)) == case["thứ tự"]
    assert lottery.verify(
        entries=entries, commitment=case["mã danh sách"], public_seed=seed, order=case["thứ tự"]
    )


def run_corrections(case: Case) -> None:
    """A paper whose key is a list of letters, marked after what was found wrong."""
    key: list[str] = case["đáp án"]
    slots = tuple(Slot(number=one, version_id=one, order=(0, 1, 2, 3)) for one in range(1, len(key) + 1))
    wrong = [
        Correction(
            version_id=one["câu"],
            way=Way(one["cách"]),
            key=LETTERS.index(one["đáp án mới"]) if "đáp án mới" in one else None,
        )
        for one in case["đính chính"]
    ]
    amendments = amendments_of(wrong, StruckQuestion(case.get("câu hủy", StruckQuestion.EVERYONE_RIGHT)))
    keys = {number: LETTERS.index(letter) for number, letter in enumerate(key, start=1)}
    for answers, points in case["được"].items():
        given = {at: LETTERS.index(one) for at, one in enumerate(answers.split(), start=1) if one in LETTERS}
        marks = mark_paper(slots, keys, given, amendments)
        assert f"{marks.correct}/{marks.total}" == points, answers


RUNNERS: dict[str, Callable[[Case], None]] = {
    "ranking": run_ranking,
    "counting": run_counting,
    "prediction": run_prediction,
    "time": run_time,
    "participation": run_participation,
    "awards": run_awards,
    "withdrawals": run_withdrawals,
    "unit_awards": run_unit_awards,
    "lottery": run_lottery,
    "overall": run_overall,
    "corrections": run_corrections,
}


def cases_in(text: str) -> Iterator[tuple[str, Case]]:
    """Each case of a table with its kind."""
    for kind, cases in yaml.safe_load(text).items():
        for case in cases:
            yield kind, case


def all_tables() -> list[tuple[str, Case]]:
    tables = sorted((HERE / "cases").glob("*.yaml"))
    return [found for path in tables for found in cases_in(path.read_text(encoding="utf-8"))]


def all_page_examples() -> list[tuple[str, str, Case]]:
    """The examples printed in the pages about the rules, with the page they stand on."""
    found = []
    for path in sorted(PAGES.glob("*.md")):
        for fence in re.findall(
            r"^```yaml\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            found.extend((path.name, kind, case) for kind, case in cases_in(fence))
    return found
