"""Papers measured against Decree 30/2020/NĐ-CP, Phụ lục I: the Word file, and the pages printed from it.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I và II (millimetres and points).
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from fontTools.ttLib import TTFont

from contest.platform.files import decree
from contest.platform.files.pdf import FONTS

LEFT, CENTRE, JUSTIFIED = None, "center", "both"
# Part of the paper, the name of its style: (smallest, largest size, bold, italic, where it stands).
TABLE_OF_THE_DECREE = {
    "Quốc hiệu": (12, 13, True, False, CENTRE),
    "Tiêu ngữ": (13, 14, True, False, CENTRE),
    "Cơ quan chủ quản": (12, 13, False, False, CENTRE),
    "Cơ quan ban hành": (12, 13, True, False, CENTRE),
    "Số, ký hiệu": (13, 13, False, False, CENTRE),
    "Địa danh, thời gian": (13, 14, False, True, CENTRE),
    "Tên loại văn bản": (13, 14, True, False, CENTRE),
    "Trích yếu": (13, 14, True, False, CENTRE),
    "Trích yếu công văn": (12, 13, False, False, CENTRE),
    "Căn cứ": (13, 14, False, True, JUSTIFIED),
    "Nội dung": (13, 14, False, False, JUSTIFIED),
    "Chức vụ người ký": (13, 14, True, False, CENTRE),
    "Họ tên người ký": (13, 14, True, False, CENTRE),
    "Kính gửi": (13, 14, False, False, CENTRE),
    "Nơi nhận": (12, 12, True, True, LEFT),
    "Danh sách nơi nhận": (11, 11, False, False, LEFT),
    "Phụ lục": (14, 14, True, False, CENTRE),
    "Tên phụ lục": (13, 14, True, False, CENTRE),
    "Kèm theo": (13, 14, False, True, CENTRE),
    "Số trang": (13, 14, False, False, CENTRE),
}
# Of every paper but a letter, which has no name of its kind.
ALWAYS = (
    "Quốc hiệu", "Tiêu ngữ", "Cơ quan chủ quản", "Cơ quan ban hành", "Số, ký hiệu", "Địa danh, thời gian",
    "Tên loại văn bản", "Trích yếu", "Nội dung", "Chức vụ người ký", "Họ tên người ký",
)  # fmt: skip
# An article begins with its number in bold.
WITH_LEADS = ("Nội dung",)
A4 = (210, 297)
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}


def everything(file: Any) -> list[Paragraph]:
    """Every paragraph of the body, also inside tables, in the order of reading."""
    return [Paragraph(element, file) for element in file.element.body.iter(qn("w:p"))]


def styled(file: Any, name: str) -> list[Paragraph]:
    """The paragraphs of a part of the paper."""
    return [one for one in everything(file) if one.style is not None and one.style.name == name]


def rule_after(file: Any, name: str) -> float:
    """The length in mm of the rule under a part."""
    paragraphs = everything(file)
    at = max(index for index, one in enumerate(paragraphs) if one.style and one.style.name == name)
    line = paragraphs[at + 1]
    assert line.style is not None
    assert line.style.name == "Đường kẻ"
    assert 'w:top w:val="single"' in line._p.xml  # noqa: SLF001 - python-docx has no word for borders
    cell = line._p.getparent()  # noqa: SLF001 - the same
    holder = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    width = Length(int(holder.get(qn("w:w"))) * 635).mm if holder is not None else decree.BODY_WIDTH
    form = line.paragraph_format
    assert form.left_indent is not None
    assert form.right_indent is not None
    return float(width - form.left_indent.mm - form.right_indent.mm)


def printed_width(text: str, size: float) -> float:
    """The length in mm of a bold line, from the font file itself."""
    font = TTFont(FONTS / "ContestSerif-Bold.ttf")
    signs, metrics = font.getBestCmap(), font["hmtx"]
    return sum(metrics[signs[ord(sign)]][0] for sign in text) / font["head"].unitsPerEm * size * 25.4 / 72


def departures(content: bytes) -> list[str]:
    """Where a Word file departs from the decree, a line each; nothing for one that follows it."""
    file = docx.Document(io.BytesIO(content))
    return [
        *_missing(file),
        *_pages(file),
        *_letters(file),
        *_paragraphs(file),
        *_rules(file),
        *_tables(file),
    ]


def _missing(file: Any) -> Iterator[str]:
    there = {one.style.name for one in everything(file) if one.style is not None and one.text.strip()}
    yield from (f"{name}: missing" for name in ALWAYS if name not in there)


def _pages(file: Any) -> Iterator[str]:
    for number, section in enumerate(file.sections, start=1):
        size = (round(section.page_width.mm), round(section.page_height.mm))
        if size not in {A4, A4[::-1]} or (number == 1 and size != A4):
            yield f"section {number}: {size} mm"
        for side, (least, most) in MARGINS.items():
            margin = round(getattr(section, f"{side}_margin").mm, 1)
            if not least <= margin <= most:
                yield f"section {number}: {side} margin {margin} mm"
        if not section.different_first_page_header_footer:
            yield f"section {number}: a page number on the first page"
        starts = section._sectPr.findall(qn("w:pgNumType"))  # noqa: SLF001 - python-docx has no word for it
        if number > 1 and [one.get(qn("w:start")) for one in starts] != ["1"]:
            yield f"section {number}: an annex that does not count its own pages"
    (page,) = file.sections[0].header.paragraphs
    if page.style.name != "Số trang" or "PAGE" not in page._p.xml:  # noqa: SLF001 - the same of fields
        yield "no page number in the middle of the head"


def _letters(file: Any) -> Iterator[str]:
    """What is really printed: a run's own letters where it has some, else those of its style."""
    for paragraph in everything(file):
        style = paragraph.style
        if style is None or style.name not in TABLE_OF_THE_DECREE:
            continue
        smallest, largest, bold, italic, place = TABLE_OF_THE_DECREE[style.name]
        own = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:jc')}")  # noqa: SLF001 - the same of what is inherited
        aligned = own if own is not None else style.element.pPr.find(qn("w:jc"))
        if (aligned.get(qn("w:val")) if aligned is not None else "left") != (place or "left"):
            yield f"{style.name}: stands wrong"
        for run in paragraph.runs:
            size = (run.font.size or style.font.size).pt
            looks = tuple(
                bool(asked if asked is not None else of_style)
                for asked, of_style in ((run.bold, style.font.bold), (run.italic, style.font.italic))
            )
            allowed = {(bold, italic), (True, False)} if style.name in WITH_LEADS else {(bold, italic)}
            if not smallest <= size <= largest or looks not in allowed:
                yield f"{style.name}: {size} pt, bold and italic {looks}, in {run.text!r}"
            if (run.font.name or style.font.name) != decree.FONT:
                yield f"{style.name}: {run.font.name}"


