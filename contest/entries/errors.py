"""Refusals of the entries slice."""

from contest.platform.errors import Forbidden, Invalid


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
