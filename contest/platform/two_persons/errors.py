"""Refusals of what takes two persons."""

from contest.platform.errors import Conflict, Forbidden, Invalid, NotFound


class ReasonMissing(Invalid):
    """Whoever puts an act forward, refuses or withdraws it says why."""

    code = "denghi.ly_do"
    field = "reason"


class ProposalUnknown(NotFound):
    """There is no such proposal, or it is not for this person: both look the same."""

    code = "denghi.khong_co"


class SamePerson(Forbidden):
    """Nobody decides on what they put forward themselves."""

    code = "denghi.cung_nguoi"


class Decided(Conflict):
    """The proposal waits no more; facts: state."""

    code = "denghi.da_xong"


class EffectChanged(Conflict):
    """The act would do something else by now than what the person saw."""

    code = "denghi.da_doi"
    field = "effect"


class NotTheProposer(Forbidden):
    """Only who put an act forward takes it back."""

    code = "denghi.khong_phai_nguoi_lap"
