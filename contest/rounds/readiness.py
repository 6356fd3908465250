"""What still keeps a contest from being opened, each thing with the step where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from contest.platform.language.vietnamese_numbers import number
from contest.rounds.feasibility import Feasibility
from contest.rounds.queries import Contest, Round
from contest.rules import checks
from contest.rules.terms import RuleSet


class Verdict(StrEnum):
    """Whether a thing is in order, deserves a look, or keeps the contest closed."""

    READY = "ready"
    LOOK = "look"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the last page: the verdict, a sentence, and the step it belongs to."""

    verdict: Verdict
    sentence: str
    step: str


def readiness(
    *,
    contest: Contest,
    rounds: Sequence[Round],
    rules: RuleSet,
    divisions: Sequence[Feasibility],
    without_headcount: int,
    now: datetime,
) -> tuple[Check, ...]:
    """All checks in the order of the steps."""
    return (
        *_texts(contest, rules),
        *_rounds(rounds, now),
        *_rules(rules, divisions),
        *_units(without_headcount),
    )


def _texts(contest: Contest, rules: RuleSet) -> list[Check]:
    if contest.title != rules.title:
        sentence = f"Tên trong thể lệ (“{rules.title}”) khác tên cuộc thi."
        return [Check(verdict=Verdict.LOOK, sentence=sentence, step="the-le")]
    return [Check(verdict=Verdict.READY, sentence="Tên, văn bản căn cứ, số hỗ trợ đã có.", step="thong-tin")]


def _rounds(rounds: Sequence[Round], now: datetime) -> list[Check]:
    if not rounds:
        return [Check(verdict=Verdict.MISSING, sentence="Chưa có đợt thi nào.", step="dot-thi")]
    found = [
        Check(
            verdict=Verdict.MISSING,
            sentence=f"{one.name} có giờ đóng đã qua, sửa thời gian hoặc xóa đợt này.",
            step="dot-thi",
        )
        for one in rounds
        if one.is_over(now)
    ]
    ordered = sorted(rounds, key=lambda one: one.intervals[0].opens_at if one.intervals else now)
    found += [
        Check(
            verdict=Verdict.LOOK,
            sentence=f"{after.name} mở khi {before.name} chưa đóng.",
            step="dot-thi",
        )
        for before, after in pairwise(ordered)
        if before.closes_at and after.opens_at and after.opens_at < before.closes_at
    ]
    good = f"{len(rounds)} đợt thi có giờ mở, giờ đóng hợp lệ."
    return found or [Check(verdict=Verdict.READY, sentence=good, step="dot-thi")]


def _rules(rules: RuleSet, divisions: Sequence[Feasibility]) -> list[Check]:
    found = [
        Check(verdict=Verdict.MISSING, sentence=problem.sentence, step="the-le")
        for problem in checks.check(rules)
    ]
    found += [
        Check(verdict=Verdict.MISSING, sentence=f"{one.division}: {words}", step="the-le")
        for one in divisions
        for words in one.missing
    ]
    good = "Thể lệ hợp lệ, ngân hàng đủ câu cho mọi ô của ma trận đề."
    return found or [Check(verdict=Verdict.READY, sentence=good, step="the-le")]


def _units(without_headcount: int) -> list[Check]:
    if without_headcount:
        sentence = f"{number(without_headcount)} đơn vị chưa có số người nên chưa tính được tỷ lệ tham gia."
        return [Check(verdict=Verdict.LOOK, sentence=sentence, step="doi-tuong")]
    return [Check(verdict=Verdict.READY, sentence="Mọi đơn vị đã có số người.", step="doi-tuong")]
