"""What keeps a rule set from being published: each fault with its field and a Vietnamese sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from contest.rules.awards import Prize
from contest.rules.participation import UnitGroup
from contest.rules.problems import Problem
from contest.rules.ranking import TieKey, name_of
from contest.rules.terms import Division, RuleSet, ScoresShown

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_GRACE = timedelta(minutes=5)
LONGEST_DURATION = timedelta(hours=4)
LARGEST_EXTRA_TIME = 3
AGES = range(101)
SECOND = timedelta(seconds=1)


def check(ruleset: RuleSet) -> tuple[Problem, ...]:
    """Everything that must be mended before the rule set may be published; empty when sound.

    Source: thể lệ (toàn văn); A6 and R8 for what must be fixed before a round opens.
    """
    checks: tuple[Callable[[RuleSet], Iterator[Problem]], ...] = (
        _general,
        _divisions,
        _times,
        _attempts,
        _tie_break,
        _collective,
    )
    return tuple(problem for one in checks for problem in one(ruleset))


def _general(ruleset: RuleSet) -> Iterator[Problem]:
    if not ruleset.title.strip():
        yield Problem(path="title", code="blank", sentence="Nhập tên cuộc thi.")
    if ruleset.minimum_age not in AGES:
        yield Problem(path="minimum_age", code="range", sentence="Tuổi tối thiểu phải từ 0 đến 100.")
    if ruleset.complaint_days < 1:
        sentence = "Thời hạn khiếu nại phải ít nhất một ngày làm việc."
        yield Problem(path="complaint_days", code="range", sentence=sentence)


def _divisions(ruleset: RuleSet) -> Iterator[Problem]:
    if not ruleset.divisions:
        yield Problem(path="divisions", code="none", sentence="Thể lệ cần ít nhất một nhóm đối tượng.")
    yield from _codes("divisions", ruleset.divisions)
    for index, division in enumerate(ruleset.divisions):
        yield from _prizes(f"divisions[{index}].prizes", division.prizes)


def _codes(path: str, named: Iterable[Division | Prize | UnitGroup]) -> Iterator[Problem]:
    """Codes stand in addresses and files: plain, and each one once; names are printed."""
    seen: set[str] = set()
    for index, one in enumerate(named):
        if not CODE.fullmatch(one.code):
            sentence = f"Mã “{one.code}” chỉ được gồm chữ thường không dấu, chữ số và gạch nối."
            yield Problem(path=f"{path}[{index}].code", code="shape", sentence=sentence)
        if one.code in seen:
            sentence = f"Mã “{one.code}” bị trùng."
            yield Problem(path=f"{path}[{index}].code", code="repeated", sentence=sentence)
        if not one.name.strip():
            yield Problem(path=f"{path}[{index}].name", code="blank", sentence="Nhập tên gọi.")
        seen.add(one.code)


def _prizes(path: str, prizes: tuple[Prize, ...]) -> Iterator[Problem]:
    yield from _codes(path, prizes)
    for index, prize in enumerate(prizes):
        if prize.quota < 1:
            sentence = f"Số lượng giải “{prize.name}” phải ít nhất là 1."
            yield Problem(path=f"{path}[{index}].quota", code="range", sentence=sentence)
        if prize.amount_vnd < 0:
            sentence = f"Tiền thưởng của giải “{prize.name}” không được âm."
            yield Problem(path=f"{path}[{index}].amount_vnd", code="range", sentence=sentence)


def _times(ruleset: RuleSet) -> Iterator[Problem]:
    if not timedelta(0) < ruleset.duration <= LONGEST_DURATION or ruleset.duration % SECOND:
        sentence = "Thời gian làm bài phải từ 1 giây đến 4 giờ, tính tròn giây."
        yield Problem(path="duration", code="range", sentence=sentence)
    if not timedelta(0) <= ruleset.grace <= LONGEST_GRACE or ruleset.grace % SECOND:
        sentence = "Thời gian chờ mạng phải từ 0 giây đến 5 phút, tính tròn giây."
        yield Problem(path="grace", code="range", sentence=sentence)
    if not 1 <= ruleset.extra_time_factor <= LARGEST_EXTRA_TIME:
        sentence = "Hệ số thêm giờ phải từ 1 đến 3."
        yield Problem(path="extra_time_factor", code="range", sentence=sentence)


def _attempts(ruleset: RuleSet) -> Iterator[Problem]:
    if ruleset.attempts_allowed < 1:
        sentence = "Mỗi đợt thi phải cho phép ít nhất một lượt thi."
        yield Problem(path="attempts_allowed", code="range", sentence=sentence)
    if ruleset.scores_shown is ScoresShown.AFTER_SUBMIT and ruleset.attempts_allowed > 1:
        sentence = (
            "Không thể báo điểm ngay sau khi nộp khi còn được thi thêm lượt: điểm của lượt trước làm lộ "
            "đáp án cho lượt sau. Chọn báo điểm sau khi đóng đợt thi, hoặc chỉ cho một lượt thi."
        )
        yield Problem(path="scores_shown", code="leaks", sentence=sentence)


def _tie_break(ruleset: RuleSet) -> Iterator[Problem]:
    keys = ruleset.tie_break
    if not keys or keys[0] is not TieKey.SCORE:
        sentence = "Tiêu chí xếp hạng đầu tiên phải là điểm bài thi."
        yield Problem(path="tie_break", code="score_first", sentence=sentence)
    for key, times in Counter(keys).items():
        if times > 1:
            sentence = f"Tiêu chí “{name_of(key)}” được nêu {times} lần."
            yield Problem(path="tie_break", code="repeated", sentence=sentence)
    if TieKey.LOTTERY in keys[:-1]:
        sentence = "Bốc thăm chỉ có thể là tiêu chí cuối cùng."
        yield Problem(path="tie_break", code="lottery_last", sentence=sentence)
    if TieKey.PREDICTION_ERROR in keys and ruleset.prediction is None:
        sentence = "Có tiêu chí độ lệch dự đoán nhưng thể lệ không có câu hỏi dự đoán."
        yield Problem(path="tie_break", code="no_prediction", sentence=sentence)
    if TieKey.PREDICTION_ERROR not in keys and ruleset.prediction is not None:
        sentence = "Có câu hỏi dự đoán nhưng độ lệch dự đoán không nằm trong các tiêu chí xếp hạng."
        yield Problem(path="prediction", code="unused", sentence=sentence)


def _collective(ruleset: RuleSet) -> Iterator[Problem]:
    rule = ruleset.collective
    weights = ("rate_points", "average_points", "all_correct_points", "winner_points")
    for name in weights:
        if getattr(rule, name) < 0:
            sentence = "Trọng số điểm tập thể không được âm."
            yield Problem(path=f"collective.{name}", code="range", sentence=sentence)
    if rule.groups and not any(getattr(rule, name) for name in weights):
        sentence = "Xét giải tập thể cần ít nhất một trọng số lớn hơn 0."
        yield Problem(path="collective", code="no_weight", sentence=sentence)
    if not 0 <= rule.floor_rate <= 1:
        sentence = "Tỷ lệ tham gia tối thiểu phải từ 0% đến 100%."
        yield Problem(path="collective.floor_rate", code="range", sentence=sentence)
    yield from _codes("collective.groups", rule.groups)
    yield from _groups(rule.groups)


def _groups(groups: tuple[UnitGroup, ...]) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for index, group in enumerate(groups):
        path = f"collective.groups[{index}]"
        if not group.kinds:
            sentence = f"Khối “{group.name}” chưa có loại đơn vị nào."
            yield Problem(path=f"{path}.kinds", code="none", sentence=sentence)
        for kind in group.kinds:
            if kind in owner:
                sentence = f"Loại đơn vị “{kind}” vừa thuộc khối “{owner[kind]}” vừa thuộc “{group.name}”."
                yield Problem(path=f"{path}.kinds", code="repeated", sentence=sentence)
            owner[kind] = group.name
        yield from _prizes(f"{path}.prizes", group.prizes)
