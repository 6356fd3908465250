"""The figures of Decree 30/2020/NĐ-CP, Phụ lục I, as this house sets them: millimetres and points."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Times New Roman"
PT_PER_MM = 72 / 25.4
# The decree: top and bottom 20-25, left 30-35, right 15-20.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
HEADER_DISTANCE = 10
BODY_WIDTH = PAGE_WIDTH - LEFT - RIGHT
WIDE_BODY_WIDTH = PAGE_HEIGHT - LEFT - RIGHT
ISSUER_WIDTH = 67
MOTTO_WIDTH = BODY_WIDTH - ISSUER_WIDTH
INDENT = 12.7
LINE_SPACING = 1.15
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
# Rules under the issuer and the subject take a third to a half of the line above them.
RULE_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """How a part of a document looks; points, and "left", "center", "right" or "both" (justified)."""

    name: str  # of the style, as Word lists it
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "left"
    before: float = 0
    after: float = 0
    indent: float = 0  # of the first line, mm
    left: float = 0  # mm
    line: float = 1
    outline: int | None = None
    keeps_next: bool = False


STYLES: Mapping[str, Letters] = {
    "nation": Letters(name="Quốc hiệu", size=12, bold=True, align="center"),
    "motto": Letters(name="Tiêu ngữ", size=13, bold=True, align="center"),
    "parent": Letters(name="Cơ quan chủ quản", size=12, align="center"),
    "issuer": Letters(name="Cơ quan ban hành", size=12, bold=True, align="center"),
    "number": Letters(name="Số, ký hiệu", size=13, align="center", before=6),
    "place": Letters(name="Địa danh, thời gian", size=13, italic=True, align="center", before=6),
    "kind": Letters(name="Tên loại văn bản", size=14, bold=True, align="center", before=14, keeps_next=True),
    "subject": Letters(name="Trích yếu", size=14, bold=True, align="center", keeps_next=True),
    "letter_subject": Letters(name="Trích yếu công văn", size=12, align="center", before=6),
    "decider": Letters(
        name="Thẩm quyền ban hành", size=14, bold=True, align="center", before=12, after=6, keeps_next=True
    ),
    "basis": Letters(
        name="Căn cứ", size=14, italic=True, align="both", after=6, indent=INDENT, line=LINE_SPACING
    ),
    "to": Letters(name="Kính gửi", size=14, align="center", before=12, after=6),
    "body": Letters(name="Nội dung", size=14, align="both", after=6, indent=INDENT, line=LINE_SPACING),
    "item": Letters(name="Gạch đầu dòng", size=14, align="both", after=6, indent=INDENT, line=LINE_SPACING),
    "heading": Letters(
        name="Mục",
        size=14,
        bold=True,
        align="both",
        before=6,
        after=6,
        indent=INDENT,
        line=LINE_SPACING,
        outline=0,
        keeps_next=True,
    ),
    "centre": Letters(name="Giữa dòng", size=14, align="center", after=6),
    "note": Letters(name="Ghi chú", size=13, italic=True, align="both", after=6, indent=INDENT),
    "post": Letters(name="Chức vụ người ký", size=14, bold=True, align="center", keeps_next=True),
    "signature": Letters(name="Khoảng ký", size=14, align="center", before=54, keeps_next=True),
    "signer": Letters(name="Họ tên người ký", size=14, bold=True, align="center"),
    "recipients": Letters(name="Nơi nhận", size=12, bold=True, italic=True),
    "recipient": Letters(name="Danh sách nơi nhận", size=11),
    "annex": Letters(name="Phụ lục", size=14, bold=True, align="center", outline=0, keeps_next=True),
    "annex_title": Letters(name="Tên phụ lục", size=14, bold=True, align="center", keeps_next=True),
    "attached": Letters(name="Kèm theo", size=14, italic=True, align="center", after=6),
    "caption": Letters(
        name="Tên bảng", size=13, bold=True, align="center", before=6, after=3, keeps_next=True
    ),
    "head": Letters(name="Đầu bảng", size=12, bold=True, align="center", keeps_next=True),
    "cell": Letters(name="Ô bảng", size=12),
    "rule": Letters(name="Đường kẻ", size=2, align="center"),
    "gap": Letters(name="Sau bảng", size=6),
    "page": Letters(name="Số trang", size=13, align="center"),
    "code": Letters(name="Mã kết quả", size=9, align="center"),
}

# Advance widths of Times New Roman Bold in 1/2048 em; marks over letters do not change them.
_WIDTHS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/():;ĐđƠƯơư",
        (
            *(1479, 1366, 1479, 1479, 1366, 1251, 1593, 1593, 797, 1024, 1593, 1366, 1933),
            *(1479, 1593, 1251, 1593, 1479, 1139, 1366, 1479, 1479, 2048, 1479, 1479, 1366),
            *(1024, 1139, 909, 1139, 909, 682, 1024, 1139, 569, 682, 1139, 569, 1706),
            *(1139, 1024, 1139, 1139, 909, 797, 682, 1139, 1024, 1479, 1024, 1024, 909),
            *[1024] * 10,
            *(512, 512, 512, 682, 569, 682, 682, 682, 682, 1479, 1139, 1593, 1630, 1134, 1229),
        ),
        strict=True,
    )
)
_HORN = "\u031b"
_EM = 2048
_OTHER = 1139


def bold_width(text: str, size: float) -> float:
    """The length in mm of a line of Times New Roman Bold."""
    return sum(_advance(sign) for sign in unicodedata.normalize("NFC", text)) / _EM * size / PT_PER_MM


def _advance(sign: str) -> int:
    parts = unicodedata.normalize("NFD", sign)
    base = unicodedata.normalize("NFC", parts[0] + _HORN) if _HORN in parts else parts[0]
    return _WIDTHS.get(base, _OTHER)
