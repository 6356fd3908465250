"""Paragraphs and tables as WordprocessingML: written as text, parsed once; thousands of rows in a second."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from contest.platform.files.decree import PT_PER_MM
from contest.platform.files.official import Align, Table

TWIPS_PER_MM = PT_PER_MM * 20
RULE_HEIGHT = 80  # twips from the line of text to the end of its rule
Styles = Mapping[str, str]  # part of a document -> id of the style in this file


def twips(millimetres: float) -> int:
    """Millimetres in Word's unit of length."""
    return round(millimetres * TWIPS_PER_MM)


def parsed(xml: str) -> BaseOxmlElement:
    """One element from its text."""
    start = xml.index(">") if xml[xml.index(">") - 1] != "/" else xml.index("/>")
    return parse_xml(f"{xml[:start]} {nsdecls('w')}{xml[start:]}")


def run(text: str, *, bold: bool = False) -> str:
    """A stretch of text."""
    mark = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{mark}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, text: str = "", *, lead: str = "", properties: str = "") -> str:
    """A paragraph in a style; the lead is bold."""
    runs = (run(f"{lead} ", bold=True) if lead else "") + (run(text) if text else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def rule(style: str, *, within: float, length: float) -> str:
    """A solid line of a length in mm, in the middle of what it stands within."""
    side = twips((within - length) / 2)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" '
        f'w:color="000000"/></w:pBdr><w:spacing w:before="60" w:after="0" w:line="{RULE_HEIGHT}" '
        f'w:lineRule="exact"/><w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )


def frame_table(widths: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A table without lines that only places its cells (already XML) side by side; widths in mm."""
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip(widths, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
    )


def data_table(table: Table, styles: Styles, *, width: float) -> str:
    """A table with lines, its header row repeated on each page and no row broken between two."""
    shares = sum(column.width for column in table.columns)
    widths = [twips(width * column.width / shares) for column in table.columns]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _row(
        widths,
        [
            _cell_paragraph(styles["head"], column.header, Align.CENTRE, bold=False)
            for column in table.columns
        ],
        "<w:cantSplit/><w:tblHeader/>",
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{lines}"
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
        '<w:left w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        + f"</w:tblGrid>{head}"
        + "".join(_data_row(table, styles, widths, row, bold=False) for row in table.rows)
        + "".join(_data_row(table, styles, widths, row, bold=True) for row in table.totals)
        + "</w:tbl>"
    )


def _data_row(table: Table, styles: Styles, widths: Sequence[int], row: Sequence[str], *, bold: bool) -> str:
    cells = [
        _cell_paragraph(styles["cell"], text, column.align, bold=bold)
        for column, text in zip(table.columns, row, strict=True)
    ]
    return _row(widths, cells, "<w:cantSplit/>")


def _row(widths: Sequence[int], cells: Sequence[str], properties: str) -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{cell}</w:tc>"
            for width, cell in zip(widths, cells, strict=True)
        )
        + "</w:tr>"
    )


def _cell_paragraph(style: str, text: str, align: Align, *, bold: bool) -> str:
    side = "" if align is Align.LEFT else f'<w:jc w:val="{align}"/>'
    runs = run(text, bold=bold) if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{runs}</w:p>'
