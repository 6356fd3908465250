"""The Word file that a document is filled into: its frame, with the names of fields where texts will stand.

Organisers may replace such a file by one of their own; it names the same fields.
"""

import io

import docx
from docx.document import Document
from docx.oxml.ns import qn

from contest.platform.files import decree
from contest.platform.files.decree import BODY_WIDTH, ISSUER_WIDTH, MOTTO_WIDTH
from contest.platform.files.official import Form
from contest.platform.files.word_styles import LANGUAGE, set_page, styles_in, write_font
from contest.platform.files.word_xml import Styles, frame_table, paragraph, parsed, rule

PAGE_NUMBER = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve">PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)

ADDRESSEES = "Kính gửi: {% for noi in kinh_gui %}{{ noi }}{% if not loop.last %}; {% endif %}{% endfor %}"


def template_of(form: Form) -> bytes:
    """The Word file of a form; the same form gives the same parts."""
    document = docx.Document()
    write_font(document.styles["Normal"], decree.STYLES["body"].size)
    document.styles["Normal"].element.get_or_add_rPr().append(parsed(f'<w:lang w:val="{LANGUAGE}"/>'))
    styles = styles_in(document)
    set_page(document.sections[0])
    _write_header_and_footer(document, styles)
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for xml in (*_head(form, styles), *_title(form, styles), *_opening(form, styles)):
        body.insert_element_before(parsed(xml), "w:sectPr")
    for xml in (paragraph(styles["body"], "{{ noi_dung }}"), *_end(form, styles)):
        body.insert_element_before(parsed(xml), "w:sectPr")
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = LANGUAGE
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write_header_and_footer(document: Document, styles: Styles) -> None:
    section = document.sections[0]
    number = parsed(f'<w:p><w:pPr><w:pStyle w:val="{styles["page"]}"/></w:pPr>{PAGE_NUMBER}</w:p>')
    header = section.header
    header.is_linked_to_previous = False
    header._element.replace(header.paragraphs[0]._p, number)  # noqa: SLF001 - python-docx's own way to its XML
    section.first_page_header.is_linked_to_previous = False
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        code = parsed(paragraph(styles["code"], "{{ ma_ket_qua }}"))
        footer._element.replace(footer.paragraphs[0]._p, code)  # noqa: SLF001 - the same


def _head(form: Form, styles: Styles) -> list[str]:
    motto = decree.bold_width(decree.MOTTO, decree.STYLES["motto"].size)
    left = (
        paragraph(styles["parent"], "{{ co_quan_chu_quan }}")
        + paragraph(styles["issuer"], "{{ co_quan_ban_hanh }}")
        + rule(styles["rule"], within=ISSUER_WIDTH, length=ISSUER_WIDTH * decree.RULE_SHARE)
    )
    right = (
        paragraph(styles["nation"], decree.NATION)
        + paragraph(styles["motto"], decree.MOTTO)
        + rule(styles["rule"], within=MOTTO_WIDTH, length=motto)
    )
    rows = [
        [left, right],
        [
            paragraph(styles["number"], "{{ so_ky_hieu }}"),
            paragraph(styles["place"], "{{ dia_danh_ngay_thang }}"),
        ],
    ]
    if form.is_letter:
        rows.append([paragraph(styles["letter_subject"], "V/v {{ trich_yeu }}"), paragraph(styles["place"])])
    return [frame_table([ISSUER_WIDTH, MOTTO_WIDTH], rows)]


def _title(form: Form, styles: Styles) -> list[str]:
    if form.is_letter:
        return []
    return [
        paragraph(styles["kind"], "{{ ten_loai }}"),
        paragraph(styles["subject"], "{{ trich_yeu }}"),
        rule(styles["rule"], within=BODY_WIDTH, length=BODY_WIDTH * decree.RULE_SHARE / 2),
    ]


def _opening(form: Form, styles: Styles) -> list[str]:
    parts = []
    if form.has_addressees:
        parts += [
            paragraph(
                styles["to"],
                ADDRESSEES,
            )
        ]
    if form.is_decision:
        parts.append(paragraph(styles["decider"], "{{ tham_quyen }}"))
    if form.has_bases:
        parts += _each(styles["basis"], "can_cu", "{{ dong }}")
    if form.is_decision:
        parts.append(paragraph(styles["decider"], "{{ cong_thuc }}"))
    return parts


def _end(form: Form, styles: Styles) -> list[str]:
    recipients = (
        [
            paragraph(styles["recipients"], "Nơi nhận:"),
            *_each(styles["recipient"], "noi_nhan", "- {{ dong }}"),
        ]
        if form.has_recipients
        else []
    )
    numbers = range(1, form.signers + 1)
    posts = ["".join(_each(styles["post"], f"ky_{number}.dong", "{{ dong }}")) for number in numbers]
    names = [
        paragraph(styles["signature"]) + paragraph(styles["signer"], f"{{{{ ky_{number}.ten }}}}")
        for number in numbers
    ]
    space = paragraph(styles["gap"])
    if form.signers == 1:
        left = "".join(recipients) + space
        return [space, frame_table([BODY_WIDTH * 0.48, BODY_WIDTH * 0.52], [[left, posts[0] + names[0]]])]
    # Rows of their own: names stand level also where one post takes two lines.
    return [
        space,
        frame_table([BODY_WIDTH / form.signers] * form.signers, [posts, names]),
        space,
        *recipients,
    ]


def _each(style: str, values: str, text: str) -> list[str]:
    """A paragraph for each value of a list."""
    return [
        paragraph(style, f"{{%p for dong in {values} %}}"),
        paragraph(style, text),
        paragraph(style, "{%p endfor %}"),
    ]
