"""What this slice tells the pages of slices below it: the attempts of a person, the attempts of units."""

from collections.abc import Collection
from datetime import datetime

from flask.sansio.app import App
from sqlalchemy import func, select

from contest.attempts import queries
from contest.attempts.finishing import BY_PARTICIPANT
from contest.attempts.models import AttemptRow
from contest.attempts.queries import Attempt
from contest.entries import queries as entries
from contest.entries.queries import AttemptLine
from contest.platform.database import read
from contest.platform.vietnamese_numbers import number
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.windows import RoundPhase
from contest.units import queries as units
from contest.units.queries import Use


def install(app: App) -> None:
    """Answer the questions of lower slices in this app."""
    entries.attempt_lines.answered_by(app, attempt_lines)
    units.uses.answered_by(app, _uses_of_units)


def attempt_lines(entry_id: int, now: datetime) -> list[AttemptLine]:
    """All attempts of an entry, oldest first; a score only once the round has closed (A6)."""
    taken = queries.attempts_of(entry_id=entry_id)
    known = {round_id: rounds.get_round(round_id) for round_id in {one.round_id for one in taken}}
    return [_line(one, known[one.round_id], now) for one in taken]


def _line(attempt: Attempt, this_round: Round, now: datetime) -> AttemptLine:
    is_over = this_round.phase(now) is RoundPhase.CLOSED
    score = f"{number(attempt.score)}/{number(attempt.questions)}" if attempt.score is not None else "–"
    return AttemptLine(
        round_name=this_round.name,
        number=attempt.number,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        state=_state(attempt),
        receipt=attempt.receipt if attempt.is_finished else "",
        score=score if is_over else "sau khi đóng",
        address=f"/quan-tri/luot-thi/{attempt.code}",
    )


def _state(attempt: Attempt) -> str:
    if attempt.is_struck:
        return "Đã hủy"
    if not attempt.is_finished:
        return "Đang làm"
    return "Đã nộp" if attempt.finished_by == BY_PARTICIPANT else "Hết giờ"


def _uses_of_units(unit_ids: Collection[int]) -> list[Use]:
    count = read().execute(select(func.count(AttemptRow.id)).where(AttemptRow.unit_id.in_(unit_ids)))
    return [Use(label="Lượt thi", count=count.scalar_one())]
