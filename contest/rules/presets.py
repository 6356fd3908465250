"""Rule sets to begin with: the three orders found in real contests, and the contest of 2024."""

from datetime import date, timedelta
from fractions import Fraction

from contest.rules.awards import Prize, PrizeLimit
from contest.rules.counting import Counting
from contest.rules.overall import OverallMethod, OverallRule
from contest.rules.participation import CollectiveRule, UnitGroup
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.ranking import TieKey
from contest.rules.terms import Division, DivisionKind, RuleSet, ScoresShown
from questions.blueprint import Cell, PaperBlueprint
from questions.item import TOPICS


def order_a() -> tuple[TieKey, ...]:
    """Score, closest prediction, earlier submission: the usual order of contests on administrative reform.

    Source: thể lệ các cuộc thi Huế 2025, Quảng Ninh 2023, Phong Nha - Kẻ Bàng.
    """
    return (TieKey.SCORE, TieKey.PREDICTION_ERROR, TieKey.SUBMITTED_AT)


def order_b() -> tuple[TieKey, ...]:
    """Score, shorter time, fewer attempts, earlier registration.

    Source: thể lệ cuộc thi Đắk Lắk 2022.
    """
    return (TieKey.SCORE, TieKey.TIME_USED, TieKey.ATTEMPTS, TieKey.REGISTERED_AT)


def order_c() -> tuple[TieKey, ...]:
    """Score, shorter time, earlier submission.

    Source: thể lệ hội thi trực tuyến trên myaloha.vn.
    """
    return (TieKey.SCORE, TieKey.TIME_USED, TieKey.SUBMITTED_AT)


def order_2024() -> tuple[TieKey, ...]:
    """Order A with the time used before the submission, and a draw by lot last.

    Source: thể lệ Cuộc thi Tìm hiểu cải cách hành chính tỉnh Hà Giang năm 2024, mục Xếp hạng.
    """
    return (
        TieKey.SCORE,
        TieKey.PREDICTION_ERROR,
        TieKey.TIME_USED,
        TieKey.SUBMITTED_AT,
        TieKey.LOTTERY,
    )


def _overall_order() -> tuple[TieKey, ...]:
    """Order C on the sums, and a draw by lot last.

    Each round is guessed at by itself: a sum of distances from different numbers would say little.
    """
    return (*order_c(), TieKey.LOTTERY)


def default_2024() -> RuleSet:
    """The rule set of the contest ordered by the plan 04/KH-UBND, ready to be edited.

    Prize money is a proposal of the demonstration: the plan names none. The whole contest adds
    all rounds up and ranks the sums as each round is ranked; its prizes are given beside those
    of the rounds.

    Source: Kế hoạch 04/KH-UBND ngày 08/01/2024, Phụ lục, nhiệm vụ 7.
    """
    return RuleSet(
        title="Tìm hiểu cải cách hành chính tỉnh Hà Giang năm 2024",
        law_as_of=date(2024, 11, 4),
        minimum_age=16,
        divisions=(
            Division(
                code="cbccvc",
                name="Cán bộ, công chức, viên chức và người lao động",
                kind=DivisionKind.STAFF,
                blueprint=_evenly(2),
                prizes=_prizes(800_000, 600_000, 400_000, 200_000),
                overall_prizes=_one_of_each(2_000_000, 1_500_000, 1_000_000),
            ),
            Division(
                code="nguoi-dan",
                name="Người dân",
                kind=DivisionKind.CITIZEN,
                blueprint=_evenly(1),
                prizes=_prizes(700_000, 500_000, 300_000, 200_000),
                overall_prizes=_one_of_each(1_500_000, 1_000_000, 700_000),
            ),
        ),
        duration=timedelta(minutes=20),
        attempts_allowed=3,
        counting=Counting.BEST,
        prediction=PredictionRule(
            target=PredictionTarget.PEOPLE_ALL_CORRECT,
            scope=PredictionScope.DIVISION,
            variant=Closeness.ABSOLUTE,
        ),
        tie_break=order_2024(),
        scores_shown=ScoresShown.AFTER_CLOSE,
        prizes_need_all_correct=False,
        one_prize_per=PrizeLimit.ROUND,
        complaint_days=5,
        collective=_collective(),
        overall=OverallRule(method=OverallMethod.SUM, best_of=0, least_rounds=0, tie_break=_overall_order()),
    )


def _evenly(count: int) -> PaperBlueprint:
    """So many questions of each topic, of any level."""
    return PaperBlueprint(cells=tuple(Cell(topic=topic, level=None, count=count) for topic in TOPICS))


def _prizes(first: int, second: int, third: int, consolation: int) -> tuple[Prize, ...]:
    return (
        Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=first),
        Prize(code="nhi", name="Giải Nhì", quota=2, amount_vnd=second),
        Prize(code="ba", name="Giải Ba", quota=3, amount_vnd=third),
        Prize(code="khuyen-khich", name="Giải Khuyến khích", quota=5, amount_vnd=consolation),
    )


def _one_of_each(first: int, second: int, third: int) -> tuple[Prize, ...]:
    """One first, second and third prize."""
    return (
        Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=first),
        Prize(code="nhi", name="Giải Nhì", quota=1, amount_vnd=second),
        Prize(code="ba", name="Giải Ba", quota=1, amount_vnd=third),
    )


def _collective() -> CollectiveRule:
    """Half participation, half average score, from a rate of 50 % on, in three groups."""
    prizes = _one_of_each(3_000_000, 2_000_000, 1_000_000)
    overall_prizes = _one_of_each(5_000_000, 3_000_000, 2_000_000)
    agencies = ("department", "vertical-agency", "mass-organisation", "party-agency", "other")
    return CollectiveRule(
        rate_points=50,
        average_points=50,
        all_correct_points=0,
        winner_points=0,
        floor_rate=Fraction(1, 2),
        groups=(
            UnitGroup(
                code="so-nganh",
                name="Sở, ban, ngành, đoàn thể và cơ quan ngành dọc cấp tỉnh",
                kinds=agencies,
                prizes=prizes,
                overall_prizes=overall_prizes,
            ),
            UnitGroup(
                code="cap-huyen",
                name="Huyện, thành phố",
                kinds=("district",),
                prizes=prizes,
                overall_prizes=overall_prizes,
            ),
            UnitGroup(
                code="cap-xa",
                name="Xã, phường, thị trấn",
                kinds=("commune",),
                prizes=prizes,
                overall_prizes=overall_prizes,
            ),
        ),
    )
