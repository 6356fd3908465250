"""Refusals of the units slice."""

from contest.platform.errors import Conflict, Invalid, NotFound


class UnitUnknown(NotFound):
    """No unit under this code in this list; facts: code."""

    code = "donvi.khong_co"


class CodeTaken(Conflict):
    """The code is in the list already; facts: code."""

    code = "dv.ma_trung"
    field = "code"


class CodeMalformed(Invalid):
    """Codes hold ASCII letters, digits and hyphens."""

    code = "dv.ma_sai"
    field = "code"


class NameMissing(Invalid):
    """A unit needs a name."""

    code = "dv.ten_trong"
    field = "name"


class ParentInvalid(Invalid):
    """The parent is missing, closed, or below the unit itself."""

    code = "dv.cha_sai"
    field = "parent"


class UnitClosed(Conflict):
    """The unit has ended; facts: code, closed_on."""

    code = "dv.da_dong"


class RowsRefused(Invalid):
    """A file with bad rows; nothing was saved; facts: count, problems."""

    code = "tep.loi"
    field = "file"
