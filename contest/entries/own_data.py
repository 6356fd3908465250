"""Everything that is stored about one person, in words: for the page of the profile and for its file (D3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from contest.accounts import queries as accounts
from contest.entries import data_requests
from contest.entries.models import EntryRow
from contest.entries.queries import Section, Value, attempt_lines, entry_ids_of, own_sections
from contest.platform.database import read
from contest.platform.language.readers_numbers import datetime_of, number
from contest.platform.language.vietnamese_numbers import phone_vi
from contest.rounds import queries as rounds
from contest.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What is stored about a person, as of a moment."""

    account_id: int
    at: datetime
    sections: tuple[Section, ...]

    @property
    def in_words(self) -> tuple[tuple[Section, tuple[tuple[tuple[str, str], ...], ...]], ...]:
        """Each section with the (label, words) pairs of its records; what is empty is left out."""
        return tuple(
            (
                section,
                tuple(
                    tuple((label, _words(value)) for label, value in record.items() if value is not None)
                    for record in (() if section.is_long else section.records)
                ),
            )
            for section in self.sections
        )

    def as_json(self) -> dict[str, object]:
        """The same for a file: instants as ISO 8601 with their offset."""
        return {
            "tai_khoan": self.account_id,
            "lap_luc": self.at.isoformat(),
            **{
                section.code: [
                    {label: _plain(value) for label, value in record.items()} for record in section.records
                ]
                for section in self.sections
            },
        }


def of(account_id: int, *, now: datetime) -> OwnData:
    """Gather it: from here and below, and from the slices above that hold something of the person."""
    return OwnData(
        account_id=account_id,
        at=now,
        sections=(
            _account(account_id),
            _consents(account_id),
            _entries(account_id),
            *(section for answer in own_sections.ask(account_id, now) for section in answer),
            _requests(account_id),
            _sign_ins(account_id),
        ),
    )


def _account(account_id: int) -> Section:
    account = accounts.get_account(account_id)
    record: Mapping[str, Value] = {
        "Họ và tên": account.name,
        "Số điện thoại": None if account.phone == account.card else phone_vi(account.phone),
        "Thẻ dự thi": None if account.card is None else phone_vi(account.card),
        "Năm sinh": None if account.birth_year is None else str(account.birth_year),
        "Đăng ký lúc": account.created_at,
        "Mật khẩu": "chỉ lưu dấu băm, không đọc ngược lại được",
        "Vai trò quản trị": ", ".join(sorted(role.label for role in account.roles)) or None,
    }
    return Section(code="thong_tin_tai_khoan", title="Tài khoản", records=(record,))


def _consents(account_id: int) -> Section:
    records = tuple(
        {
            "Đồng ý để làm gì": "Tổ chức thi và trao giải",
            "Bản lời đồng ý": one.text_version,
            "Đồng ý lúc": one.given_at,
            "Rút lại lúc": one.withdrawn_at,
        }
        for one in accounts.consents_of(account_id)
    )
    return Section(code="loi_dong_y", title="Điều anh/chị đã đồng ý", records=records)


def _entries(account_id: int) -> Section:
    query = select(EntryRow).where(EntryRow.account_id == account_id).order_by(EntryRow.id)
    rows = read().execute(query).scalars().all()
    names = units.names_of({row.unit_id for row in rows})
    records: list[Mapping[str, Value]] = []
    for row in rows:
        divisions = rounds.newest_rule_set(row.contest_id).rules.divisions
        division = next((one.name for one in divisions if one.code == row.division), row.division)
        records.append(
            {
                "Cuộc thi": rounds.get_contest(row.contest_id).title,
                "Tư cách dự thi": division,
                "Đơn vị": names[row.unit_id],
                "Đăng ký dự thi lúc": row.entered_at,
                "Nhóm cán bộ": row.staff_category,
                "Xin thêm thời gian làm bài": row.wants_extra_time,
                "Được thêm thời gian từ lúc": row.extra_time_granted_at,
                "Lý do không xếp hạng": row.excluded_reason,
            }
        )
    return Section(code="dang_ky_du_thi", title="Đăng ký dự thi", records=tuple(records))


def _requests(account_id: int) -> Section:
    records: Sequence[Mapping[str, Value]] = [
        {
            "Yêu cầu": one.kind.label,
            "Nội dung": one.content or None,
            "Gửi lúc": one.received_at,
            "Tình trạng": one.state.label,
            "Trả lời": one.answer or None,
            "Trả lời lúc": one.answered_at,
            "Thực hiện lúc": one.done_at,
        }
        for one in data_requests.requests_of(account_id)
    ]
    return Section(code="yeu_cau_ve_du_lieu", title="Yêu cầu về dữ liệu", records=tuple(records))


def _sign_ins(account_id: int) -> Section:
    records = tuple(
        {
            "Đăng nhập lúc": one.began_at,
            "Có hiệu lực đến": one.expires_at,
            "Đăng xuất lúc": one.ended_at,
            "Máy dùng chung": one.shared_device,
        }
        for one in accounts.sign_ins_of(account_id)
    )
    return Section(code="lan_dang_nhap", title="Các lần đăng nhập", records=records, is_long=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much hangs on an account: what an act on it leaves standing, in numbers."""

    entries: int
    attempts: int


def extent_of(account_id: int, *, now: datetime) -> Extent:
    """The contests a person is entered in and the attempts they made."""
    entry_ids = entry_ids_of(account_id)
    lines = [line for one in entry_ids for answer in attempt_lines.ask(one, now) for line in answer]
    return Extent(entries=len(entry_ids), attempts=len(lines))


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return datetime_of(value)
    return number(value) if isinstance(value, int) else str(value)


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
