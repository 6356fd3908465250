"""The register of complaints: each tied to the frozen copy of an attempt, with deadline and answer."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from flask.sansio.app import App
from sqlalchemy import select

from contest.attempts import queries as attempts
from contest.commendations.errors import ComplaintUnknown, ReceiptUnknown, ReplyMissing
from contest.commendations.models import ComplaintRow, ComplaintStepRow
from contest.platform.audit import log as audit
from contest.platform.clock import VIETNAM
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.rounds import queries as rounds
from contest.rules.complaint_days import ANSWERED_WITHIN, after_working_days, is_in_time
from contest.standings import queries as standings
from contest.standings.queries import ComplaintLink

END_OF_WORK = time(17)


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    EXAMINING = "examining"
    ANSWERED = "answered"
    NOT_CONSIDERED = "not_considered"

    @property
    def label(self) -> str:
        """The state on screen."""
        return {
            ComplaintState.RECEIVED: "Đã tiếp nhận",
            ComplaintState.EXAMINING: "Đang xem xét",
            ComplaintState.ANSWERED: "Đã trả lời",
            ComplaintState.NOT_CONSIDERED: "Không xem xét",
        }[self]


STEPS = tuple(state for state in ComplaintState if state is not ComplaintState.RECEIVED)
CLOSED = frozenset({ComplaintState.ANSWERED, ComplaintState.NOT_CONSIDERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done about a complaint."""

    state: ComplaintState
    reply: str
    decided_at: datetime
    decided_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint with everything done about it, newest step first."""

    id: int
    contest_id: int
    round_id: int
    attempt_code: str
    name: str
    contact: str
    content: str
    received_at: datetime
    due_at: datetime
    is_late: bool
    steps: tuple[Step, ...]

    @property
    def state(self) -> ComplaintState:
        """Where it stands."""
        return self.steps[0].state if self.steps else ComplaintState.RECEIVED

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been answered by now."""
        return self.state not in CLOSED and now > self.due_at


def register(
    *,
    round_id: int,
    receipt: str,
    name: str,
    contact: str,
    content: str,
    received_at: datetime,
    by: int,
    now: datetime,
) -> int:
    """Put a complaint into the register; raises ReceiptUnknown for a code of no attempt of the round.

    It is late when it came after the days that the rules allow, counted from the first
    publication of the round; a late one is kept, and the organisers decide.
    """
    with transaction() as session:
        this_round = rounds.get_round(round_id)
        attempt = attempts.find_by_receipt(receipt) if clean(receipt) else None
        if clean(receipt) and (attempt is None or attempt.round_id != round_id):
            raise ReceiptUnknown
        due_on = after_working_days(received_at.astimezone(VIETNAM).date(), ANSWERED_WITHIN)
        row = ComplaintRow(
            contest_id=this_round.contest_id,
            round_id=round_id,
            attempt_code=attempt.code if attempt else "",
            name=clean(name),
            contact=clean(contact),
            content=content.strip(),
            received_at=received_at,
            due_at=datetime.combine(due_on, END_OF_WORK, tzinfo=VIETNAM),
            is_late=_is_late(round_id, received_at),
            registered_at=now,
            registered_by=by,
        )
        session.add(row)
        session.flush()
        audit.record(
            action="commendations:complaint:register",
            subject=str(row.id),
            by=by,
            now=now,
            facts={"attempt": row.attempt_code, "late": row.is_late},
        )
        return row.id


def _is_late(round_id: int, received_at: datetime) -> bool:
    first = standings.find_publication(round_id, 1)
    if first is None:
        return False
    return not is_in_time(
        received_at.astimezone(VIETNAM).date(),
        published_on=first.published_at.astimezone(VIETNAM).date(),
        working_days=rounds.rule_set(first.rule_set_id).complaint_days,
    )


def take_step(*, complaint_id: int, state: ComplaintState, reply: str, by: int, now: datetime) -> None:
    """Note what is done about a complaint; closing it takes a reply. The same step twice is one step."""
    if state in CLOSED and not clean(reply):
        raise ReplyMissing
    with transaction() as session:
        complaint = get_complaint(complaint_id)
        if complaint.steps and (complaint.steps[0].state, complaint.steps[0].reply) == (state, reply.strip()):
            return
        session.add(
            ComplaintStepRow(
                complaint_id=complaint_id, state=state, reply=reply.strip(), decided_at=now, decided_by=by
            )
        )
        audit.record(
            action=f"commendations:complaint:{state}",
            subject=str(complaint_id),
            by=by,
            now=now,
            reason=clean(reply),
        )


def complaints_of(contest_id: int) -> tuple[Complaint, ...]:
    """The register of a contest: open ones by deadline, then the closed ones, newest first."""
    rows = (
        read()
        .execute(select(ComplaintRow).where(ComplaintRow.contest_id == contest_id).order_by(ComplaintRow.id))
        .scalars()
        .all()
    )
    found = [_complaint(row) for row in rows]
    still = sorted((one for one in found if one.state not in CLOSED), key=lambda one: (one.due_at, one.id))
    return (*still, *(one for one in reversed(found) if one.state in CLOSED))


def links_about(round_id: int, attempt_codes: frozenset[str]) -> tuple[ComplaintLink, ...]:
    """The complaints of a round about one of these attempts, oldest first."""
    rows = read().execute(
        select(ComplaintRow)
        .where(ComplaintRow.round_id == round_id, ComplaintRow.attempt_code.in_(attempt_codes))
        .order_by(ComplaintRow.id)
    )
    return tuple(
        ComplaintLink(address=f"/quan-tri/khieu-nai/{one.id}", name=one.name, state=one.state.label)
        for one in map(_complaint, rows.scalars().all())
    )


def install(app: App) -> None:
    """Tell those who review attempts what was complained about."""
    standings.complaints_about.answered_by(app, links_about)


def get_complaint(complaint_id: int) -> Complaint:
    """One complaint; raises ComplaintUnknown."""
    row = read().get(ComplaintRow, complaint_id)
    if row is None:
        raise ComplaintUnknown
    return _complaint(row)


def _complaint(row: ComplaintRow) -> Complaint:
    steps = (
        read()
        .execute(
            select(ComplaintStepRow)
            .where(ComplaintStepRow.complaint_id == row.id)
            .order_by(ComplaintStepRow.id.desc())
        )
        .scalars()
    )
    return Complaint(
        id=row.id,
        contest_id=row.contest_id,
        round_id=row.round_id,
        attempt_code=row.attempt_code,
        name=row.name,
        contact=row.contact,
        content=row.content,
        received_at=row.received_at,
        due_at=row.due_at,
        is_late=row.is_late,
        steps=tuple(
            Step(
                state=ComplaintState(one.state),
                reply=one.reply,
                decided_at=one.decided_at,
                decided_by=one.decided_by,
            )
            for one in steps
        ),
    )
