"""What this slice holds of one person, told to the page of own data: certificates and complaints (D3)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from flask.sansio.app import App
from sqlalchemy import select

from contest.attempts import queries as attempts
from contest.commendations.certificates import queries as certificates
from contest.commendations.complaints import get_complaint
from contest.commendations.models import ComplaintRow
from contest.entries import queries as entries
from contest.entries.queries import Section, Value
from contest.platform.database import read


def install(app: App) -> None:
    """Answer in this app."""
    entries.own_sections.answered_by(app, own_sections)


def own_sections(account_id: int, _now: datetime) -> list[Section]:
    """A person's certificates, and the complaints about their attempts."""
    entry_ids = entries.entry_ids_of(account_id)
    codes = [one.code for entry_id in entry_ids for one in attempts.attempts_of(entry_id=entry_id)]
    return [
        Section(code="giay_chung_nhan", title="Giấy chứng nhận", records=_certificates(entry_ids)),
        Section(code="khieu_nai", title="Khiếu nại", records=_complaints(codes)),
    ]


def _certificates(entry_ids: Collection[int]) -> tuple[Mapping[str, Value], ...]:
    return tuple(
        {
            "Mã": one.code,
            "Họ và tên trên giấy": one.name,
            "Đơn vị": one.unit_name,
            "Kết quả": one.result,
            "Giải": one.prize or None,
            "Cấp lúc": one.issued_at,
            "Thu hồi lúc": one.withdrawn_at,
        }
        for one in certificates.certificates_of(entry_ids=entry_ids)
    )


def _complaints(codes: Collection[str]) -> tuple[Mapping[str, Value], ...]:
    query = select(ComplaintRow.id).where(ComplaintRow.attempt_code.in_(codes)).order_by(ComplaintRow.id)
    return tuple(
        {
            "Người khiếu nại": one.name,
            "Điện thoại, địa chỉ": one.contact,
            "Nội dung": one.content,
            "Nhận lúc": one.received_at,
            "Tình trạng": one.state.label,
            "Trả lời": one.steps[0].reply or None if one.steps else None,
        }
        for one in map(get_complaint, read().execute(query).scalars().all())
    )
