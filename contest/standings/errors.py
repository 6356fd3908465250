"""Refusals of the standings slice."""

from contest.platform.errors import Conflict, Invalid, NotFound


class RoundNotLocked(Conflict):
    """Only a locked round is published; facts: round."""

    code = "dot.chua_khoa"


class NotPublished(NotFound):
    """There are no published standings of this round."""

    code = "bang.chua_co"


class ReasonMissing(Invalid):
    """A correction states why."""

    code = "bang.da_cong_bo"
    field = "reason"
