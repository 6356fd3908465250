"""Refusals of the commendations slice."""

from contest.platform.errors import Invalid, NotFound


class FileUnknown(NotFound):
    """No such file is made of a publication."""


class NobodysPrize(NotFound):
    """This person or unit is nominated for no prize."""

    code = "giai.khong_co"


class RejectionUnexplained(Invalid):
    """Whoever rejects a winner says why."""

    code = "lydo.trong"
    field = "reason"


class ComplaintUnknown(NotFound):
    """There is no such complaint."""

    code = "khieu_nai.khong_co"


class ReceiptUnknown(Invalid):
    """No attempt of this round has the receipt."""

    code = "khieu_nai.bien_nhan"
    field = "receipt"


class ReplyMissing(Invalid):
    """A complaint is closed with an answer."""

    code = "khieu_nai.tra_loi"
    field = "reply"
