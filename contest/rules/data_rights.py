"""The clocks of requests about own data: until when they are answered and carried out."""

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