def _paragraphs(file: Any) -> Iterator[str]:
    for name in ("Nội dung", "Căn cứ"):
        form = file.styles[name].paragraph_format
        own = [one.paragraph_format for one in styled(file, name)]
        if round(form.first_line_indent.mm, 1) not in {10.0, 12.7} or any(
            one.first_line_indent for one in own
        ):
            yield f"{name}: first line"
        if form.space_after.pt < 6 or any(one.space_after is not None for one in own):
            yield f"{name}: space between paragraphs"
        if not 1 <= form.line_spacing <= 1.5 or any(one.line_spacing is not None for one in own):
            yield f"{name}: space between lines"


def _rules(file: Any) -> Iterator[str]:
    motto = styled(file, "Tiêu ngữ")
    if motto and abs(rule_after(file, "Tiêu ngữ") - printed_width(motto[0].text, 13)) > 0.3:
        yield "Tiêu ngữ: a rule that is not as long as the motto"
    for name, room in (("Cơ quan ban hành", decree.ISSUER_WIDTH), ("Trích yếu", decree.BODY_WIDTH)):
        part = next(reversed(styled(file, name)), None)
        if part is None:
            continue
        line = min(room, printed_width(part.text, part.style.font.size.pt))
        if not 1 / 3 <= rule_after(file, name) / line <= 1 / 2:
            yield f"{name}: a rule of {rule_after(file, name):.1f} mm under a line of {line:.1f} mm"


def _tables(file: Any) -> Iterator[str]:
    for number, table in enumerate((one for one in file.tables if _is_list(one)), start=1):
        head, *rows = table.rows
        if head._tr.trPr.find(qn("w:tblHeader")) is None:  # noqa: SLF001 - the same of rows
            yield f"list {number}: a head that is not repeated"
        if any(row._tr.trPr.find(qn("w:cantSplit")) is None for row in rows):  # noqa: SLF001 - the same
            yield f"list {number}: a row that may be broken between pages"
        if sum(column.width.mm for column in table.columns) > decree.WIDE_BODY_WIDTH + 0.5:
            yield f"list {number}: wider than the page"


def _is_list(table: Any) -> bool:
    return bool(table.rows[0].cells[0].paragraphs[0].style.name == "Đầu bảng")


# How LibreOffice writes text into a PDF: where it begins in points, its font and size.
_TEXT = re.compile(rb"([\d.]+) ([\d.]+) T[dm][ \n]/F\d+ ([\d.]+) Tf")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAGE = re.compile(rb"/Type/Page/[^>]*?/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]")
SIZES = (11, 14)  # points; the code of the results at the foot, which the decree does not know, is smaller


def printed_departures(pdf: bytes) -> list[str]:
    """Where pages that LibreOffice printed from a paper depart from the decree, a line each."""
    pages = [tuple(float(one) / decree.PT_PER_MM for one in found) for found in _PAGE.findall(pdf)]
    texts = [found for found in map(_texts_of, _STREAM.findall(pdf)) if found]
    found = [f"page of {size} mm" for size in pages if sorted(map(round, size)) != sorted(A4)]
    if not texts:
        return [*found, "nothing is printed"]
    for number, (lines, (_width, height)) in enumerate(zip(texts, pages, strict=False), start=1):
        for left, up, size in lines:
            is_foot, is_head = up < MARGINS["bottom"][0], up > height - MARGINS["top"][0]
            if left < MARGINS["left"][0] - 0.2:
                found.append(f"page {number}: text {left:.1f} mm from the left")
            if not is_foot and not SIZES[0] <= size <= SIZES[1]:
                found.append(f"page {number}: letters of {size} pt")
            if is_head and number == 1:
                found.append("page 1: text above the margin")
    return found


def _texts_of(stream: bytes) -> list[tuple[float, float, float]]:
    """Each piece of text on a page: mm from the left and from below, size in points."""
    try:
        written = zlib.decompress(stream)
    except zlib.error:
        return []
    return [
        (float(x) / decree.PT_PER_MM, float(y) / decree.PT_PER_MM, float(size))
        for x, y, size in _TEXT.findall(written)
    ]
