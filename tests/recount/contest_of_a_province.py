"""The contest that is recounted: the rules of 2024, a whole contest above its rounds, one prize a person."""

from dataclasses import replace
from datetime import UTC, datetime

from recount import bulk

from contest.demonstration import scenarios
from contest.rounds import queries as rounds
from contest.rules.awards import Prize, PrizeLimit
from contest.rules.overall import OverallMethod, OverallRule
from contest.rules.ranking import TieKey
from contest.rules.ruleset import RuleSet, default_2024
from contest.standings.overall import services as overall_services

AFTER_ALL_ROUNDS = datetime(2025, 1, 2, tzinfo=UTC)
OVERALL_PRIZES = (
    Prize(code="nhat", name="Giải Nhất chung cuộc", quota=1, amount_vnd=5_000_000),
    Prize(code="nhi", name="Giải Nhì chung cuộc", quota=2, amount_vnd=3_000_000),
    Prize(code="ba", name="Giải Ba chung cuộc", quota=5, amount_vnd=1_000_000),
)
OVERALL = OverallRule(
    method=OverallMethod.BEST,
    best_of=3,
    least_rounds=2,
    tie_break=(
        TieKey.SCORE,
        TieKey.ROUNDS_TAKEN,
        TieKey.PREDICTION_ERROR,
        TieKey.TIME_USED,
        TieKey.SUBMITTED_AT,
    ),
)


def rules() -> RuleSet:
    """The regulations of 2024 with everything that is to be recounted."""
    base = default_2024()
    collective = replace(
        base.collective,
        groups=tuple(replace(one, overall_prizes=OVERALL_PRIZES) for one in base.collective.groups),
    )
    return replace(
        base,
        divisions=tuple(replace(one, overall_prizes=OVERALL_PRIZES) for one in base.divisions),
        collective=collective,
        one_prize_per=PrizeLimit.CONTEST,
        overall=OVERALL,
    )


def hold(*, people: int, seed: int) -> None:
    """Fill an empty database with the contest; rounds and the whole are published by the product itself."""
    round_ids = scenarios.load_simulation(people=people, seed=seed, rules=rules(), way=bulk.AS_ROWS)
    contest_id = rounds.get_round(round_ids[0]).contest_id
    overall_services.publish_overall(contest_id=contest_id, by=None, now=AFTER_ALL_ROUNDS)
