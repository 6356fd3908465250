"""Refusals of the bank slice."""

from contest.platform.errors import Conflict, Forbidden, Invalid, NotFound


class ItemUnknown(NotFound):
    """No question under this code or id."""


class ItemInvalid(Invalid):
    """The question breaks a rule of the bank; facts: problems."""

    code = "cauhoi.sai"
    field = "stem"


class ItemNotReviewable(Conflict):
    """The question is not in the state that this step starts from; facts: status."""

    code = "cauhoi.trang_thai"


class ChoiceUnknown(Invalid):
    """The question has no such choice."""

    code = "cauhoi.phuong_an_la"
    field = "key"


class AuthorApproves(Forbidden):
    """Nobody approves what they wrote on since the question was last approved."""

    code = "cauhoi.tu_duyet"


class FileRefused(Invalid):
    """A file of questions with errors; nothing was saved; facts: count."""

    code = "tep.loi"
    field = "file"


class ItemHeld(Conflict):
    """A round that is scheduled or open may draw the question; facts: round."""

    code = "cauhoi.dang_dung"


class ItemChanged(Conflict):
    """Somebody wrote a newer version meanwhile; facts: version."""

    code = "cauhoi.da_sua"


class CodeTaken(Invalid):
    """Another question has this code; facts: code."""

    code = "cauhoi.ma_trung"
    field = "code"


class ReasonMissing(Invalid):
    """Sending back and retiring state why."""

    code = "lydo.trong"
    field = "reason"


class FileUnknown(NotFound):
    """No imported file under this id."""


class FileKnown(Conflict):
    """The same content was imported before; facts: name, at."""

    code = "tep.da_nhap"


class NothingToImport(Invalid):
    """Every row of the file has a fault."""

    code = "tep.het_loi"
    field = "file"


class FileInUse(Conflict):
    """Questions that came with the file are in papers already; facts: count."""

    code = "tep.da_dung"


class FileUndone(Conflict):
    """The import was undone before."""

    code = "tep.da_hoan_tac"


class CheckOutdated(Conflict):
    """The bank changed since the file was checked, so other rows would be imported than were shown."""

    code = "tep.da_khac"


class CheckFailed(Conflict):
    """A file that could not be checked for a fault of ours; the log has the cause."""

    code = "tep.khong_kiem_tra"


class MediumRefused(Invalid):
    """A file that is neither a picture nor a recording that may be kept; facts: problem."""

    code = "cauhoi.tep"
    field = "file"


class MediumUnknown(NotFound):
    """No picture or recording under this name."""


class ItemAlike(Conflict):
    """Questions with nearly this wording are there already; facts: codes. The editor may insist."""

    code = "cauhoi.gan_giong"
    field = "insists"


class CommentEmpty(Invalid):
    """A comment says something."""

    code = "cauhoi.trao_doi_trong"
    field = "text"


class CommentUnknown(NotFound):
    """No comment of this question under this id."""
