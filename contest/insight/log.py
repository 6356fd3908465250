"""The log as organisers read it: filtered, in Vietnamese, with the state of its chain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from contest.accounts import queries as accounts
from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.audit.log import AuditEvent, Entry
from contest.platform.cache import kept
from contest.platform.clock import VIETNAM
from contest.platform.database import read
from contest.rounds import queries as rounds

CHAIN_SECONDS = 60
# What a deed is called, by the beginning of its tag; the longest beginning that fits is taken.
DEEDS: Mapping[str, str] = {
    "accounts:account:anonymise": "Ẩn danh tài khoản",
    "accounts:account:correct": "Sửa họ tên, số điện thoại",
    "accounts:account:create": "Tạo tài khoản",
    "accounts:account:disable": "Ngừng tài khoản",
    "accounts:card:renew": "Cấp lại mã dự thi",
    "accounts:card:revoke": "Thu hồi thẻ dự thi",
    "accounts:cards:make": "Làm lô thẻ dự thi",
    "accounts:cards:revoke": "Thu hồi thẻ chưa dùng của lô",
    "accounts:guest:end": "Kết thúc phiên ở bàn hỗ trợ",
    "accounts:guest:open": "Mở phiên ở bàn hỗ trợ",
    "accounts:password:change": "Đổi mật khẩu",
    "accounts:password:reset": "Đặt lại mật khẩu",
    "accounts:role:grant": "Giao vai trò",
    "accounts:role:revoke": "Thôi vai trò",
    "attempts:attempt:extend": "Gia hạn bài thi",
    "attempts:attempt:read": "Xem bản sao bài thi",
    "attempts:attempt:strike": "Hủy lượt thi",
    "attempts:incident": "Xử lý sự cố",
    "attempts:round:rescore": "Chấm lại bài sau đính chính",
    "bank:file:import": "Nhập tệp câu hỏi",
    "bank:file:undo": "Hoàn tác nhập tệp",
    "bank:item:approved": "Duyệt câu hỏi",
    "bank:item:draft": "Trả lại câu hỏi",
    "bank:item:new_key": "Sửa đáp án câu đã thi",
    "bank:item:retired": "Ngừng dùng câu hỏi",
    "bank:item:review": "Gửi duyệt câu hỏi",
    "bank:item:save": "Lưu câu hỏi",
    "bank:item:strike": "Hủy câu đã thi",
    "bank:items:download": "Tải câu hỏi",
    "bank:items:import": "Nhập bộ câu hỏi",
    "commendations:certificate:withdraw": "Thu hồi giấy chứng nhận",
    "commendations:certificates:issue": "Cấp giấy chứng nhận",
    "commendations:file:download": "Tải tệp kết quả",
    "commendations:template:replace": "Thay mẫu văn bản",
    "commendations:template:restore": "Dùng lại mẫu văn bản gốc",
    "commendations:terms:save": "Sửa thiết lập văn bản",
    "entries:data_request": "Yêu cầu về dữ liệu",
    "entries:data_request:accepted": "Nhận làm yêu cầu về dữ liệu",
    "entries:data_request:done": "Thực hiện yêu cầu về dữ liệu",
    "entries:data_request:refused": "Từ chối yêu cầu về dữ liệu",
    "entries:entry:move": "Chuyển đơn vị",
    "entries:exclusion:add": "Thêm người không dự thi",
    "entries:exclusion:lift": "Bỏ khỏi danh sách không dự thi",
    "entries:extra_time:grant": "Cho thêm thời gian",
    "platform:key:use": "Dùng khóa ký mới",
    "proposals:approve": "Duyệt việc người khác đề nghị",
    "proposals:put_forward": "Đề nghị một việc",
    "proposals:refuse": "Không duyệt đề nghị",
    "proposals:withdraw": "Rút đề nghị",
    "rounds:contest:create": "Tạo cuộc thi",
    "rounds:contest:edit": "Sửa cuộc thi",
    "rounds:contest:two_persons": "Bật, tắt chế độ hai người",
    "rounds:recording:keep": "Ghi lời đọc trên trang",
    "rounds:recording:remove": "Xóa lời đọc trên trang",
    "rounds:round:add": "Thêm đợt thi",
    "rounds:round:edit": "Sửa đợt thi",
    "rounds:round:lock": "Khóa đợt thi",
    "rounds:round:schedule": "Lên lịch đợt thi",
    "rounds:round:withdraw": "Rút lịch đợt thi",
    "rounds:rules:add": "Thêm phiên bản thể lệ",
    "standings:publish:over_signs": "Công bố khi còn dấu hiệu chưa quyết định",
    "standings:review:open": "Mở xem xét một bài thi",
    "standings:round:publish": "Công bố kết quả",
    "units:headcount:record": "Ghi số thuộc diện",
    "units:list:import": "Nhập danh sách đơn vị",
    "units:map:import": "Nhập bảng chuyển đổi đơn vị",
    "units:unit:add": "Thêm đơn vị",
    "units:unit:close": "Kết thúc đơn vị",
    "units:unit:merge": "Sáp nhập đơn vị",
    "units:unit:rename": "Đổi tên đơn vị",
}
GROUPS: Mapping[str, str] = {
    "accounts:": "Tài khoản, vai trò",
    "attempts:": "Bài thi",
    "bank:": "Ngân hàng câu hỏi",
    "commendations:": "Giải thưởng, văn bản, chứng nhận",
    "entries:": "Đăng ký dự thi",
    "platform:": "Khóa ký",
    "proposals:": "Đề nghị, duyệt hai người",
    "rounds:": "Cuộc thi, đợt thi, thể lệ",
    "standings:": "Công bố kết quả",
    "units:": "Cơ quan, đơn vị",
}
ABOUT_ROUNDS = ("rounds:round:", "standings:round:")
FACTS: Mapping[str, str] = {
    "account_id": "tài khoản",
    "added": "số đơn vị thêm",
    "batch_id": "lô",
    "cards": "số thẻ",
    "correction": "đính chính số",
    "count": "số lượng",
    "digest": "mã",
    "file": "tệp",
    "expires_at": "hạn",
    "fingerprint": "mã nội dung",
    "guest_id": "phiên",
    "imported": "số câu nhập",
    "left_out": "số hàng bỏ lại",
    "name": "tên",
    "new": "số câu mới",
    "on": "từ ngày",
    "kind": "loại việc",
    "people": "số người",
    "proposed_by": "tài khoản đề nghị",
    "questions": "số câu hỏi",
    "retired": "số câu ngừng dùng",
    "role": "vai trò",
    "rows": "số hàng",
    "rule_set": "mã thể lệ",
    "sha256": "mã tệp",
    "size": "số thẻ",
    "status": "trạng thái",
    "title": "việc",
    "unit_id": "đơn vị",
    "version": "phiên bản",
}
BEFORE, AFTER = "old", "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries to show; a field left empty asks for all."""

    group: str = ""
    actors: Collection[int] | None = None
    subject: str = ""
    first_day: date | None = None
    last_day: date | None = None


