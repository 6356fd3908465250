"""Refusals of the bank slice."""

from contest.platform.errors import Conflict, Forbidden, Invalid, NotFound


class ItemUnknown(NotFound):
    """No question under this code or id."""


class ItemInvalid(Invalid):
    """The question breaks a rule of the bank; facts: problems."""

    code = "cauhoi.sai"
    field = "stem"


class ItemNotReviewable(Conflict):
    """The question is not in the state that this step starts from; facts: status."""

    code = "cauhoi.trang_thai"


class AuthorApproves(Forbidden):
    """Nobody approves an own question."""

    code = "cauhoi.tu_duyet"


class FileRefused(Invalid):
    """A file of questions with errors; nothing was saved; facts: count."""

    code = "tep.loi"
    field = "file"
