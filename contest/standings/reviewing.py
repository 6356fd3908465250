"""The review of a round's attempts: signs, what was decided about each, and the data to decide on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.attempts.queries import SittingFacts
from contest.entries import queries as entries
from contest.platform.database import read
from contest.platform.language.vietnamese import fold
from contest.platform.language.vietnamese_numbers import phone_end
from contest.rounds import queries as rounds
from contest.rules.signals import Excluded, Signal, SignalKind, Sitting, opened_by_hand, signals_in
from contest.standings.errors import SignalGone
from contest.standings.models import ReviewDecisionRow, ReviewOpeningRow
from contest.units import queries as units


class Verdict(StrEnum):
    """What the organisers decided about a sign."""

    KEEP = "keep"
    STRIKE = "strike"
    REINSTATE = "reinstate"
    EXPLAIN = "explain"

    @property
    def label(self) -> str:
        """The decision on screen."""
        return {
            Verdict.KEEP: "Giữ kết quả",
            Verdict.STRIKE: "Hủy lượt thi",
            Verdict.REINSTATE: "Khôi phục lượt thi",
            Verdict.EXPLAIN: "Yêu cầu giải trình",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecision:
    """One decision as stored."""

    verdict: Verdict
    attempt_id: int | None
    reason: str
    decided_at: datetime
    decided_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One sign with what was decided about it, newest first."""

    signal: Signal
    decisions: tuple[ReviewDecision, ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide: nobody did, or an explanation was asked for."""
        return _waits(self.decisions)

    @property
    def blocks(self) -> bool:
        """Whether it comes before publishing. Shared machines are normal, until somebody asked about one."""
        return self.is_open and (bool(self.decisions) or self.signal.kind is not SignalKind.ONE_DEVICE)

    @property
    def state(self) -> str:
        """Where the case stands, in words."""
        return self.decisions[0].verdict.label if self.decisions else "Chưa xem xét"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One attempt of a case with whose it is; stands beside the others."""

    facts: SittingFacts
    name: str
    phone_end: str
    unit: str
    saved: tuple[datetime, ...]


def cases_of(round_id: int) -> tuple[Case, ...]:
    """Every sign of a round and what was opened by hand, open ones first, the most serious first."""
    decided = _decisions(round_id)
    cases = [
        Case(signal=signal, decisions=decided.get(signal.subject, ()))
        for signal in (*_opened_in(round_id), *signals_in(_sittings(round_id), _excluded(round_id)))
    ]
    return tuple(sorted(cases, key=lambda one: not one.is_open))


def open_cases(round_id: int) -> tuple[Case, ...]:
    """The signs of a round that wait for a decision."""
    return tuple(one for one in cases_of(round_id) if one.is_open)


def subjects_of(round_id: int) -> frozenset[str]:
    """What each sign is about that the attempts of a round show; reads all of them."""
    return frozenset(one.subject for one in signals_in(_sittings(round_id), _excluded(round_id)))


def undecided(round_id: int, subjects: Collection[str]) -> int:
    """How many of these signs, and of what was opened by hand, wait for a decision."""
    decided = _decisions(round_id)
    subjects = {*subjects, *(one.subject for one in _opened_in(round_id))}
    return sum(_waits(decided.get(subject, ())) for subject in subjects)


def find_opened(attempt_id: int) -> Signal | None:
    """What an organiser wanted looked at in an attempt, if somebody did."""
    row = (
        read()
        .execute(select(ReviewOpeningRow).where(ReviewOpeningRow.attempt_id == attempt_id))
        .scalar_one_or_none()
    )
    return None if row is None else opened_by_hand(attempt_id=row.attempt_id, reason=row.reason)


def get_case(round_id: int, subject: str) -> Case:
    """One sign; raises SignalGone when the attempts no longer show it."""
    found = next((one for one in cases_of(round_id) if one.signal.subject == subject), None)
    if found is None:
        raise SignalGone
    return found


def cases_about(round_id: int, attempt_code: str) -> tuple[Case, ...]:
    """The signs of a round that one attempt is among."""
    ids = {one.attempt_id for one in attempts.sittings_of(round_id) if one.code == attempt_code}
    return tuple(one for one in cases_of(round_id) if ids & set(one.signal.attempt_ids)) if ids else ()


def sides_of(round_id: int, case: Case) -> tuple[Side, ...]:
    """The attempts of a case with the data of their persons."""
    wanted = [one for one in attempts.sittings_of(round_id) if one.attempt_id in case.signal.attempt_ids]
    people = accounts.people({one.account_id for one in wanted})
    names = units.names_of({one.unit_id for one in wanted})
    return tuple(
        Side(
            facts=one,
            name=people[one.account_id][0],
            phone_end=phone_end(people[one.account_id][1]),
            unit=names[one.unit_id],
            saved=attempts.saved_instants(one.attempt_id),
        )
        for one in wanted
    )


def _waits(decisions: tuple[ReviewDecision, ...]) -> bool:
    """Whether nobody decided, or an explanation was asked for."""
    return not decisions or decisions[0].verdict is Verdict.EXPLAIN


def _sittings(round_id: int) -> list[Sitting]:
    """Struck attempts stay in: a sign does not vanish by being decided on."""
    facts = attempts.sittings_of(round_id)
    wanted = {one.account_id for one in facts}
    folded = {account_id: fold(name) for account_id, (name, _) in accounts.people(wanted).items()}
    by_card = accounts.without_phone(wanted)
    years, helpers = accounts.birth_years(wanted), attempts.helpers_of(round_id)
    given = attempts.answers_given(helpers)
    return [
        Sitting(
            attempt_id=one.attempt_id,
            entry_id=one.entry_id,
            person=folded[one.account_id],
            unit_id=one.unit_id,
            device=one.device,
            started_at=one.started_at,
            score=one.score,
            questions=one.questions,
            time_used_ms=one.time_used_ms,
            birth_year=years.get(one.account_id),
            has_phone=one.account_id not in by_card,
            helper_id=helpers.get(one.attempt_id),
            given=given.get(one.attempt_id, frozenset()),
        )
        for one in facts
    ]


def _excluded(round_id: int) -> list[Excluded]:
    known = entries.excluded_people(rounds.get_round(round_id).contest_id)
    ids = {one.account_id for one in known if one.account_id is not None}
    names, years = accounts.names_of(ids), accounts.birth_years(ids)
    return [
        Excluded(
            persons=frozenset(
                fold(name) for name in (one.exclusion.name, names.get(one.account_id or 0)) if name
            ),
            entry_id=one.entry.id if one.entry else None,
            unit_id=one.entry.unit_id if one.entry else None,
            birth_year=years.get(one.account_id or 0),
        )
        for one in known
    ]


def _opened_in(round_id: int) -> list[Signal]:
    rows = read().execute(
        select(ReviewOpeningRow.attempt_id, ReviewOpeningRow.reason)
        .where(ReviewOpeningRow.round_id == round_id)
        .order_by(ReviewOpeningRow.id)
    )
    return [opened_by_hand(attempt_id=attempt_id, reason=reason) for attempt_id, reason in rows]


def _decisions(round_id: int) -> Mapping[str, tuple[ReviewDecision, ...]]:
    rows = (
        read()
        .execute(
            select(ReviewDecisionRow)
            .where(ReviewDecisionRow.round_id == round_id)
            .order_by(ReviewDecisionRow.id.desc())
        )
        .scalars()
    )
    found: dict[str, tuple[ReviewDecision, ...]] = {}
    for row in rows:
        decision = ReviewDecision(
            verdict=Verdict(row.decision),
            attempt_id=row.attempt_id,
            reason=row.reason,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
        found[row.subject] = (*found.get(row.subject, ()), decision)
    return found
