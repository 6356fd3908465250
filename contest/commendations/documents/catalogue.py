"""The kinds of papers: what each is called, who builds it, its template's frame, what it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contest.commendations.documents import (
    announcement,
    decision,
    minutes,
    payments,
    reports,
    submission,
)
from contest.commendations.documents.dossier import Dossier
from contest.platform.files.official import Form, Official

COMMITTEE = (
    "committee_parent",
    "committee_name",
    "committee_symbol",
    "committee_posts",
    "committee_signer",
    "place",
)
AGENCY = ("agency_parent", "agency_name", "agency_symbol", "agency_posts", "agency_signer", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of papers."""

    code: str
    title: str
    build: Callable[[Dossier], Official]
    form: Form
    needs: tuple[str, ...]  # terms that must not be empty
    is_of_contest: bool = False  # of all that is published, not of one result
    is_of_round: bool = False  # of a round alone, never of the whole contest
    is_of_meeting: bool = False  # asks when and with whom


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            code="quyet-dinh-cong-nhan",
            title="Quyết định công nhận kết quả và trao giải",
            build=decision.recognition,
            form=Form(is_decision=True, has_bases=True),
            needs=(*COMMITTEE, "bases", "committee_recipients", "funding"),
        ),
        Kind(
            code="thong-bao",
            title="Thông báo kết quả",
            build=announcement.announcement,
            form=Form(),
            needs=(*COMMITTEE, "committee_recipients"),
        ),
        Kind(
            code="to-trinh",
            title="Tờ trình đề nghị khen thưởng",
            build=submission.submission,
            form=Form(has_addressees=True),
            needs=(*COMMITTEE, "merit_bases", "merit_addressee", "committee_recipients"),
        ),
        Kind(
            code="quyet-dinh-khen-thuong",
            title="Quyết định khen thưởng",
            build=decision.merit,
            form=Form(is_decision=True, has_bases=True),
            needs=(*AGENCY, "merit_bases", "merit_addressee", "agency_recipients"),
        ),
        Kind(
            code="bien-ban",
            title="Biên bản họp Ban Tổ chức",
            build=minutes.minutes,
            form=Form(signers=2),
            needs=(*COMMITTEE, "secretary", "meeting_place"),
            is_of_meeting=True,
        ),
        Kind(
            code="bang-ke",
            title="Bảng kê chi tiền thưởng",
            build=payments.payments,
            form=Form(signers=3, has_recipients=False),
            needs=(*AGENCY, "preparer", "accountant", "funding"),
        ),
        Kind(
            code="bao-cao-tuan",
            title="Báo cáo thống kê đợt thi",
            build=reports.weekly,
            form=Form(),
            needs=(*COMMITTEE, "committee_recipients"),
            is_of_round=True,
        ),
        Kind(
            code="bao-cao-nhanh",
            title="Báo cáo nhanh",
            build=reports.quick,
            form=Form(),
            needs=(*COMMITTEE, "committee_recipients"),
            is_of_round=True,
        ),
        Kind(
            code="bao-cao-tong-ket",
            title="Báo cáo tổng kết cuộc thi",
            build=reports.summary,
            form=Form(has_addressees=True),
            needs=(*AGENCY, "agency_recipients"),
            is_of_contest=True,
        ),
    )
}
ROUND_KINDS = tuple(kind for kind in KINDS.values() if not kind.is_of_contest)
WHOLE_KINDS = tuple(kind for kind in ROUND_KINDS if not kind.is_of_round)
CONTEST_KINDS = tuple(kind for kind in KINDS.values() if kind.is_of_contest)
REMINDER = "cong-van-nhac"
REMINDER_FORM = Form(is_letter=True, has_addressees=True)
REMINDER_TITLE = "Công văn đôn đốc tham gia"
REMINDER_NEEDS = (*AGENCY, "agency_recipients")
SITUATION = "bao-cao-tinh-hinh"
SITUATION_FORM = Form()
SITUATION_TITLE = "Báo cáo nhanh tình hình tham gia"
SITUATION_NEEDS = (*COMMITTEE, "committee_recipients")
# Every template there is: code -> (title, frame).
TEMPLATES: Mapping[str, tuple[str, Form]] = {
    **{kind.code: (kind.title, kind.form) for kind in KINDS.values()},
    REMINDER: (REMINDER_TITLE, REMINDER_FORM),
    SITUATION: (SITUATION_TITLE, SITUATION_FORM),
}
