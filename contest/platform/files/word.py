"""An official document as a Word file: a template's fields filled in, then its text, tables and annexes."""

import io
from collections.abc import Iterator, Mapping
from itertools import pairwise

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from contest.platform.files import decree
from contest.platform.files.decree import BODY_WIDTH, ISSUER_WIDTH, RULE_SHARE, WIDE_BODY_WIDTH
from contest.platform.files.official import Block, Chart, Official, Signer, Table, Text
from contest.platform.files.pdf import chart_png, closed
from contest.platform.files.word_styles import set_page, styles_in
from contest.platform.files.word_xml import Styles, data_table, paragraph, parsed, rule

# Stands for the text until the frame is filled in; no keyboard types it.
BODY_MARK = "\ue000noi-dung\ue000"


def write_word(document: Official, template: bytes, *, more: Mapping[str, object] | None = None) -> bytes:
    """Fill a template; `more` are fields that templates of organisers may use besides."""
    filled = DocxTemplate(io.BytesIO(template))
    filled.render({**(more or {}), **frame_fields(document)}, jinja_env=environment(), autoescape=True)
    file: Document = filled.docx
    styles = styles_in(file)
    _fit_rules(file, styles)
    _write_body(file, document, styles)
    for index in range(len(document.annexes)):
        _write_annex(file, document, index, styles)
    file.core_properties.title = f"{document.kind.capitalize()} {document.subject}".strip()
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def environment() -> ImmutableSandboxedEnvironment:
    """What templates run in: names that are not there are refused, nothing but what is given is reached."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def frame_fields(document: Official) -> dict[str, object]:
    """The fields of every template."""
    signers = {f"ky_{number}": _signer(one) for number, one in enumerate(document.signers, start=1)}
    return {
        "co_quan_chu_quan": document.parent,
        "co_quan_ban_hanh": document.issuer,
        "so_ky_hieu": document.number_and_symbol,
        "dia_danh_ngay_thang": document.place_and_day,
        "ten_loai": document.kind,
        "trich_yeu": document.subject,
        "tham_quyen": document.decider,
        "can_cu": closed(document.bases),
        "cong_thuc": document.formula,
        "kinh_gui": list(document.to),
        "noi_dung": BODY_MARK,
        "noi_nhan": closed(document.recipients),
        "ma_ket_qua": document.code,
        **signers,
    }


def _signer(signer: Signer) -> dict[str, object]:
    return {"dong": list(signer.lines), "ten": signer.name}


def _fit_rules(file: Document, styles: Styles) -> None:
    """Rules take a share of the line above them, which is only known now."""
    for before, line in _rules(file, styles):
        if _style(before) == styles["issuer"]:
            within, size = ISSUER_WIDTH, decree.STYLES["issuer"].size
        elif _style(before) == styles["subject"]:
            within, size = BODY_WIDTH, decree.STYLES["subject"].size
        else:
            continue  # under the motto, whose length never changes
        length = min(within, decree.bold_width(before.text, size)) * RULE_SHARE
        fitted = parsed(rule(styles["rule"], within=within, length=length))
        line._p.getparent().replace(line._p, fitted)  # noqa: SLF001 - its XML


def _rules(file: Document, styles: Styles) -> list[tuple[Paragraph, Paragraph]]:
    """(the line of text, its rule) for each rule of the frame."""
    inside = [paragraphs for table in file.tables[:1] for row in table.rows for paragraphs in
              (cell.paragraphs for cell in row.cells)]  # fmt: skip
    return [
        (before, line)
        for paragraphs in (file.paragraphs, *inside)
        for before, line in pairwise(paragraphs)
        if _style(line) == styles["rule"]
    ]


def _style(one: Paragraph) -> str:
    return one.style.style_id if one.style else ""


def _write_body(file: Document, document: Official, styles: Styles) -> None:
    mark = next((one for one in file.paragraphs if BODY_MARK in one.text), None)
    if mark is None:  # a template of organisers that words everything itself
        return
    for element in _elements(file, document.blocks, styles, width=BODY_WIDTH):
        mark._p.addprevious(element)  # noqa: SLF001 - its XML
    mark._p.getparent().remove(mark._p)  # noqa: SLF001 - the same


def _write_annex(file: Document, document: Official, index: int, styles: Styles) -> None:
    annex = document.annexes[index]
    section = file.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, is_wide=annex.is_wide)
    properties = section._sectPr  # noqa: SLF001 - python-docx has no word for page numbers
    for old in properties.xpath("w:pgNumType"):
        properties.remove(old)
    start = parsed('<w:pgNumType w:start="1"/>')
    properties.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")
    width = WIDE_BODY_WIDTH if annex.is_wide else BODY_WIDTH
    head = [
        parsed(paragraph(styles["annex"], document.annex_number(index))),
        parsed(paragraph(styles["annex_title"], annex.title.upper())),
        parsed(paragraph(styles["attached"], document.attached_to)),
    ]
    body = file.element.body
    for element in (*head, *_elements(file, annex.blocks, styles, width=width)):
        body.insert_element_before(element, "w:sectPr")


def _elements(
    file: Document, blocks: tuple[Block, ...], styles: Styles, *, width: float
) -> Iterator[BaseOxmlElement]:
    for block in blocks:
        if isinstance(block, Text):
            yield parsed(paragraph(styles[block.role], block.text, lead=block.lead))
        elif isinstance(block, Table):
            if block.caption:
                yield parsed(paragraph(styles["caption"], block.caption))
            yield parsed(data_table(block, styles, width=width))
            yield parsed(paragraph(styles["gap"]))
        else:
            yield parsed(paragraph(styles["caption"], block.title))
            yield _picture(file, block, width)


def _picture(file: Document, chart: Chart, width: float) -> BaseOxmlElement:
    holder = file.add_paragraph()
    holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = holder.add_run().add_picture(io.BytesIO(chart_png(chart, width=width)), width=Mm(width))
    said = "; ".join(f"{bar.label}: {bar.shown}" for bar in chart.bars)
    shape._inline.docPr.set("descr", f"{chart.title}. {said}")  # noqa: SLF001 - python-docx has no word for it
    holder._p.getparent().remove(holder._p)  # noqa: SLF001 - its XML
    return holder._p  # noqa: SLF001 - the same
