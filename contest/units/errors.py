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


class ClosedTooEarly(Invalid):
    """A unit cannot end before it began; facts: opens_on."""

    code = "dv.ngay_sai"
    field = "on"


class MergerInvalid(Invalid):
    """A unit goes into another open unit of its list that does not lie below it; facts: code."""

    code = "dv.gop_sai"
    field = "into"


class HeadcountInvalid(Invalid):
    """Headcounts are whole numbers from 0 on, of known categories."""

    code = "dv.so_sai"
    field = "people"


class RowsRefused(Invalid):
    """A file with bad rows; nothing was saved; facts: count, problems."""

    code = "tep.loi"
    field = "file"


class ColumnMissing(Invalid):
    """The sheet lacks a column that is needed; facts: column."""

    code = "tep.thieu_cot"
    field = "file"
