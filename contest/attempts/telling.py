"""What this slice tells the pages of slices below it: attempts of a person and of units."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from flask.sansio.app import App
from sqlalchemy import func, select

from contest.attempts import queries
from contest.attempts.assisting import Assistance, assistance_of
from contest.attempts.finishing import BY_PARTICIPANT
from contest.attempts.models import AttemptRow
from contest.attempts.queries import ATTEMPT_COLUMNS, Attempt, attempt_from
from contest.attempts.showing import AnsweredQuestion, answered_questions
from contest.entries import queries as entries
from contest.entries.queries import AttemptLine, Section, Value
from contest.platform.database import read
from contest.platform.language.vietnamese_numbers import duration_vi, number
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.windows import RoundPhase
from contest.units import queries as units
from contest.units.queries import Use


def install(app: App) -> None:
    """Answer the questions of lower slices in this app."""
    entries.attempt_lines.answered_by(app, attempt_lines)
    entries.own_sections.answered_by(app, own_sections)
    units.uses.answered_by(app, _uses_of_units)


def attempt_lines(entry_id: int, now: datetime) -> list[AttemptLine]:
    """All attempts of an entry, oldest first; a score only once the round has closed (A6)."""
    taken = queries.attempts_of(entry_id=entry_id)
    known = {round_id: rounds.get_round(round_id) for round_id in {one.round_id for one in taken}}
    helped = assistance_of([one.id for one in taken])
    return [
        replace(line, state=f"{line.state}, có người hỗ trợ máy") if one.id in helped else line
        for one, line in ((one, _line(one, known[one.round_id], now)) for one in taken)
    ]


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


def own_sections(account_id: int, now: datetime) -> list[Section]:
    """A person's attempts; scores and what was right or wrong only of rounds that have closed (A6)."""
    taken = _taken_by(account_id)
    known = {round_id: rounds.get_round(round_id) for round_id in {one.round_id for one in taken}}
    answers = [
        _answer(known[one.round_id], one, answered)
        for one in taken
        if one.is_finished and known[one.round_id].phase(now) is RoundPhase.CLOSED
        for answered in answered_questions(one)
    ]
    helped = assistance_of([one.id for one in taken])
    lines = tuple(_record(one, known[one.round_id], helped.get(one.id), now) for one in taken)
    return [
        Section(code="luot_thi", title="Lượt thi", records=lines),
        Section(
            code="cau_tra_loi",
            title="Câu trả lời trong các đợt đã đóng",
            records=tuple(answers),
            is_long=True,
        ),
    ]


def _taken_by(account_id: int) -> list[Attempt]:
    query = select(*ATTEMPT_COLUMNS).where(AttemptRow.account_id == account_id).order_by(AttemptRow.id)
    return [attempt_from(row) for row in read().execute(query)]


def _record(
    attempt: Attempt, this_round: Round, helped: Assistance | None, now: datetime
) -> Mapping[str, Value]:
    line = _line(attempt, this_round, now)
    return {
        "Đợt thi": line.round_name,
        "Lượt": line.number,
        "Bắt đầu": line.started_at,
        "Kết thúc": line.finished_at,
        "Tình trạng": line.state,
        "Mã biên nhận": line.receipt or None,
        "Số câu đúng": line.score,
        "Số dự đoán": attempt.prediction,
        "Thời gian làm bài": duration_vi(attempt.time_used_ms),
        "Mã máy": attempt.device,
        "Có người hỗ trợ máy": None if helped is None else f"{helped.helper}, {helped.unit}",
    }


def _answer(this_round: Round, attempt: Attempt, answered: AnsweredQuestion) -> Mapping[str, Value]:
    chosen = None if answered.chosen is None else answered.item.choices[answered.chosen]
    return {
        "Đợt thi": this_round.name,
        "Lượt": attempt.number,
        "Câu": answered.number,
        "Câu hỏi": answered.item.stem,
        "Đã chọn": chosen,
        "Đúng": None if answered.is_struck else answered.is_correct,
    }


def _state(attempt: Attempt) -> str:
    if attempt.is_struck:
        return "Đã hủy"
    if not attempt.is_finished:
        return "Đang làm"
    return "Đã nộp" if attempt.finished_by == BY_PARTICIPANT else "Hết giờ"


def _uses_of_units(unit_ids: Collection[int]) -> list[Use]:
    count = read().execute(select(func.count(AttemptRow.id)).where(AttemptRow.unit_id.in_(unit_ids)))
    return [Use(label="Lượt thi", count=count.scalar_one())]
