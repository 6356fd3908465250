"""Looking a receipt up: whether that attempt is counted, and nothing about whose it is (R5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contest.attempts import queries
from contest.attempts.errors import ReceiptUnknown
from contest.entries import queries as entries
from contest.platform import throttle
from contest.rounds import queries as rounds

# P7: wrong codes from one address; an office shares one, and guessing takes 30 to the power of 8 tries.
TRIES_PER_ADDRESS = 100
TRIES_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What anyone may know of a receipt: the round, when it came in, whether it is counted.

    ``results_awaited_until`` is the promised day of results that are not there yet.
    """

    code: str
    round_name: str
    finished_at: datetime
    is_counted: bool
    results_awaited_until: date | None


def attempt_code(receipt: str) -> str:
    """The code of the attempt under a receipt, for organisers; raises ReceiptUnknown."""
    attempt = queries.find_by_receipt(receipt)
    if attempt is None:
        raise ReceiptUnknown
    return attempt.code


def look_up(*, code: str, address: str, now: datetime) -> Receipt:
    """The receipt under a code in any spelling; raises ReceiptUnknown, TooManyTries."""
    key = f"receipt:{address}"
    throttle.check(key=key, limit=TRIES_PER_ADDRESS, per=TRIES_WINDOW, now=now)
    attempt = queries.find_by_receipt(code)
    if attempt is None or attempt.finished_at is None:
        throttle.count(key=key, per=TRIES_WINDOW, now=now)
        raise ReceiptUnknown
    this_round = rounds.get_round(attempt.round_id)
    entry = entries.find_entry(contest_id=this_round.contest_id, account_id=attempt.account_id)
    return Receipt(
        code=attempt.receipt,
        round_name=this_round.name,
        finished_at=attempt.finished_at,
        is_counted=not attempt.is_struck and entry is not None and not entry.is_excluded,
        results_awaited_until=this_round.results_awaited_until,
    )
