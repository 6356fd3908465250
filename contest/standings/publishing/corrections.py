"""A question that turned out to be wrong: whom a correction would touch, in numbers, and doing it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contest.attempts import services as attempts
from contest.attempts.services import Rescored
from contest.bank import queries as bank
from contest.bank import services as bank_services
from contest.platform.database import transaction
from contest.platform.two_persons.acts import Decision
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.corrections import Correction, StruckQuestion, Way
from contest.rules.windows import RoundPhase
from contest.standings import queries, services
from contest.standings.ranking.live import computed_standings
from contest.standings.snapshots.rows import person_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands: score, place, prize and its money."""

    name: str
    unit_name: str
    division: str
    score: int
    place: int
    prize: str
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """One person before and after a correction."""

    entry_id: int
    before: Standing
    after: Standing

    @property
    def score_changes(self) -> bool:
        """Whether the score that counts becomes another."""
        return self.before.score != self.after.score

    @property
    def place_changes(self) -> bool:
        """Whether the place becomes another."""
        return self.before.place != self.after.place

    @property
    def prize_changes(self) -> bool:
        """Whether the prize or its money becomes another."""
        return (self.before.prize, self.before.amount_vnd) != (self.after.prize, self.after.amount_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDryRun:
    """What a correction would do in one round; of an open one only how many were asked the question (A6)."""

    round: Round
    finished: int
    running: int
    is_open: bool
    rescored: tuple[Rescored, ...]
    persons: tuple[PersonChange, ...]
    next_version: int | None  # of the publication, where the round is published

    @property
    def scores(self) -> int:
        """How many people's score changes."""
        return sum(one.score_changes for one in self.persons)

    @property
    def places(self) -> int:
        """How many people's place changes."""
        return sum(one.place_changes for one in self.persons)

    @property
    def prizes(self) -> int:
        """How many people's prize changes."""
        return sum(one.prize_changes for one in self.persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a correction would do in every round that asked the question."""

    correction: Correction
    rounds: tuple[RoundDryRun, ...]
    is_in_force: bool  # the question is corrected just so already

    def state(self) -> str:
        """What the numbers come from: whoever approves must have seen them. Open rounds show none."""
        parts = [
            (one.round.id, one.is_open, one.next_version, one.rescored, one.persons)
            if not one.is_open
            else (one.round.id,)
            for one in self.rounds
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def rounds_asking(*, contest_id: int, version_id: int) -> tuple[Round, ...]:
    """The scheduled and locked rounds of a contest that may ask a question version, or did."""
    return tuple(
        one
        for one in rounds.rounds_of(contest_id)
        if one.state is not RoundState.DRAFT and version_id in rounds.item_versions_of(one.id)
    )


def dry_run(*, contest_id: int, correction: Correction, now: datetime) -> DryRun:
    """What a correction would change; nothing is stored."""
    asked = rounds_asking(contest_id=contest_id, version_id=correction.version_id)
    return DryRun(
        correction=correction,
        rounds=tuple(_in_round(one, correction, now) for one in asked),
        is_in_force=in_force(contest_id=contest_id, version_id=correction.version_id) == correction,
    )


def in_force(*, contest_id: int, version_id: int) -> Correction:
    """How a question is marked now: by its newest correction, or by the key it was asked with."""
    for one in bank.corrections_of_contest(contest_id):
        if one.version_id == version_id:
            return Correction(version_id=version_id, way=one.way, key=one.key)
    return Correction(version_id=version_id, way=Way.KEY, key=bank.keys_of([version_id])[version_id])


def _in_round(this_round: Round, correction: Correction, now: datetime) -> RoundDryRun:
    carriers = attempts.carriers_of(this_round.id, correction.version_id)
    is_open = this_round.state is not RoundState.LOCKED and (
        this_round.phase(now) is not RoundPhase.CLOSED or carriers.running > 0
    )
    rescored = () if is_open else attempts.rescored(this_round.id, correction)
    publication = queries.find_publication(this_round.id)
    return RoundDryRun(
        round=this_round,
        finished=carriers.finished,
        running=carriers.running,
        is_open=is_open,
        rescored=rescored,
        persons=_changes(this_round, rescored) if rescored else (),
        next_version=publication.version + 1 if publication is not None and rescored else None,
    )


def _changes(this_round: Round, rescored: Sequence[Rescored]) -> tuple[PersonChange, ...]:
    """Everybody whose score, place or prize changes, by the place before, that is, as published last."""
    after = _standings(person_rows(computed_standings(this_round.id, rescored=rescored)))
    publication = queries.find_publication(this_round.id)
    if publication is None:
        before = _standings(person_rows(computed_standings(this_round.id)))
    else:
        before = {
            one.entry_id: Standing(
                name=one.name,
                unit_name=one.unit_name,
                division=one.division,
                score=one.score,
                place=one.place,
                prize=one.prize,
                amount_vnd=one.amount_vnd,
            )
            for one in queries.persons_of(publication.id)
        }
    both = (
        PersonChange(entry_id=entry_id, before=before[entry_id], after=after[entry_id])
        for entry_id in before.keys() & after.keys()
    )
    found = (one for one in both if one.score_changes or one.place_changes or one.prize_changes)
    return tuple(sorted(found, key=lambda one: (one.before.division, one.before.place, one.entry_id)))


def _standings(rows: Iterable[Mapping[str, Any]]) -> Mapping[int, Standing]:
    fields = Standing.__dataclass_fields__
    return {row["entry_id"]: Standing(**{name: row[name] for name in fields}) for row in rows}


def draft_notice(*, code: str, correction: Correction, asked: Sequence[Round], rule: StruckQuestion) -> str:
    """What everybody will read; it quotes no question, since some rounds may still ask it."""
    where = ", ".join(one.name for one in asked)
    if correction.way is Way.KEY:
        return (
            f"Đính chính đáp án câu hỏi mã {code} ({where}). "
            "Mọi bài có câu này được chấm lại theo đáp án đúng."
        )
    means = {
        StruckQuestion.EVERYONE_RIGHT: "Mọi bài có câu này được tính điểm câu đó.",
        StruckQuestion.LEAVES_TOTAL: "Câu này không tính vào điểm và tổng số câu của các bài có câu này.",
    }
    return f"Hủy câu hỏi mã {code} ({where}) vì câu hỏi có sai sót. {means[rule]}"


def correct(*, contest_id: int, correction: Correction, notice: str, decision: Decision) -> None:
    """Correct a question: mark anew, publish anew what was published.

    One transaction; a question that is corrected just so already changes nothing.
    """
    with transaction():
        asked = rounds_asking(contest_id=contest_id, version_id=correction.version_id)
        if not asked or in_force(contest_id=contest_id, version_id=correction.version_id) == correction:
            return
        round_ids = [one.id for one in asked]
        decided = bank_services.CorrectionDecided(
            contest_id=contest_id,
            correction=correction,
            round_ids=round_ids,
            reason=decision.reason,
            notice=notice,
            proposed_by=decision.proposed_by,
            decided_by=decision.decided_by,
        )
        correction_id = bank_services.correct_question(decided=decided, now=decision.now)
        changed = attempts.rescore(
            round_ids=round_ids,
            correction_id=correction_id,
            correction=correction,
            by=decision.decided_by,
            now=decision.now,
        )
        for round_id in changed:
            if queries.find_publication(round_id) is not None:
                services.publish(
                    round_id=round_id, by=decision.decided_by, now=decision.now, reason=decision.reason
                )
