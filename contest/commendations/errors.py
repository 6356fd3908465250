"""Refusals of the commendations slice."""

from contest.platform.errors import Invalid, NotFound


class FileUnknown(NotFound):
    """No such file is made of a publication."""


class NobodysPrize(NotFound):
    """This person or unit is nominated for no prize."""

    code = "giai.khong_co"


class RejectionUnexplained(Invalid):
    """Whoever rejects a winner says why."""

    code = "lydo.trong"
    field = "reason"
