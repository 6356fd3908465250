"""The layout measured from the Word file against the table of Decree 30/2020/NĐ-CP, Phụ lục I."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from defusedxml import ElementTree
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from harness.paper import TABLE_OF_THE_DECREE, departures, printed_width, rule_after, styled

from contest.platform.files import decree
from contest.platform.files.official import (
    Align,
    Annex,
    Bar,
    Chart,
    Column,
    Form,
    Official,
    Role,
    Signer,
    Table,
    Text,
    formal_day,
)
from contest.platform.files.pdf import write_pdf
from contest.platform.files.word import write_word
from contest.platform.files.word_template import template_of

COLUMNS = (
    Column(header="STT", width=10, align=Align.CENTRE),
    Column(header="Họ và tên", width=60),
    Column(header="Tiền", width=30, align=Align.RIGHT),
)


def make_document(rows: int = 3, **changes: Any) -> Official:
    table = Table(
        columns=COLUMNS,
        rows=tuple((str(number), f"Sùng Mẫu <Mai> & {number}", "500.000") for number in range(1, rows + 1)),
        totals=(("", "Cộng", "1.500.000"),),
    )
    parts: dict[str, Any] = {
        "parent": "UBND TỈNH HÀ GIANG",
        "issuer": "BAN TỔ CHỨC CUỘC THI",
        "symbol": "QĐ-BTC",
        "place": "Hà Giang",
        "number": 8,
        "day": date(2024, 1, 5),
        "kind": "QUYẾT ĐỊNH",
        "subject": "Về việc công nhận kết quả và trao giải",
        "decider": "TRƯỞNG BAN TỔ CHỨC",
        "bases": ("Căn cứ kế hoạch", "Căn cứ thể lệ."),
        "formula": "QUYẾT ĐỊNH:",
        "to": ("Ủy ban nhân dân tỉnh",),
        "blocks": (
            Text(lead="Điều 1.", text="Công nhận kết quả."),
            Text(text="I. Mục", role=Role.HEADING),
            Chart(title="Biểu đồ", bars=(Bar(label="Tuần 1", value=3, shown="3 người"),)),
        ),
        "signers": (Signer(lines=("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"), name="Nguyễn Mẫu Ánh"),),
        "recipients": ("Như Điều 3", "Lưu: VT, SNV"),
        "code": "Mã kết quả: 0123456789ab",
        "annexes": (
            Annex(title="Danh sách cá nhân", blocks=(table,), is_wide=True),
            Annex(title="Danh sách tập thể", blocks=(table,)),
        ),
    }
    return Official(**{**parts, **changes})


FULL = Form(is_decision=True, has_bases=True, has_addressees=True)


def opened(document: Official, form: Form = FULL) -> Any:
    return docx.Document(io.BytesIO(write_word(document, template_of(form))))


@pytest.fixture(scope="module")
def file() -> Any:
    return opened(make_document())


@pytest.mark.parametrize(("name", "asked"), TABLE_OF_THE_DECREE.items())
def test_each_part_has_the_letters_that_the_decree_asks_for(file: Any, name: str, asked: tuple[Any, ...]):
    smallest, largest, bold, italic, place = asked
    style = file.styles[name]
    assert smallest <= style.font.size.pt <= largest
    assert (bool(style.font.bold), bool(style.font.italic)) == (bold, italic)
    alignment = style.element.pPr.find(qn("w:jc"))
    assert (alignment.get(qn("w:val")) if alignment is not None else "left") == (place or "left")
    fonts = style.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Times New Roman"
    }
    assert str(style.font.color.rgb) == "000000"


def test_the_measures_find_nothing_in_a_full_paper():
    assert departures(write_word(make_document(), template_of(FULL))) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: setattr(file.sections[0], "left_margin", Mm(25)), "section 1: left margin 25.0 mm"),
        (lambda file: setattr(styled(file, "Nội dung")[0].runs[0].font, "size", Pt(16)), "Nội dung: 16.0 pt"),
        (lambda file: setattr(styled(file, "Trích yếu")[0].runs[0], "italic", True), "Trích yếu: 14.0 pt"),
        (lambda file: setattr(styled(file, "Họ tên người ký")[0].runs[0].font, "name", "Arial"), "ký: Arial"),
        (lambda file: setattr(styled(file, "Quốc hiệu")[0], "alignment", 0), "Quốc hiệu: stands wrong"),
        (lambda file: setattr(file.sections[1], "different_first_page_header_footer", False), "section 2: a"),
        (lambda file: setattr(styled(file, "Tiêu ngữ")[0], "style", "Nội dung"), "Tiêu ngữ: missing"),
    ],
)  # fmt: skip
def test_a_paper_that_departs_from_the_decree_is_found_out(spoil: Callable[[Any], None], said: str):
    spoilt, target = opened(make_document()), io.BytesIO()
    spoil(spoilt)
    spoilt.save(target)
    assert any(said in one for one in departures(target.getvalue()))


def test_the_page_is_a4_with_the_margins_of_the_decree(file: Any):
    first, wide, last = file.sections
    for section in (first, last):
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert (round(wide.page_width.mm), round(wide.page_height.mm)) == (297, 210)
    for section in (first, wide, last):
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


def test_the_body_is_indented_and_spaced_as_the_decree_asks(file: Any):
    for name in ("Nội dung", "Căn cứ"):
        form = file.styles[name].paragraph_format
        assert round(form.first_line_indent.mm, 1) in {10.0, 12.7}
        assert form.space_after.pt >= 6
        assert 1 <= form.line_spacing <= 1.5


def test_pages_are_numbered_in_the_middle_of_the_head_from_the_second_on(file: Any):
    first = file.sections[0]
    assert first.different_first_page_header_footer
    (number,) = first.header.paragraphs
    assert "PAGE" in number._p.xml  # noqa: SLF001 - python-docx has no word for fields
    assert number.style.name == "Số trang"
    assert "PAGE" not in first.first_page_header._element.xml  # noqa: SLF001 - the same


def test_each_annex_counts_its_own_pages_and_shows_none_on_its_first(file: Any):
    for section in file.sections[1:]:
        (count,) = section._sectPr.findall(qn("w:pgNumType"))  # noqa: SLF001 - the same
        assert count.get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert section.header.is_linked_to_previous


def test_the_rule_under_the_motto_is_as_long_as_the_motto(file: Any):
    assert rule_after(file, "Tiêu ngữ") == pytest.approx(printed_width(decree.MOTTO, 13), abs=0.3)


@pytest.mark.parametrize(
    ("name", "text", "size"),
    [
        ("Cơ quan ban hành", "BAN TỔ CHỨC CUỘC THI", 12),
        ("Trích yếu", "Về việc công nhận kết quả và trao giải", 14),
    ],
)
def test_rules_under_issuer_and_subject_take_a_third_to_a_half_of_the_line(
    file: Any, name: str, text: str, size: float
):
    share = rule_after(file, name) / printed_width(text, size)
    assert 1 / 3 <= share <= 1 / 2


def test_the_head_fits_on_one_line_each():
    assert printed_width(decree.NATION, decree.STYLES["nation"].size) < decree.MOTTO_WIDTH


def test_the_head_says_what_the_decree_prescribes(file: Any):
    assert [one.text for one in styled(file, "Quốc hiệu")] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert [one.text for one in styled(file, "Tiêu ngữ")] == ["Độc lập - Tự do - Hạnh phúc"]
    assert [one.text for one in styled(file, "Số, ký hiệu")] == ["Số: 08/QĐ-BTC"]
    assert [one.text for one in styled(file, "Địa danh, thời gian")] == [
        "Hà Giang, ngày 05 tháng 01 năm 2024"
    ]


def test_bases_end_with_semicolons_and_the_last_with_a_full_stop(file: Any):
    assert [one.text for one in styled(file, "Căn cứ")] == ["Căn cứ kế hoạch;", "Căn cứ thể lệ."]
    assert [one.text for one in styled(file, "Danh sách nơi nhận")] == ["- Như Điều 3;", "- Lưu: VT, SNV."]


def test_an_article_is_numbered_in_bold(file: Any):
    (article,) = (one for one in styled(file, "Nội dung") if one.text.startswith("Điều 1."))
    assert [(run.text, bool(run.bold)) for run in article.runs] == [
        ("Điều 1. ", True),
        ("Công nhận kết quả.", False),
    ]


def test_the_subject_of_a_letter_stands_under_its_number():
    letter = opened(
        make_document(kind="", subject="đôn đốc tham gia"), Form(is_letter=True, has_addressees=True)
    )
    texts = [cell.text for row in letter.tables[0].rows for cell in row.cells]
    assert texts[-2] == "V/v đôn đốc tham gia"
    assert styled(letter, "Tên loại văn bản") == []


def test_annexes_carry_roman_numbers_and_name_their_paper(file: Any):
    assert [one.text for one in styled(file, "Phụ lục")] == ["Phụ lục I", "Phụ lục II"]
    assert {one.text for one in styled(file, "Kèm theo")} == {
        "(Kèm theo Quyết định số 08/QĐ-BTC ngày 05 tháng 01 năm 2024 của BAN TỔ CHỨC CUỘC THI)"
    }


def test_header_rows_repeat_and_no_row_is_broken(file: Any):
    tables = [one for one in file.tables if one.rows[0].cells[0].text == "STT"]
    assert len(tables) == 2
    for table in tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None  # noqa: SLF001 - the same
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)  # noqa: SLF001 - the same
        assert rows[0].cells[1].text == "Sùng Mẫu <Mai> & 1"


def test_every_page_prints_the_code(file: Any):
    first = file.sections[0]
    for footer in (first.footer, first.first_page_footer):
        assert [one.text for one in footer.paragraphs] == ["Mã kết quả: 0123456789ab"]


def test_a_chart_is_a_picture_that_can_be_read_out(file: Any):
    (picture,) = file.inline_shapes
    assert picture._inline.docPr.get("descr") == "Biểu đồ. Tuần 1: 3 người"  # noqa: SLF001 - the same


def test_a_second_library_reads_three_thousand_rows_back():
    content = write_word(make_document(3_000), template_of(FULL))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        tree = ElementTree.fromstring(package.read("word/document.xml"))
    texts = {node.text for node in tree.iter(qn("w:t"))}
    assert {f"Sùng Mẫu <Mai> & {number}" for number in range(1, 3_001)} <= texts


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        (date(2024, 2, 28), "ngày 28 tháng 02 năm 2024"),
        (date(2026, 9, 2), "ngày 02 tháng 9 năm 2026"),
        (date(2024, 12, 10), "ngày 10 tháng 12 năm 2024"),
    ],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day: date, said: str):
    assert formal_day(day) == said


def test_room_is_left_for_a_number_and_a_day_that_are_not_known():
    document = make_document(number=None, day=None)
    assert re.fullmatch(r"Số: {2,}/QĐ-BTC", document.number_and_symbol)
    assert re.fullmatch(r"Hà Giang, ngày {2,}tháng {2,}năm +", document.place_and_day)


def test_the_same_paper_is_a_pdf_with_its_own_fonts():
    content = write_pdf(make_document())
    assert content.startswith(b"%PDF-1.")
    assert b"ContestSerif-Bold" in content
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 3


def test_text_is_never_read_as_a_program_of_the_typesetter():
    sly = '#panic("x") $ \\ [*_' + "`" + ' "'
    assert write_pdf(make_document(subject=sly, blocks=(Text(text=sly),))).startswith(b"%PDF")
