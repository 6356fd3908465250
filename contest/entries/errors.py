"""Refusals of the entries slice."""

from contest.platform.errors import Conflict, Forbidden, Invalid, NotFound


class DivisionUnknown(Invalid):
    """No such division in this contest."""

    code = "doituong.sai"
    field = "division"


class UnitMissing(Invalid):
    """An official names the agency, department or committee."""

    code = "donvi.trong"
    field = "unit"


class PlaceMissing(Invalid):
    """A citizen names the commune."""

    code = "diaban.trong"
    field = "unit"


class PersonExcluded(Forbidden):
    """On the list of those who may not take part."""

    code = "thi.loai_tru"


class NotEntered(Forbidden):
    """No entry in this contest."""

    code = "thi.chua_dang_ky"


class ContestOver(Conflict):
    """Every round is closed; nobody can enter any more."""

    code = "cuocthi.het"


class DataRequestUnknown(NotFound):
    """No such request about own data."""


class AnswerMissing(Invalid):
    """Who asks about their own data gets an answer in words."""

    code = "dulieu.tra_loi"
    field = "text"


class RequestClosed(Conflict):
    """The request was answered or carried out already."""

    code = "dulieu.da_xong"
