"""Refusals about papers, their templates, and certificates."""

from contest.platform.errors import Conflict, Invalid, NotFound


class PaperFieldsMissing(Invalid):
    """A paper cannot be made while its terms lack something; facts: paper, fields."""

    code = "van_ban.thieu"


class TemplateBroken(Invalid):
    """The file is no Word file that only names fields."""

    code = "van_ban.mau_hong"
    field = "file"


class TemplateFieldsUnknown(Invalid):
    """The template names fields that there are none of; facts: fields."""

    code = "van_ban.mau_la"
    field = "file"


class TemplateFieldsMissing(Invalid):
    """The template lacks fields that it must name; facts: fields."""

    code = "van_ban.mau_thieu"
    field = "file"


class PaperUnknown(NotFound):
    """There is no such kind of papers, or not in this form."""


class CertificateUnknown(NotFound):
    """No certificate has this code, or it is somebody else's."""

    code = "chung_nhan.khong_co"


class CertificateWithdrawn(Conflict):
    """The certificate was withdrawn before; facts: at."""

    code = "chung_nhan.da_thu_hoi"


class DecisionMissing(Invalid):
    """Certificates are issued by a decision that has a number."""

    code = "chung_nhan.so_quyet_dinh"
    field = "decision_number"


class WithdrawalReasonMissing(Invalid):
    """A withdrawal says why."""

    code = "lydo.trong"
    field = "reason"
