"""Guest sessions at a helper's desk: one citizen at a time sits at the device of a helper.

The helper's own sign-in ends when the citizen's begins, so nothing of the helper's can be reached from the
device meanwhile; the way back asks for the helper's password. The citizen's sign-in ends with the session:
nobody can save or hand in for somebody who has left. Source: domain.md 6.5; P4, P7.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from contest.accounts import passwords
from contest.accounts.errors import (
    CitizenBusy,
    GuestIsStaff,
    GuestRunning,
    TooManyGuests,
    WayBackOver,
    WayBackRefused,
)
from contest.accounts.models import AccountRow, GuestSessionRow, RoleGrantRow, SignInRow
from contest.accounts.tokens import token_hash
from contest.platform import throttle
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.upsert import insert

TRIES, TRIES_WINDOW = 10, timedelta(minutes=15)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
USED = "used-"  # a way back is gone once


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLimits:
    """How many people one helper may help, and how long one may sit."""

    an_hour: int
    a_day: int
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session that has begun: the citizen's sign-in, and what leads the helper back to the device."""

    token: str
    way_back: str


def open_session(
    *, helper_id: int, helper_token: str, unit_id: int, account_id: int, limits: GuestLimits, now: datetime
) -> Opened:
    """Let a citizen, whose identity was just proved, sit at the helper's device.

    Raises TooManyGuests, GuestRunning, CitizenBusy, GuestIsStaff.
    """
    token, way_back = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with transaction() as session:
        # Whoever opens queues here, so that two clicks are counted one after the other.
        session.execute(select(AccountRow.id).where(AccountRow.id == helper_id).with_for_update()).one()
        _end_overdue(session, helper_id, account_id, now)
        own = session.execute(
            select(SignInRow.expires_at, SignInRow.second_factor_at).where(
                SignInRow.token_hash == token_hash(helper_token), SignInRow.ended_at.is_(None)
            )
        ).one_or_none()
        if own is None or session.execute(_running_of(helper_id)).first() is not None:
            raise GuestRunning
        _check_limits(session, helper_id, limits, now)
        if session.execute(_roles_of(account_id)).first() is not None:
            raise GuestIsStaff
        guest_id = session.execute(
            insert(GuestSessionRow)
            .values(
                helper_id=helper_id,
                unit_id=unit_id,
                account_id=account_id,
                began_at=now,
                expires_at=now + limits.lasts,
                return_hash=token_hash(way_back),
                helper_until=own.expires_at,
                helper_second_factor_at=own.second_factor_at,
            )
            .on_conflict_do_nothing()
            .returning(GuestSessionRow.id)
        ).scalar()
        if guest_id is None:
            raise CitizenBusy
        session.execute(
            update(SignInRow).where(SignInRow.token_hash == token_hash(helper_token)).values(ended_at=now)
        )
        session.add(
            SignInRow(
                token_hash=token_hash(token),
                account_id=account_id,
                began_at=now,
                expires_at=now + limits.lasts,
                second_factor_at=None,
                shared_device=True,
                guest_id=guest_id,
            )
        )
        audit.record(
            action="accounts:guest:open",
            subject=str(account_id),
            by=helper_id,
            now=now,
            facts={"guest_id": guest_id, "unit_id": unit_id},
        )
    return Opened(token=token, way_back=way_back)


def end_session(*, guest_id: int, by: int, now: datetime) -> None:
    """End a session and the citizen's sign-in with it; ending it twice is the same."""
    with transaction() as session:
        ended = session.execute(
            update(GuestSessionRow)
            .where(GuestSessionRow.id == guest_id, GuestSessionRow.ended_at.is_(None))
            .values(ended_at=now)
            .returning(GuestSessionRow.account_id)
        ).scalar()
        session.execute(
            update(SignInRow)
            .where(SignInRow.guest_id == guest_id, SignInRow.ended_at.is_(None))
            .values(ended_at=now)
        )
        if ended is not None:
            audit.record(
                action="accounts:guest:end",
                subject=str(ended),
                by=by,
                now=now,
                facts={"guest_id": guest_id},
            )


def end_own(*, helper_id: int, now: datetime) -> None:
    """A helper who came back another way ends the session that is still running elsewhere."""
    with transaction() as session:
        running = session.execute(_running_of(helper_id)).scalar()
        if running is not None:
            end_session(guest_id=running, by=helper_id, now=now)


def return_to_desk(*, way_back: str, password: str, now: datetime) -> str:
    """Let the helper back in with the password; the sign-in is worth what it was before, and lasts no longer.

    Answers its token; raises WayBackOver, WayBackRefused, TooManyTries.
    """
    with transaction() as session:
        row = session.execute(
            select(GuestSessionRow, AccountRow.password_hash, AccountRow.status)
            .join(AccountRow, AccountRow.id == GuestSessionRow.helper_id)
            .where(GuestSessionRow.return_hash == token_hash(way_back))
        ).one_or_none()
        if row is None or now >= row.GuestSessionRow.helper_until:
            raise WayBackOver
        guest, stored = row.GuestSessionRow, row.password_hash if row.status == "active" else None
    key = f"way-back:{guest.helper_id}"
    throttle.check(key=key, limit=TRIES, per=TRIES_WINDOW, now=now)
    if not passwords.matches(stored, password):
        throttle.count(key=key, per=TRIES_WINDOW, now=now)
        raise WayBackRefused
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        end_session(guest_id=guest.id, by=guest.helper_id, now=now)
        gone = session.execute(
            update(GuestSessionRow)
            .where(GuestSessionRow.return_hash == token_hash(way_back))
            .values(return_hash=f"{USED}{guest.id}")
            .returning(GuestSessionRow.id)
        ).scalar()
        if gone is None:
            raise WayBackOver
        session.add(
            SignInRow(
                token_hash=token_hash(token),
                account_id=guest.helper_id,
                began_at=now,
                expires_at=guest.helper_until,
                second_factor_at=guest.helper_second_factor_at,
                shared_device=False,
            )
        )
    return token


def _end_overdue(session: Session, helper_id: int, account_id: int, now: datetime) -> None:
    session.execute(
        update(GuestSessionRow)
        .where(
            or_(GuestSessionRow.helper_id == helper_id, GuestSessionRow.account_id == account_id),
            GuestSessionRow.ended_at.is_(None),
            GuestSessionRow.expires_at <= now,
        )
        .values(ended_at=GuestSessionRow.expires_at)
    )


def _check_limits(session: Session, helper_id: int, limits: GuestLimits, now: datetime) -> None:
    for limit, per, words in ((limits.an_hour, HOUR, "một giờ"), (limits.a_day, DAY, "một ngày")):
        within = (GuestSessionRow.helper_id == helper_id, GuestSessionRow.began_at > now - per)
        begun = select(func.count(GuestSessionRow.id), func.min(GuestSessionRow.began_at)).where(*within)
        count, first = session.execute(begun).one()
        if count >= limit:
            raise TooManyGuests(limit=limit, span=words, again_at=(first or now) + per)


def _running_of(helper_id: int) -> Select[int]:
    return select(GuestSessionRow.id).where(
        GuestSessionRow.helper_id == helper_id, GuestSessionRow.ended_at.is_(None)
    )


def _roles_of(account_id: int) -> Select[int]:
    return select(RoleGrantRow.id).where(
        RoleGrantRow.account_id == account_id, RoleGrantRow.revoked_at.is_(None)
    )
