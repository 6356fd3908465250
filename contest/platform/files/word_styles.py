"""The decree's parts as real styles of a Word file, and its page."""

from collections.abc import Mapping

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from contest.platform.files import decree
from contest.platform.files.decree import FONT, STYLES, Letters

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
LANGUAGE = "vi-VN"


def styles_in(document: Document) -> Mapping[str, str]:
    """The id of the style of each part; those that the file does not have are added."""
    there = {style.name: style for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    return {
        part: (there.get(letters.name) or _added(document, letters)).style_id
        for part, letters in STYLES.items()
    }


def _added(document: Document, letters: Letters) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(letters.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    write_font(style, letters.size)
    style.font.bold, style.font.italic = letters.bold, letters.italic
    form = style.paragraph_format
    form.alignment = ALIGNMENTS[letters.align]
    form.space_before, form.space_after = Pt(letters.before), Pt(letters.after)
    form.first_line_indent, form.left_indent = Mm(letters.indent), Mm(letters.left)
    form.line_spacing = letters.line
    form.keep_with_next = letters.keeps_next
    form.widow_control = True
    if letters.outline is not None:
        level = style.element.get_or_add_pPr().makeelement(qn("w:outlineLvl"), {})
        level.set(qn("w:val"), str(letters.outline))
        style.element.get_or_add_pPr().append(level)
    return style


def write_font(style: ParagraphStyle, size: float) -> None:
    """The decree's font for every script, black."""
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def set_page(section: Section, *, is_wide: bool = False) -> None:
    """A4 with the decree's margins, upright or lying; the first page shows no number."""
    width, height = Mm(decree.PAGE_WIDTH), Mm(decree.PAGE_HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (height, width) if is_wide else (width, height)
    section.top_margin, section.bottom_margin = Mm(decree.TOP), Mm(decree.BOTTOM)
    section.left_margin, section.right_margin = Mm(decree.LEFT), Mm(decree.RIGHT)
    section.header_distance = section.footer_distance = Mm(decree.HEADER_DISTANCE)
    section.different_first_page_header_footer = True
