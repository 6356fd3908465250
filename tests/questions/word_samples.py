"""Word documents in the habits of Vietnamese offices; all ask the same three questions."""

import io
from copy import deepcopy
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

QUESTIONS = (
    ("Cơ quan nào ban hành nghị định?", ("Quốc hội", "Chính phủ", "Bộ Nội vụ", "UBND tỉnh"), "B"),
    ("Thời hạn giải quyết là bao lâu?", ("5 ngày", "10 ngày", "15 ngày", "20 ngày"), "D"),
    ("Hồ sơ nộp ở đâu?", ("Bộ phận một cửa", "Phòng Văn thư", "Trụ sở xã", "Bưu điện"), "A"),
)


def xml_of(part):
    return part._element  # noqa: SLF001 -- python-docx gives no other way to what it does not model


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_document(*paragraphs: Any):
    """Each paragraph is a text, or a list of (text, look) runs."""
    document = docx.Document()
    for paragraph in paragraphs:
        add(document, paragraph)
    return saved(document)


def add(document, paragraph, style=None):
    added = document.add_paragraph(style=style)
    for text, look in [(paragraph, "")] if isinstance(paragraph, str) else paragraph:
        run = added.add_run(text)
        run.bold = "bold" in look or None
        run.underline = "underline" in look or None
        if "red" in look:
            run.font.color.rgb = RGBColor(0xFF, 0, 0)
        if "black" in look:
            run.font.color.rgb = RGBColor(0, 0, 0)
        if "yellow" in look:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if "shaded" in look:
            xml_of(run).get_or_add_rPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FFFF00"/>')
            )
        if "strong" in look:
            run.style = "Strong"
    return added


def whole(look, stem_look="", head="Câu {n}. ", letter="{a}. ", key_line=None, after=()):
    """The questions with every choice on its own line; the right one has the look."""
    lines = []
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append([(head.format(n=number), stem_look), (stem, stem_look)])
        for name, choice in zip("ABCD", choices, strict=True):
            lines.append([(letter.format(a=name) + choice, look if name == key else "")])
        if key_line:
            lines.append(key_line.format(key=key))
        lines.extend(after)
    return lines


def side_by_side(between, per_line, look="bold"):
    """Choices beside each other, the right one standing out."""
    lines = []
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(f"Câu {number}: {stem}")
        named = list(zip("ABCD", choices, strict=True))
        for begin in range(0, 4, per_line):
            runs = []
            for name, choice in named[begin : begin + per_line]:
                runs += [(between if runs else "", ""), (f"{name}. {choice}", look if name == key else "")]
            lines.append(runs)
    return lines


def with_label_only(look):
    """Only the letter of the right choice stands out."""
    lines = []
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(f"Câu {number}. {stem}")
        lines += [
            [(f"{a}.", look if a == key else ""), (f" {c}", "")] for a, c in zip("ABCD", choices, strict=True)
        ]
    return lines


def starred():
    lines = []
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(f"Câu {number}. {stem}")
        lines += [f"{'*' if a == key else ''}{a}. {c}" for a, c in zip("ABCD", choices, strict=True)]
    return lines


def with_split_runs():
    """Word splits runs wherever it likes, even inside a word."""
    lines = []
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append([(sign, "") for sign in f"Câu {number}. {stem}"])
        lines += [
            [(sign, "red" if a == key else "") for sign in f"{a}. {c}"]
            for a, c in zip("ABCD", choices, strict=True)
        ]
    return lines


def with_line_breaks():
    """A question in one paragraph with line breaks inside."""
    return [
        [(f"Câu {n}. {stem}", "")]
        + [(f"\n{a}. {c}", "underline" if a == key else "") for a, c in zip("ABCD", choices, strict=True)]
        for n, (stem, choices, key) in enumerate(QUESTIONS, start=1)
    ]


def with_sections_and_end():
    lines = ["UBND TỈNH HÀ GIANG", "NGÂN HÀNG CÂU HỎI", "PHẦN I. NHẬN BIẾT", *whole("bold")[:5]]
    lines += [
        "Phần II",
        "II. Câu hỏi vận dụng",
        *whole("bold")[5:],
        "CÂU HỎI TỰ CHỌN",
        "------ HẾT ------",
        "Ghi chú của tổ thư ký",
    ]
    return lines


def with_fields():
    lines = []
    for line in whole("", key_line="Đáp án: {key}"):
        lines.append(line)
        if isinstance(line, str):
            lines += [
                "Giải thích: Vì luật ghi như vậy.",
                "Đọc thêm ở trang sau.",
                "Căn cứ: Điều 4",
                "Mức độ: Vận dụng",
            ]
    return lines


def keys_at_end(*lines: Any):
    return [*whole(""), "ĐÁP ÁN", *lines]


def with_table(rows, paragraphs=None):
    document = docx.Document()
    for paragraph in whole("") if paragraphs is None else paragraphs:
        add(document, paragraph)
    add_table(document, rows)
    return saved(document)


def add_table(document, rows):
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def as_our_table():
    rows = [["STT", "Câu hỏi", "A", "B", "C", "D", "Đáp án"]]
    rows += [[str(n), stem, *choices, key] for n, (stem, choices, key) in enumerate(QUESTIONS, start=1)]
    return with_table(rows, paragraphs=["BẢNG CÂU HỎI"])


def with_choices_in_tables():
    """Two by two in a table without borders below each stem."""
    document = docx.Document()
    for number, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        add(document, f"Câu {number}. {stem}")
        a, b, c, d = (f"{name}. {choice}" for name, choice in zip("ABCD", choices, strict=True))
        add_table(document, [[a, b], [c, d]])
        add(document, f"Đáp án: {key}")
    return saved(document)


