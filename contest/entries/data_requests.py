"""The register of what people ask for about their own data: received, answered in time, carried out (D3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select, update

from contest.accounts import services as accounts
from contest.entries.errors import AnswerMissing, DataRequestUnknown, RequestClosed
from contest.entries.models import DataRequestRow, EntryRow
from contest.platform.audit import log as audit
from contest.platform.clock import VIETNAM
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.platform.upsert import insert
from contest.rules import data_rights

ERASED = "(đã xóa)"


class Kind(StrEnum):
    """What is asked for."""

    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"

    @property
    def label(self) -> str:
        """The kind on screen."""
        return {Kind.CORRECTION: "Sửa thông tin", Kind.WITHDRAWAL: "Rút lại sự đồng ý"}[self]


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"

    @property
    def label(self) -> str:
        """The state on screen."""
        return {
            State.RECEIVED: "Chờ trả lời",
            State.ACCEPTED: "Đã nhận làm",
            State.REFUSED: "Không thực hiện",
            State.DONE: "Đã thực hiện",
        }[self]


OPEN = (State.RECEIVED, State.ACCEPTED)
ANSWERS = (State.ACCEPTED, State.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """One request with its clocks."""

    id: int
    account_id: int
    kind: Kind
    content: str
    received_at: datetime
    state: State
    answer: str
    answered_at: datetime | None
    answered_by: int | None
    done_at: datetime | None
    done_by: int | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN

    @property
    def answer_due_on(self) -> date:
        """The last day for the answer."""
        return data_rights.answer_due_on(self._received_on)

    @property
    def due_on(self) -> date:
        """The day by which it is carried out."""
        return data_rights.carried_out_by(self._received_on)

    @property
    def latest_day(self) -> date:
        """The day that may not be passed."""
        return data_rights.latest_day_of(self._received_on)

    def is_late(self, now: datetime) -> bool:
        """Whether the day of its next step has passed."""
        today = now.astimezone(VIETNAM).date()
        due_on = self.answer_due_on if self.state is State.RECEIVED else self.due_on
        return self.is_open and today > due_on

    @property
    def _received_on(self) -> date:
        return self.received_at.astimezone(VIETNAM).date()


def ask(*, account_id: int, kind: Kind, content: str, now: datetime) -> int:
    """Put a request into the register; while one of its kind is open, it is that one. Answers its id."""
    with transaction() as session:
        new_id = session.execute(
            insert(DataRequestRow)
            .values(
                account_id=account_id,
                kind=kind,
                content=content.strip(),
                received_at=now,
                state=State.RECEIVED,
                answer="",
            )
            .on_conflict_do_nothing()
            .returning(DataRequestRow.id)
        ).scalar()
        if new_id is None:
            return session.execute(
                select(DataRequestRow.id).where(
                    DataRequestRow.account_id == account_id,
                    DataRequestRow.kind == kind,
                    DataRequestRow.state.in_(OPEN),
                )
            ).scalar_one()
        audit.record(action=f"entries:data_request:{kind}", subject=str(new_id), by=account_id, now=now)
        return int(new_id)


def answer(*, request_id: int, state: State, text: str, by: int, now: datetime) -> None:
    """Tell the person what will be done, or why it will not; the same answer twice is one.

    Raises DataRequestUnknown, AnswerMissing, and RequestClosed when it was answered otherwise.
    """
    if not clean(text):
        raise AnswerMissing
    with transaction() as session:
        changed = session.execute(
            update(DataRequestRow)
            .where(DataRequestRow.id == request_id, DataRequestRow.state == State.RECEIVED)
            .values(state=state, answer=text.strip(), answered_at=now, answered_by=by)
            .returning(DataRequestRow.id)
        ).first()
        if changed is None:
            known = get_request(request_id)
            if (known.state, known.answer) == (state, text.strip()):
                return
            raise RequestClosed
        audit.record(
            action=f"entries:data_request:{state}",
            subject=str(request_id),
            by=by,
            now=now,
            reason=clean(text),
        )


def correct(*, request_id: int, name: str, phone: str, reason: str, by: int, now: datetime) -> None:
    """Carry a correction out: name and number as they should be. Raises RequestClosed when it is closed."""
    with transaction():
        account_id = _carry_out(request_id, Kind.CORRECTION, reason=reason, by=by, now=now)
        if account_id is not None:
            accounts.correct(account_id=account_id, name=name, phone=phone, by=by, reason=reason, now=now)


def withdraw(*, request_id: int, reason: str, by: int, now: datetime) -> None:
    """Carry a withdrawal out: nothing says any more who the person was; what was counted stays counted.

    Units, attempts, scores and published results are left as they are. What the person told about
    themselves goes: that they need more time, and the words of their requests.
    """
    with transaction() as session:
        account_id = _carry_out(request_id, Kind.WITHDRAWAL, reason=reason, by=by, now=now)
        if account_id is None:
            return
        accounts.anonymise(account_id=account_id, by=by, reason=reason, now=now)
        session.execute(
            update(EntryRow)
            .where(EntryRow.account_id == account_id)
            .values(wants_extra_time=False, extra_time_granted_at=None, staff_category=None)
        )
        session.execute(
            update(DataRequestRow)
            .where(DataRequestRow.account_id == account_id, DataRequestRow.content != "")
            .values(content=ERASED)
        )


def _carry_out(request_id: int, kind: Kind, *, reason: str, by: int, now: datetime) -> int | None:
    """Close an open request as done; the account it is about, None when it was done before."""
    with transaction() as session:
        account_id = session.execute(
            update(DataRequestRow)
            .where(
                DataRequestRow.id == request_id,
                DataRequestRow.kind == kind,
                DataRequestRow.state.in_(OPEN),
            )
            .values(
                state=State.DONE,
                done_at=now,
                done_by=by,
                answered_at=func.coalesce(DataRequestRow.answered_at, now),
                answered_by=func.coalesce(DataRequestRow.answered_by, by),
            )
            .returning(DataRequestRow.account_id)
        ).scalar()
        if account_id is None:
            known = get_request(request_id)
            if known.kind is kind and known.state is State.DONE:
                return None
            raise RequestClosed
        audit.record(
            action="entries:data_request:done", subject=str(request_id), by=by, now=now, reason=reason
        )
        return int(account_id)


def get_request(request_id: int) -> DataRequest:
    """One request; raises DataRequestUnknown."""
    row = read().get(DataRequestRow, request_id, populate_existing=True)
    if row is None:
        raise DataRequestUnknown
    return _request(row)


def requests_of(account_id: int) -> tuple[DataRequest, ...]:
    """What a person asked for, newest first."""
    query = select(DataRequestRow).where(DataRequestRow.account_id == account_id)
    rows = read().execute(query.order_by(DataRequestRow.id.desc())).scalars()
    return tuple(_request(row) for row in rows)


def register(*, limit: int) -> tuple[DataRequest, ...]:
    """The register: open ones in the order of their next day, then the closed ones, newest first."""
    still = read().execute(
        select(DataRequestRow).where(DataRequestRow.state.in_(OPEN)).order_by(DataRequestRow.id)
    )
    closed = read().execute(
        select(DataRequestRow)
        .where(DataRequestRow.state.not_in(OPEN))
        .order_by(DataRequestRow.id.desc())
        .limit(limit)
    )
    found = sorted((_request(row) for row in still.scalars()), key=_next_day)
    return (*found, *(_request(row) for row in closed.scalars()))


def _next_day(one: DataRequest) -> tuple[date, int]:
    return (one.answer_due_on if one.state is State.RECEIVED else one.due_on, one.id)


def _request(row: DataRequestRow) -> DataRequest:
    return DataRequest(
        id=row.id,
        account_id=row.account_id,
        kind=Kind(row.kind),
        content=row.content,
        received_at=row.received_at,
        state=State(row.state),
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        done_at=row.done_at,
        done_by=row.done_by,
    )
