"""Counting tries in the database, so that limits hold over workers and restarts (P7)."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Integer, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from contest.platform.database import Base, run, transaction
from contest.platform.errors import TooMany
from contest.platform.upsert import insert


class TryCount(Base):
    """Tries under one key in one window of time."""

    __tablename__ = "try_count"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tries: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[datetime]


_TRIES = select(TryCount.tries).where(
    TryCount.key_hash == bindparam("key_hash"), TryCount.window == bindparam("window")
)


class TooManyTries(TooMany):
    """The limit of a key is used up; facts: minutes until it opens again."""

    code = "dn.khoa"


def check(*, key: str, limit: int, per: timedelta, now: datetime) -> None:
    """Refuse when the key's tries in the current window have reached the limit."""
    tries = run(_TRIES, {"key_hash": _hashed(key), "window": _window(now, per)}).scalar()
    if tries is not None and tries >= limit:
        minutes = int(per.total_seconds() // 60)
        raise TooManyTries(minutes=minutes)


def count(*, key: str, per: timedelta, now: datetime) -> None:
    """Add one try, atomically; old windows are swept on the way."""
    window = _window(now, per)
    ends_at = now + per
    with transaction() as session:
        session.execute(delete(TryCount).where(TryCount.ends_at < now - per))
        session.execute(
            insert(TryCount)
            .values(key_hash=_hashed(key), window=window, tries=1, ends_at=ends_at)
            .on_conflict_do_update(index_elements=["key_hash", "window"], set_={"tries": TryCount.tries + 1})
        )


def _hashed(key: str) -> str:
    # Keys hold phone numbers and addresses; the table must not.
    return hashlib.sha256(key.encode()).hexdigest()


def _window(now: datetime, per: timedelta) -> int:
    return int(now.timestamp() // per.total_seconds())
