"""Refusals of the rounds slice."""

from contest.platform.errors import Conflict, Invalid, NotFound


class RoundUnknown(NotFound):
    """No round under this id."""


class ContestUnknown(NotFound):
    """No contest is set up yet."""


class IntervalsInvalid(Invalid):
    """No interval, or intervals that are reversed or overlap; facts: problems."""

    code = "dot.gio_sai"
    field = "intervals"


class RuleSetInvalid(Invalid):
    """The rule set contradicts itself; facts: problems."""

    code = "thele.sai"


class BankTooThin(Conflict):
    """The bank cannot feed the paper of a division; facts: cells."""

    code = "dot.thieu_cau"


class RoundStarted(Conflict):
    """What participants have met cannot be changed any more."""

    code = "dot.da_mo"


class ResultsDueTooEarly(Invalid):
    """Results are promised for a day before the round closes; facts: closes_on."""

    code = "dot.cong_bo_som"
    field = "results_due_on"


class RoundStillOpen(Conflict):
    """A round is locked only after it closed; facts: round, closes_at."""

    code = "dot.chua_dong"


class RoundLocked(Conflict):
    """The round is locked; facts: round."""

    code = "dot.da_khoa"


class NotScheduled(Conflict):
    """The round is still a draft; facts: round."""

    code = "dot.con_nhap"


class RoundOver(Conflict):
    """A round whose last closing has passed is not scheduled; facts: round."""

    code = "dot.qua_gio"


class RoundKept(Conflict):
    """Only a draft round is removed; facts: round."""

    code = "dot.khong_nhap"


class ReasonMissing(Invalid):
    """A change to an open round is explained."""

    code = "lydo.trong"
    field = "reason"


class NotAPdf(Invalid):
    """A signed copy is a plain PDF, recognised by its content."""

    code = "tl.khong_pdf"
    field = "file"


class NoSignedCopy(NotFound):
    """Nobody uploaded the signed copy of this version."""

    code = "tl.chua_co"


class RecordingUnknown(NotFound):
    """No such key text, language or recording."""


class RecordingMissing(Invalid):
    """Nothing was sent."""

    code = "ghi_am.thieu"
    field = "file"


class NoRecording(Invalid):
    """The file is no recording that browsers play."""

    code = "ghi_am.loai"
    field = "file"


class RecordingTooLarge(Invalid):
    """Larger than a weak network carries while somebody waits; facts: kilobytes."""

    code = "ghi_am.lon"
    field = "file"