def with_automatic_numbers(stem_pattern="Câu %1."):
    """Stems and choices numbered by Word itself; the choices begin anew below each stem."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for number, (kind, pattern) in enumerate([("decimal", stem_pattern), ("upperLetter", "%1.")], start=90):
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        )
        root.insert(0, abstract)
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
    for stem, choices, key in QUESTIONS:
        in_list(add(document, stem), 90)
        for name, choice in zip("ABCD", choices, strict=True):
            in_list(add(document, [(choice, "red" if name == key else "")]), 91)
        add(document, "")
    return saved(document)


def in_list(paragraph, number):
    properties = xml_of(paragraph).get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
    )


def with_list_styles():
    """Stems in Word's own style "List Number", choices typed."""
    document = docx.Document()
    for stem, choices, key in QUESTIONS:
        add(document, stem, style="List Number")
        for name, choice in zip("ABCD", choices, strict=True):
            add(document, [(f"{name}. {choice}", "bold" if name == key else "")])
    return saved(document)


def with_insertions():
    """Choices typed with tracked changes, and one deleted again; stems in a content control."""
    document = docx.Document(io.BytesIO(a_document(*whole("bold"))))
    for xml in list(document.element.body.iterchildren(qn("w:p"))):
        runs = list(xml.iter(qn("w:r")))
        wrapper = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="Lan"/>')
        deleted = parse_xml(
            f'<w:del {nsdecls("w")} w:id="2" w:author="Lan"><w:r><w:delText>cũ</w:delText></w:r></w:del>'
        )
        runs[0].addprevious(wrapper)
        wrapper.extend(runs)
        wrapper.addnext(deleted)
        box = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        xml.addprevious(box)
        box.find(qn("w:sdtContent")).append(deepcopy(xml))
        xml.getparent().remove(xml)
    return saved(document)


GRID = [["Câu", "1", "2", "3"], ["Đáp án", "B", "D", "A"]]

CORPUS = {
    "bold choice": a_document(*whole("bold")),
    "bold stems and bold choice": a_document(*whole("bold", stem_look="bold")),
    "underlined choice": a_document(*whole("underline")),
    "red choice": a_document(*whole("red")),
    "highlighted choice": a_document(*whole("yellow")),
    "shaded choice": a_document(*whole("shaded")),
    "choice in style Strong": a_document(*whole("strong")),
    "bold and red choice": a_document(*whole("bold red")),
    "black by hand is no colour": a_document(*whole("bold black")),
    "only the letter underlined": a_document(*with_label_only("underline")),
    "only the letter red": a_document(*with_label_only("red")),
    "letters in all choices bold, key red": a_document(
        *[
            [(line[0][0][:2], "bold"), (line[0][0][2:], line[0][1])] if len(line) == 1 else line
            for line in whole("red")
        ]
    ),
    "starred choice": a_document(*starred()),
    "key line": a_document(*whole("", key_line="Đáp án: {key}")),
    "key line in other words": a_document(*whole("", key_line="=> Đáp án đúng là: {key}.")),
    "key line short": a_document(*whole("", key_line="ĐA: {key}")),
    "key line chosen": a_document(*whole("", key_line="Chọn {key}")),
    "key line with fields": a_document(*with_fields()),
    "stems with colon": a_document(*whole("bold", head="Câu {n}: ")),
    "stems with bracket": a_document(*whole("bold", head="CÂU {n}) ")),
    "stems by the word câu hỏi": a_document(*whole("bold", head="Câu hỏi số {n}. ")),
    "stems by bare numbers": a_document(*whole("bold", head="{n}. ")),
    "choices with bracket": a_document(*whole("bold", letter="{a}) ")),
    "choices in small letters": a_document(
        *[
            [(text[0].lower() + ")" + text[2:], look)] if text[1:2] == "." else line
            for line in whole("bold")
            for text, look in [line[0]]
        ]
    ),
    "all choices on one line by tabs": a_document(*side_by_side("\t", 4)),
    "two choices a line by tabs": a_document(*side_by_side("\t\t", 2, "red")),
    "all choices on one line by spaces": a_document(*side_by_side("      ", 4, "underline")),
    "all choices on one line by single spaces": a_document(*side_by_side(" ", 4)),
    "split runs": a_document(*with_split_runs()),
    "line breaks": a_document(*with_line_breaks()),
    "sections and the end": a_document(*with_sections_and_end()),
    "keys at the end in one line": a_document(*keys_at_end("1.B 2.D 3.A")),
    "keys at the end in lines": a_document(*keys_at_end("Câu 1: B", "Câu 2: D", "Câu 3: A")),
    "keys at the end with dashes": a_document(*keys_at_end("1-B, 2-D; 3-A")),
    "key table lying": with_table(GRID),
    "key table standing": with_table([list(row) for row in zip(*GRID, strict=True)]),
    "key table of pairs": with_table([["1.B", "2.D"], ["3.A", ""]]),
    "key table in two bands": with_table([["1", "2"], ["B", "D"], ["3", ""], ["A", ""]]),
    "our own table": as_our_table(),
    "choices in small tables": with_choices_in_tables(),
    "automatic numbers": with_automatic_numbers(),
    "automatic bare numbers": with_automatic_numbers("%1."),
    "list styles": with_list_styles(),
    "tracked changes and content controls": with_insertions(),
    "decomposed letters": a_document(
        *[[(text.replace("ộ", "o\u0323\u0302"), look) for text, look in line] for line in whole("bold")]
    ),
}
