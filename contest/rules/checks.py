"""What keeps a rule set from being published: each fault with its field and a Vietnamese sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from contest.rules import wording
from contest.rules.awards import Prize
from contest.rules.corrections import StruckQuestion
from contest.rules.overall import OverallMethod
from contest.rules.participation import CategoryQuota, SizeBand, UnitGroup
from contest.rules.problems import Problem
from contest.rules.ranking import HIGHER_IS_BETTER, TieKey, name_of
from contest.rules.terms import Division, RuleSet, ScoresShown

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_GRACE = timedelta(minutes=5)
LONGEST_DURATION = timedelta(hours=4)
LARGEST_EXTRA_TIME = 3
AGES = range(101)
SECOND = timedelta(seconds=1)
LOTTERY_LAST = "Bốc thăm chỉ có thể là tiêu chí cuối cùng."


def check(ruleset: RuleSet) -> tuple[Problem, ...]:
    """Everything that must be mended before the rule set may be published; empty when sound.

    Source: thể lệ (toàn văn); A6 and R8 for what must be fixed before a round opens.
    """
    checks: tuple[Callable[[RuleSet], Iterator[Problem]], ...] = (
        _general,
        _divisions,
        _times,
        _attempts,
        _struck,
        _tie_break,
        _collective,
        _overall,
        _ceiling,
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
        yield from _prizes(f"divisions[{index}].overall_prizes", division.overall_prizes)


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


def _struck(ruleset: RuleSet) -> Iterator[Problem]:
    if ruleset.struck is StruckQuestion.LEAVES_TOTAL and ruleset.prizes_need_all_correct:
        sentence = (
            "Câu bị hủy không thể bỏ khỏi tổng điểm khi giải chỉ trao cho bài đủ điểm tối đa: người gặp câu "
            "bị hủy sẽ không bao giờ đủ điểm. Chọn tính điểm câu bị hủy cho mọi người có câu đó."
        )
        yield Problem(path="struck", code="never_full", sentence=sentence)


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
        yield Problem(path="tie_break", code="lottery_last", sentence=LOTTERY_LAST)
    if TieKey.ROUNDS_TAKEN in keys:
        sentence = "Số đợt đã thi chỉ dùng để xếp hạng toàn cuộc thi."
        yield Problem(path="tie_break", code="one_round", sentence=sentence)
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
    yield from _quotas(rule.quotas)


def _quotas(quotas: tuple[CategoryQuota, ...]) -> Iterator[Problem]:
    for index, quota in enumerate(quotas):
        path = f"collective.quotas[{index}]"
        if quota.least_people < 0 or not 0 <= quota.least_share <= 1:
            sentence = f"Diện bắt buộc “{quota.name}”: số người không âm, tỷ lệ từ 0% đến 100%."
            yield Problem(path=path, code="range", sentence=sentence)
        elif not quota.least_people and not quota.least_share:
            sentence = f"Diện bắt buộc “{quota.name}” chưa nêu số người hay tỷ lệ phải dự thi."
            yield Problem(path=path, code="nothing", sentence=sentence)
        if quota.category in [one.category for one in quotas[:index]]:
            sentence = f"Diện bắt buộc “{quota.name}” được nêu nhiều lần."
            yield Problem(path=path, code="repeated", sentence=sentence)


def _overall(ruleset: RuleSet) -> Iterator[Problem]:
    rule = ruleset.overall
    if rule is None:
        boards: tuple[Division | UnitGroup, ...] = (*ruleset.divisions, *ruleset.collective.groups)
        if any(one.overall_prizes for one in boards):
            sentence = "Có giải toàn cuộc thi nhưng thể lệ không xếp hạng toàn cuộc thi."
            yield Problem(path="overall", code="unused", sentence=sentence)
        return
    if (rule.method is OverallMethod.BEST) != (rule.best_of > 0):
        sentence = "Nêu số đợt tốt nhất được tính, ít nhất là 1; cộng tất cả các đợt thì để trống."
        yield Problem(path="overall.best_of", code="range", sentence=sentence)
    if rule.least_rounds < 0:
        sentence = "Số đợt tối thiểu phải từ 0 trở lên."
        yield Problem(path="overall.least_rounds", code="range", sentence=sentence)
    yield from _overall_keys(ruleset, rule.tie_break)


def _overall_keys(ruleset: RuleSet, keys: tuple[TieKey, ...]) -> Iterator[Problem]:
    if not keys or keys[0] not in HIGHER_IS_BETTER:
        sentence = "Tiêu chí đầu tiên của toàn cuộc thi phải là điểm bài thi hoặc số đợt đã thi."
        yield Problem(path="overall.tie_break", code="score_first", sentence=sentence)
    if len(set(keys)) < len(keys):
        sentence = "Mỗi tiêu chí của toàn cuộc thi chỉ nêu một lần."
        yield Problem(path="overall.tie_break", code="repeated", sentence=sentence)
    if TieKey.LOTTERY in keys[:-1]:
        yield Problem(path="overall.tie_break", code="lottery_last", sentence=LOTTERY_LAST)
    if TieKey.PREDICTION_ERROR in keys and ruleset.prediction is None:
        sentence = "Có tiêu chí độ lệch dự đoán nhưng thể lệ không có câu hỏi dự đoán."
        yield Problem(path="overall.tie_break", code="no_prediction", sentence=sentence)


def _ceiling(ruleset: RuleSet) -> Iterator[Problem]:
    cost = cost_of_round(ruleset)
    if ruleset.ceiling_vnd < 0:
        yield Problem(path="ceiling_vnd", code="range", sentence="Mức trần không được âm.")
    elif ruleset.ceiling_vnd and cost > ruleset.ceiling_vnd:
        sentence = (
            f"Tổng tiền thưởng một đợt là {wording.money(cost)}, vượt mức trần "
            f"{wording.money(ruleset.ceiling_vnd)}."
        )
        yield Problem(path="ceiling_vnd", code="exceeded", sentence=sentence)


def cost_of_round(ruleset: RuleSet) -> int:
    """The money of all prizes of one round, were each of them given.

    Source: thể lệ, mục Giải thưởng cá nhân; mức trần của dự toán.
    """
    persons = (prize for division in ruleset.divisions for prize in division.prizes)
    units = (
        (prize, len(SizeBand) if group.by_size else 1)
        for group in ruleset.collective.groups
        for prize in group.prizes
    )
    of_units = sum(prize.quota * prize.amount_vnd * times for prize, times in units)
    return sum(prize.quota * prize.amount_vnd for prize in persons) + of_units


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
        yield from _prizes(f"{path}.overall_prizes", group.overall_prizes)
