"""Refusals of the standings slice."""

from contest.platform.errors import Conflict, DomainError, Invalid, NotFound


class RoundNotLocked(Conflict):
    """Only a locked round is published; facts: round."""

    code = "dot.chua_khoa"


class ReviewsOpen(Conflict):
    """Signs are decided on before results are published, or a reason says why not; facts: where, count."""

    code = "bang.con_xem_xet"
    field = "over"


class TiesOpen(Conflict):
    """A tie at a prize is settled before results are published; facts: where, count."""

    code = "bang.con_dong_hang"


class NotPublished(NotFound):
    """There are no published standings of this round."""

    code = "bang.chua_co"


class ReasonMissing(Invalid):
    """A correction states why."""

    code = "bang.da_cong_bo"
    field = "reason"


class AskedWrongly(DomainError):
    """A program asked for data with a parameter that means nothing; facts: parameter."""

    code = "dulieu.tham_so"


class DrawUnknown(NotFound):
    """There is no such draw."""

    code = "boc_tham.khong_co"


class TieGone(Conflict):
    """These are no longer tied at a prize: somebody was struck, refused, or the tie was settled."""

    code = "dong_hang.da_doi"


class SeedSourceMissing(Invalid):
    """A draw names the public source of its seed beforehand."""

    code = "boc_tham.nguon"
    field = "seed_source"


class SeedTimeWrong(Invalid):
    """The seed may not exist yet when the list is fixed."""

    code = "boc_tham.gio"
    field = "seed_due_at"


class DrawTooEarly(Conflict):
    """The seed is entered once its source has yielded it; facts: due_at."""

    code = "boc_tham.som"


class SeedMissing(Invalid):
    """A draw needs its seed."""

    code = "boc_tham.thieu_so"
    field = "seed"


class DrawHeld(Conflict):
    """One draw for one list: it was held with another seed."""

    code = "boc_tham.da_boc"


class NotOverall(NotFound):
    """The rules of this contest rank no whole contest."""

    code = "toan_cuoc.khong_co"


class RoundsUnpublished(Conflict):
    """The whole contest is published after all its rounds; facts: rounds."""

    code = "toan_cuoc.con_dot"


class SignalGone(NotFound):
    """The attempts of this round show no such sign."""

    code = "xem_xet.khong_co"


class StillBeingTaken(Conflict):
    """An attempt is reviewed when it is handed in."""

    code = "xem_xet.chua_nop"


class NotOfThisCase(Invalid):
    """The attempt is none of those that the sign is about."""

    code = "xem_xet.khac_luot"
    field = "attempt"