def entries(wanted: Wanted, *, limit: int, before_id: int | None = None) -> tuple[Entry, ...]:
    """The newest entries first that fit, paged by id."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    if wanted.group in GROUPS:
        query = query.where(AuditEvent.action.startswith(wanted.group, autoescape=True))
    if wanted.actors is not None:
        query = query.where(AuditEvent.actor_id.in_(wanted.actors))
    if wanted.subject:
        query = query.where(AuditEvent.subject.contains(wanted.subject, autoescape=True))
    if wanted.first_day is not None:
        query = query.where(AuditEvent.at >= _midnight(wanted.first_day))
    if wanted.last_day is not None:
        query = query.where(AuditEvent.at < _midnight(wanted.last_day + timedelta(days=1)))
    return tuple(audit.entry_of(row) for row in read().execute(query).scalars())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def deed_of(entry: Entry) -> str:
    """What was done, in words; the tag itself for one that has none yet."""
    fitting = [start for start in DEEDS if entry.action.startswith(start)]
    return DEEDS[max(fitting, key=len)] if fitting else entry.action


def before_and_after(entry: Entry) -> tuple[str, str]:
    """The old and the new value as text, empty where the deed has not both."""
    if not {BEFORE, AFTER} <= entry.facts.keys():
        return "", ""
    return _text(entry.facts.get(BEFORE)), _text(entry.facts.get(AFTER))


def other_facts(entry: Entry) -> Sequence[tuple[str, str]]:
    """Every other fact as (name, text)."""
    shown = {BEFORE, AFTER} if {BEFORE, AFTER} <= entry.facts.keys() else set()
    return [(FACTS.get(name, name), _text(value)) for name, value in entry.facts.items() if name not in shown]


def subjects_of(found: Sequence[Entry]) -> Mapping[int, str]:
    """What each entry is about, by entry id: rounds and people by name, everything else as it is written."""
    names = {str(one): name for one, (name, _) in accounts.people(_ids(found, "accounts:")).items()}
    contest = rounds.find_current_contest()
    round_names = {str(one.id): one.name for one in rounds.rounds_of(contest.id)} if contest else {}
    return {
        entry.id: round_names.get(entry.subject, entry.subject)
        if entry.action.startswith(ABOUT_ROUNDS)
        else names.get(entry.subject, entry.subject)
        if entry.action.startswith("accounts:")
        else entry.subject
        for entry in found
    }


def _ids(found: Sequence[Entry], start: str) -> Collection[int]:
    return {
        int(entry.subject) for entry in found if entry.action.startswith(start) and entry.subject.isdigit()
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_text(part) for part in value)
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainState:
    """How many entries there are, and the first that does not fit its chain."""

    entries: int
    first_bad: int | None
    checked_at: datetime


def _first_bad() -> int | None:
    found = audit_check.first_bad_place()
    return None if found is None else found.entry_id


def chain_state(*, now: datetime) -> ChainState:
    """Recompute the chain, at most once a minute."""
    return kept(
        "audit chain",
        CHAIN_SECONDS,
        lambda: ChainState(entries=audit.count(), first_bad=_first_bad(), checked_at=now),
    )
