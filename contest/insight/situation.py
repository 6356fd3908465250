"""The first page as the figures of a paper."""

from contest.commendations.services import Situation
from contest.insight.overview import Overview
from contest.rules.windows import RoundPhase

STATES = {
    RoundPhase.OPEN: "đang mở",
    RoundPhase.CLOSED: "đã đóng",
    RoundPhase.BETWEEN: "tạm nghỉ giữa hai khoảng giờ",
    RoundPhase.NOT_OPEN: "chưa mở",
}
NO_ROUND = "chưa có đợt thi nào được lên lịch"


def situation_of(seen: Overview) -> Situation:
    """What the quick report says of what is shown."""
    figures = seen.figures
    return Situation(
        round_words=f"{seen.round.name} {STATES[seen.phase]}" if seen.round else NO_ROUND,
        round_names=figures.round_names,
        people=figures.people,
        citizens=figures.citizens,
        headcount=figures.headcount,
        rate=figures.rate,
        attempts=figures.attempts,
        own_share=figures.own_share,
        slow_units=len(figures.slow_units),
        waiting_signs=seen.waiting_signs,
        districts=seen.districts.rows,
        days=tuple((one.on, one.people) for one in seen.days),
    )
