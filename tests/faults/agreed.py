"""What contest, participants and comparison all know beforehand."""

from dataclasses import dataclass
from datetime import timedelta

LONG_ROUND, SHORT_ROUND = 1, 2
# Nobody runs out of time in the long round, whatever is restarted; in the short one everybody does.
DURATIONS = {LONG_ROUND: timedelta(minutes=30), SHORT_ROUND: timedelta(seconds=4)}
GRACE = timedelta(seconds=1)
ATTEMPTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What one participant's browser holds after signing in."""

    account_id: int
    cookie: str
    csrf_token: str
