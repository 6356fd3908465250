"""Requests about own data: until when they are carried out, and what a withdrawal means for prizes."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from contest.rules.complaint_days import after_working_days

ANSWERED_WITHIN = 2
"""Working days from receiving a request to the answer."""
CARRIED_OUT_WITHIN = 15
"""Days from receiving a request to its being carried out."""
AT_THE_LATEST = 20
"""Days that may not be passed, also where the work turned out to be hard."""


def answer_due_on(received_on: date) -> date:
    """The last day for the answer. Source: Luật 91/2025/QH15 and its decree, as in the privacy page."""
    return after_working_days(received_on, ANSWERED_WITHIN)


def carried_out_by(received_on: date) -> date:
    """The day by which a request is carried out; a day of rest counts like any other."""
    return received_on + timedelta(days=CARRIED_OUT_WITHIN)


def latest_day_of(received_on: date) -> date:
    """The day after which the law is broken."""
    return received_on + timedelta(days=AT_THE_LATEST)


WITHDREW = "đã rút lại đồng ý cho dùng dữ liệu"


def left_out(withdrawn: Collection[int], *, winners_published: Collection[int]) -> Mapping[int, str]:
    """Who is in no line for a prize after taking consent back, with the reason.

    Nobody can be called, named on a decision and paid without their data, so the next in line moves up.
    What was published before stays: a prize that the person has by the newest publication is not taken
    away. Attempts, scores and the counts of units stay in any case.

    Source: thể lệ, mục Giải thưởng cá nhân; Luật 91/2025/QH15, as in the privacy page.
    """
    return {entry_id: WITHDREW for entry_id in withdrawn if entry_id not in winners_published}
