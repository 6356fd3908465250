"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# Monday 18 November 2024, 09:00 in Hà Giang.
FIRST_MONDAY = datetime(2024, 11, 18, 2, tzinfo=UTC)


class SettableClock:
    """Call it to read it; the app and the test hold the same one."""

    def __init__(self, now: datetime = FIRST_MONDAY) -> None:
        """Begin at an instant."""
        self.now = now

    def __call__(self) -> datetime:
        """Answer the present instant."""
        return self.now

    def move_to(self, instant: datetime) -> datetime:
        """Jump to an instant, forwards or back, and answer it in UTC."""
        if instant.tzinfo is None:
            raise ValueError("a clock has no naive instants")
        self.now = instant.astimezone(UTC)
        return self.now

    def advance(self, **length: float) -> datetime:
        """Let time pass, named as timedelta names it: advance(minutes=15, milliseconds=1)."""
        self.now += timedelta(**length)
        return self.now
