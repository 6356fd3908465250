"""Marking finished attempts anew after a question turned out to be wrong: what would change, and doing it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, insert, select, update

from contest.attempts import finishing
from contest.attempts.models import AttemptRow, ResponseRow, ScoreCorrectionRow
from contest.bank import queries as bank
from contest.platform.audit import log as audit
from contest.platform.database import AnyRow, read, transaction
from contest.rounds import queries as rounds
from contest.rules import scoring
from contest.rules.corrections import Correction, amendments_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescored:
    """A finished attempt whose result a correction changes."""

    attempt_id: int
    entry_id: int
    old_score: int
    old_left_out: int
    new_score: int
    new_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """How many attempts of a round have a question in their paper."""

    finished: int
    running: int


def carriers_of(round_id: int, version_id: int) -> Carriers:
    """How many attempts of a round were asked a question version, struck attempts included."""
    rows = read().execute(
        select(AttemptRow.state, func.count(AttemptRow.id))
        .where(AttemptRow.round_id == round_id, _asks(version_id))
        .group_by(AttemptRow.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return Carriers(finished=counts.get("finished", 0), running=counts.get("open", 0))


def rescored(round_id: int, correction: Correction) -> tuple[Rescored, ...]:
    """The finished attempts of a round that one more correction would mark differently; nothing is stored."""
    rule = rounds.rule_set(rounds.get_round(round_id).rule_set_id).struck
    amendments = amendments_of((*bank.corrections_of_round(round_id), correction), rule)
    rows = _finished(round_id, correction.version_id)
    answers = _answers(round_id, correction.version_id)
    found = []
    for row in rows:
        marks = finishing.marks_of(row.paper, row.questions, answers[row.id], amendments)
        score = scoring.score_of(correct=marks.correct, questions=marks.total)
        left_out = row.questions - marks.total
        if (score, left_out) != (row.score, row.left_out):
            found.append(
                Rescored(
                    attempt_id=row.id,
                    entry_id=row.entry_id,
                    old_score=row.score,
                    old_left_out=row.left_out,
                    new_score=score,
                    new_left_out=left_out,
                )
            )
    return tuple(found)


def rescore(
    *, round_ids: Collection[int], correction_id: int, correction: Correction, by: int, now: datetime
) -> Mapping[int, int]:
    """Mark anew, in one go, every finished attempt that had the question, keeping what it scored before.

    Attempts still running are marked with the correction when they end: those that end in this very
    moment are waited for, and those that end later wait for us. Answers how many results changed in
    each round with any.
    """
    with transaction() as session:
        changed: dict[int, int] = {}
        for round_id in sorted(round_ids):
            session.execute(
                select(AttemptRow.id)
                .where(AttemptRow.round_id == round_id)
                .order_by(AttemptRow.id)
                .with_for_update()
            ).all()
            found = rescored(round_id, correction)
            if found:
                session.execute(insert(ScoreCorrectionRow), [_kept(correction_id, one) for one in found])
                session.connection().execute(_CHANGE, [_change(one) for one in found])
            audit.record(
                action="attempts:round:rescore",
                subject=str(round_id),
                by=by,
                now=now,
                # How many changed stays out: the log is read while the round may still be open (A6).
                facts={"correction": correction_id},
            )
            if found:
                changed[round_id] = len(found)
        session.expire_all()
        return changed


_CHANGE = (
    update(AttemptRow.__table__)  # type: ignore[arg-type] # a table of the ORM is a table
    .where(AttemptRow.__table__.c.id == bindparam("attempt"))
    .values(score=bindparam("new_score"), left_out=bindparam("new_left_out"))
)


def _change(one: Rescored) -> Mapping[str, int]:
    return {"attempt": one.attempt_id, "new_score": one.new_score, "new_left_out": one.new_left_out}


def _kept(correction_id: int, one: Rescored) -> Mapping[str, int]:
    return {
        "correction_id": correction_id,
        "attempt_id": one.attempt_id,
        "old_score": one.old_score,
        "old_left_out": one.old_left_out,
        "new_score": one.new_score,
        "new_left_out": one.new_left_out,
    }


def score_history(attempt_id: int) -> tuple[tuple[int, int, int], ...]:
    """(correction id, score before, score after) of each correction that changed an attempt, oldest first."""
    rows = read().execute(
        select(ScoreCorrectionRow.correction_id, ScoreCorrectionRow.old_score, ScoreCorrectionRow.new_score)
        .where(ScoreCorrectionRow.attempt_id == attempt_id)
        .order_by(ScoreCorrectionRow.correction_id)
    )
    return tuple((row[0], row[1], row[2]) for row in rows)


def _asks(version_id: int) -> ColumnElement[bool]:
    """Whether the stored paper has the version: each slot begins with its id."""
    return cast(AttemptRow.paper, Text).contains(f"[{version_id}, [", autoescape=True)


def _finished(round_id: int, version_id: int) -> Sequence[AnyRow]:
    return (
        read()
        .execute(
            select(
                AttemptRow.id,
                AttemptRow.entry_id,
                AttemptRow.paper,
                AttemptRow.questions,
                AttemptRow.score,
                AttemptRow.left_out,
            )
            .where(AttemptRow.round_id == round_id, AttemptRow.state == "finished", _asks(version_id))
            .order_by(AttemptRow.id)
        )
        .all()
    )


def _answers(round_id: int, version_id: int) -> Mapping[int, Mapping[int, int]]:
    rows = read().execute(
        select(ResponseRow.attempt_id, ResponseRow.slot, ResponseRow.value)
        .join(AttemptRow, AttemptRow.id == ResponseRow.attempt_id)
        .where(
            AttemptRow.round_id == round_id,
            AttemptRow.state == "finished",
            _asks(version_id),
        )
    )
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for attempt_id, slot, value in rows:
        if value is not None:
            found[attempt_id][slot] = value
    return found
