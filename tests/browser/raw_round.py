"""Attempts of a round as organisers find them: a cheat, two of one name, two equal at the last prize."""

from dataclasses import replace
from datetime import datetime, timedelta

from factories import QUESTIONS, World, make_entry, make_rules, take_attempt
from sqlalchemy import update

from contest.attempts.models import AttemptRow
from contest.attempts.queries import Attempt
from contest.platform.clock import system_clock
from contest.platform.database import transaction
from contest.rules.awards import Prize
from contest.rules.ruleset import RuleSet

FIRST, SECOND = 90, 91
QUICK, WINNER, NAMESAKE, TIED, OTHER_TIED = range(1, 6)
NAMES = {
    QUICK: "Hoàng Mẫu Lan",
    WINNER: "Lý Mẫu Minh",
    NAMESAKE: "Lý Mẫu Minh",
    TIED: "Ma Mẫu Nga",
    OTHER_TIED: "Sùng Mẫu Páo",
}
PRIZES = (
    Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=800_000),
    Prize(code="nhi", name="Giải Nhì", quota=1, amount_vnd=600_000),
)
SOURCE, SEED = "Giải đặc biệt xổ số kiến thiết quay tối nay", "48213"
SIGNER = "Trần Mẫu Bình"
WHY_STRUCK, WHY_CORRECTED = "Làm bài thay người khác", "Hủy một lượt thi sau khi giải quyết khiếu nại"
LEAD = timedelta(seconds=40)  # for the second organiser to approve before the seed exists


def prized_rules() -> RuleSet:
    """Two prizes in every division."""
    rules = make_rules()
    return replace(rules, divisions=tuple(replace(one, prizes=PRIZES) for one in rules.divisions))


def take_raw_round(world: World) -> dict[int, Attempt]:
    """One impossibly quick, a winner with a namesake, two equal at the last prize; all of this hour."""
    now = system_clock()
    plan = {  # right answers, prediction, minutes ago, time used
        QUICK: (QUESTIONS, 1, 55, timedelta(seconds=5)),
        WINNER: (QUESTIONS, 1, 45, timedelta(minutes=3)),
        NAMESAKE: (1, 9, 12, timedelta(minutes=4)),
        TIED: (QUESTIONS - 1, 1, 30, timedelta(minutes=5)),
        OTHER_TIED: (QUESTIONS - 1, 1, 30, timedelta(minutes=5)),
    }
    taken = {
        number: take_attempt(
            world,
            make_entry(world, number, name=NAMES[number]),
            right=right,
            prediction=prediction,
            at=now - timedelta(minutes=ago),
            takes=takes,
        )
        for number, (right, prediction, ago, takes) in plan.items()
    }
    _make_equal(taken[TIED], taken[OTHER_TIED])
    return taken


def _make_equal(*attempts: Attempt) -> None:
    """Equal to the millisecond, which two people's starts on a running machine are not."""
    with transaction() as session:
        session.execute(
            update(AttemptRow)
            .where(AttemptRow.id.in_([one.id for one in attempts]))
            .values(time_used_ms=300_000)
        )


def soon() -> datetime:
    """The first whole minute, which is what forms take, that leaves time to approve."""
    return (system_clock() + LEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)
