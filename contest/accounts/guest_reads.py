"""Reads of guest sessions: one, those of a helper, and how many one may still open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contest.accounts.models import AccountRow, GuestSessionRow
from contest.accounts.tokens import token_hash
from contest.platform.database import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One session: who helps, at which desk; ``card`` is the citizen's, to know it by without a name."""

    id: int
    helper_id: int
    unit_id: int
    account_id: int
    card: str
    began_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    returns_until: datetime  # the helper comes back from it with the password alone

    def runs(self, now: datetime) -> bool:
        """Whether the citizen still sits there."""
        return self.ended_at is None and now < self.expires_at


_ALL = select(
    GuestSessionRow.id,
    GuestSessionRow.helper_id,
    GuestSessionRow.unit_id,
    GuestSessionRow.account_id,
    AccountRow.card,
    GuestSessionRow.began_at,
    GuestSessionRow.expires_at,
    GuestSessionRow.ended_at,
    GuestSessionRow.helper_until,
).join(AccountRow, AccountRow.id == GuestSessionRow.account_id)


def find_guest(guest_id: int) -> Guest | None:
    """One session."""
    return next(iter(_found(GuestSessionRow.id == guest_id)), None)


def guest_of_way_back(way_back: str) -> Guest | None:
    """The session that a device can come back from; None for a way back that is gone."""
    return next(iter(_found(GuestSessionRow.return_hash == token_hash(way_back))), None)


def guests_of(helper_id: int, *, since: datetime) -> tuple[Guest, ...]:
    """The sessions a helper opened since an instant, the newest first."""
    return _found(GuestSessionRow.helper_id == helper_id, GuestSessionRow.began_at > since)


def _found(*conditions: object) -> tuple[Guest, ...]:
    rows = read().execute(_ALL.where(*conditions).order_by(GuestSessionRow.id.desc()))  # type: ignore[arg-type] # conditions of this module
    return tuple(
        Guest(
            id=row.id,
            helper_id=row.helper_id,
            unit_id=row.unit_id,
            account_id=row.account_id,
            card=row.card or "",
            began_at=row.began_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            returns_until=row.helper_until,
        )
        for row in rows
    )
