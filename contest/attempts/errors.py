"""Refusals of the attempts slice."""

from contest.platform.errors import Conflict, Gone, Invalid, NotFound


class NotInThisLanguage(NotFound):
    """No question of the paper is there in this language."""


class AttemptUnknown(NotFound):
    """No such attempt, or not this person's: both look the same."""

    code = "bai.khong_co"


class AttemptFinished(Gone):
    """The attempt is over; nothing in it changes any more (A5)."""

    code = "bai.dong"


class ArrivedLate(Gone):
    """After deadline and grace: kept as evidence, not scored (T3)."""

    code = "bai.tre"


class SlotUnknown(Invalid):
    """Slot, option and attempt do not belong together (A8)."""

    code = "bai.cau_la"


class PredictionMalformed(Invalid):
    """The prediction is a whole number from 0 up."""

    code = "dudoan.sai"
    field = "du_doan"


class OpenElsewhere(Conflict):
    """Another device is writing in this attempt."""

    code = "may.khac"


class RoundNotOpen(Conflict):
    """Too early; facts: round, opens_at."""

    code = "dot.chua"


class RoundClosed(Conflict):
    """Too late; facts: round, closes_at."""

    code = "dot.dong"


class RoundClosedResultsAwaited(RoundClosed):
    """Too late, and the results are to come; facts: round, closes_at, due."""

    code = "dot.dong_cho_ket_qua"


class AttemptsUsedUp(Conflict):
    """All attempts of the round are used; facts: round, limit."""

    code = "dot.het_luot"


class AttemptsOpen(Conflict):
    """Some attempts are still running; facts: count."""

    code = "dot.con_bai_mo"


class ReceiptUnknown(Invalid):
    """No finished attempt has this receipt."""

    code = "bien_nhan.sai"
    field = "ma"


class BatchMalformed(Invalid):
    """What was sent is no batch of answers: fields missing, unknown, doubled or of a wrong kind (A8)."""

    code = "bai.goi_sai"


class IncidentReversed(Invalid):
    """An outage begins before it ends."""

    code = "suco.gio"
    field = "ended_at"


class IncidentNotOver(Invalid):
    """An outage is made good when it is over: before, nobody knows what it cost."""

    code = "suco.chua_het"
    field = "ended_at"


class ScopeUnknown(Invalid):
    """No unit has this code in the contest's list; facts: code."""

    code = "donvi.khong_co"
    field = "unit"


class DeadlineMoved(Conflict):
    """The deadline is not the one that the page showed: somebody else extended; facts: deadline_at."""

    code = "bai.han_da_doi"


class TooLateToExtend(Invalid):
    """The attempt is over, or would be over even with the time added (T2)."""

    code = "bai.khong_gia_han"
    field = "minutes"


class ReasonMissing(Invalid):
    """Whoever changes a deadline says why."""

    code = "lydo.trong"
    field = "reason"
