"""The one place that reads the clock: once a request, in UTC, to the millisecond (T1)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, has_request_context
from werkzeug.exceptions import RequestEntityTooLarge

from contest.platform.here import extension, the_g, the_request

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Clock = Callable[[], datetime]
EXTENSION = "contest_clock"


def to_milliseconds(instant: datetime) -> datetime:
    """Cut an instant to whole milliseconds, the precision of everything stored."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def system_clock() -> datetime:
    """Read the machine's clock."""
    return to_milliseconds(datetime.now(UTC))  # noqa: TID251 - the one place where the clock is read


def install(app: Flask, clock: Clock) -> None:
    """Give the app its clock; tests and previews give another one."""
    app.extensions[EXTENSION] = clock


def tick() -> datetime:
    """The clock itself, for the length of a wait inside a request; what a request decides by is now()."""
    clock: Clock = extension(EXTENSION)
    return clock()


def now() -> datetime:
    """The instant of this request, read after its body arrived; outside a request the clock itself."""
    own = the_g()
    instant: datetime | None = own.get("now")
    if instant is None:
        if not has_request_context():
            return tick()
        # A slow body must not be judged by the time its first byte came.
        with suppress(
            RequestEntityTooLarge
        ):  # whoever reads the form is told; the page saying so has a time too
            request = the_request()
            request.get_data(cache=True, parse_form_data=not request.is_json)
        instant = own.now = tick()
    return instant
