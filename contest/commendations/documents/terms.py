"""What papers of one contest say besides its results: offices, signers, legal bases, recipients, money."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

# Decree 152/2025/NĐ-CP carries the rules of emulation and commendation from this day.
NEW_DECREE_FROM = date(2025, 7, 1)
OLD_DECREE = "Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023"
NEW_DECREE = "Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTerms:
    """One field a setting; a list is written one line each. The defaults are those of Sở Nội vụ Hà Giang."""

    committee_parent: str = "UBND TỈNH HÀ GIANG"
    committee_name: str = "BAN TỔ CHỨC CUỘC THI"
    committee_symbol: str = "BTC"
    committee_posts: str = "TM. BAN TỔ CHỨC\nTRƯỞNG BAN"
    committee_signer: str = ""
    agency_parent: str = "UBND TỈNH HÀ GIANG"
    agency_name: str = "SỞ NỘI VỤ"
    agency_symbol: str = "SNV"
    agency_posts: str = "GIÁM ĐỐC"
    agency_signer: str = ""
    place: str = "Hà Giang"
    bases: str = (
        "Căn cứ Kế hoạch số 04/KH-UBND ngày 08 tháng 01 năm 2024 của Ủy ban nhân dân tỉnh Hà Giang về cải "
        "cách hành chính nhà nước năm 2024\n"
        "Căn cứ Thể lệ Cuộc thi đã được công bố\n"
        "Xét đề nghị của Tổ thư ký"
    )
    merit_bases: str = ""
    merit_addressee: str = "Giám đốc Sở Nội vụ tỉnh Hà Giang"
    committee_recipients: str = (
        "Như Điều 3\nỦy ban nhân dân tỉnh (báo cáo)\nThành viên Ban Tổ chức\nLưu: VT, BTC"
    )
    agency_recipients: str = "Như Kính gửi\nỦy ban nhân dân tỉnh (báo cáo)\nLãnh đạo Sở\nLưu: VT, CCHC"
    funding: str = "kinh phí thực hiện công tác cải cách hành chính năm 2024 của Sở Nội vụ"
    meeting_place: str = "Phòng họp Sở Nội vụ tỉnh Hà Giang"
    secretary: str = ""
    preparer: str = ""
    accountant: str = ""
    base_salary_vnd: int = 2_340_000
    merit_person_tenths: int = 3
    merit_unit_tenths: int = 6
    certificate_organiser: str = "UBND tỉnh Hà Giang · Sở Nội vụ"
    certificate_posts: str = "TM. Ban Tổ chức"

    @classmethod
    def default(cls, on: date) -> Self:
        """The terms before anybody changed them, with the law of a day."""
        decree = NEW_DECREE if on >= NEW_DECREE_FROM else OLD_DECREE
        return cls(
            merit_bases=(
                "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022\n"
                f"Căn cứ {decree} của Chính phủ quy định chi tiết thi hành một số điều của Luật Thi đua, "
                "khen thưởng"
            )
        )

    def to_json(self) -> str:
        """The terms as canonical JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str, *, default: Self) -> Self:
        """Read what to_json wrote; a setting that is newer than the text has its default."""
        stored = json.loads(text)
        known = {field.name for field in fields(cls)}
        return cls(**{**asdict(default), **{name: value for name, value in stored.items() if name in known}})


LABELS = {
    "committee_parent": "Cơ quan chủ quản của Ban Tổ chức",
    "committee_name": "Tên Ban Tổ chức trên văn bản",
    "committee_symbol": "Ký hiệu của Ban Tổ chức",
    "committee_posts": "Quyền hạn, chức vụ người ký của Ban Tổ chức",
    "committee_signer": "Họ và tên người ký của Ban Tổ chức",
    "agency_parent": "Cơ quan chủ quản của cơ quan thường trực",
    "agency_name": "Tên cơ quan thường trực",
    "agency_symbol": "Ký hiệu của cơ quan thường trực",
    "agency_posts": "Quyền hạn, chức vụ người ký của cơ quan thường trực",
    "agency_signer": "Họ và tên người ký của cơ quan thường trực",
    "place": "Địa danh",
    "bases": "Căn cứ ban hành",
    "merit_bases": "Căn cứ về thi đua, khen thưởng",
    "merit_addressee": "Nơi nhận tờ trình khen thưởng",
    "committee_recipients": "Nơi nhận văn bản của Ban Tổ chức",
    "agency_recipients": "Nơi nhận văn bản của cơ quan thường trực",
    "funding": "Nguồn kinh phí",
    "meeting_place": "Địa điểm họp",
    "secretary": "Họ và tên thư ký cuộc họp",
    "preparer": "Họ và tên người lập bảng kê",
    "accountant": "Họ và tên phụ trách kế toán",
    "base_salary_vnd": "Mức lương cơ sở (đồng)",
    "merit_person_tenths": "Hệ số tiền thưởng giấy khen cá nhân (phần mười)",
    "merit_unit_tenths": "Hệ số tiền thưởng giấy khen tập thể (phần mười)",
    "certificate_organiser": "Dòng cơ quan trên giấy chứng nhận",
    "certificate_posts": "Quyền hạn người ký trên giấy chứng nhận",
}


def lines(text: str) -> tuple[str, ...]:
    """The lines of a list that hold anything."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
