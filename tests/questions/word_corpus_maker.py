"""Makes the documents of word_corpus/ with LibreOffice: `python tests/questions/word_corpus_maker.py`.

Each source below is written by hand as HTML, RTF or a flat OpenDocument text, in a habit of
Vietnamese offices, and turned into .docx by LibreOffice, some by way of .doc. So the runs,
lists and tables are those of a real office program, which python-docx never writes.
"""

import subprocess
import sys
import tempfile
import unicodedata
from html import escape
from pathlib import Path

from word_samples import QUESTIONS

FOLDER = Path(__file__).parent / "word_corpus"
LETTERS = "ABCD"

RIGHT = {
    "bold": "<b>{}</b>",
    "underline": "<u>{}</u>",
    "red": '<font color="#ff0000">{}</font>',
    "green": '<span style="color: #00b050">{}</span>',
    "highlight": '<span style="background: #ffff00">{}</span>',
    "strong": "<strong>{}</strong>",
    "bold and italic": "<b><i>{}</i></b>",
    "none": "{}",
}


def html(body):
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def paragraphs(look, head="<b>Câu {n}.</b> ", letter="{a}. ", key_line="", star=""):
    lines = []
    for n, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(head.format(n=n) + escape(stem))
        for a, choice in zip(LETTERS, choices, strict=True):
            text = (star if a == key else "") + letter.format(a=a) + escape(choice)
            lines.append(RIGHT[look].format(text) if a == key else text)
        if key_line:
            lines.append(key_line.format(key=key))
    return "".join(f"<p>{line}</p>" for line in lines)


def lists(look, kind="A"):
    """Stems and choices numbered by the program, the choices one level deeper."""
    items = []
    for stem, choices, key in QUESTIONS:
        shown = "".join(
            f"<li>{RIGHT[look if a == key else 'none'].format(escape(c))}</li>"
            for a, c in zip(LETTERS, choices, strict=True)
        )
        items.append(f'<li>{escape(stem)}<ol type="{kind}">{shown}</ol></li>')
    return f"<ol>{''.join(items)}</ol>"


def choices_in_tables():
    parts = []
    for n, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        cells = [
            f"<td>{RIGHT['bold' if a == key else 'none'].format(f'{a}. {escape(c)}')}</td>"
            for a, c in zip(LETTERS, choices, strict=True)
        ]
        rows = f"<tr>{''.join(cells[:2])}</tr><tr>{''.join(cells[2:])}</tr>"
        parts.append(f"<p>Câu {n}: {escape(stem)}</p><table>{rows}</table>")
    return "".join(parts)


def answer_table():
    row = "".join(f"<td>{n}</td>" for n in (1, 2, 3))
    keys = "".join(f"<td>{key}</td>" for _, _, key in QUESTIONS)
    table = f"<table border=1><tr><td>Câu</td>{row}</tr><tr><td>Đáp án</td>{keys}</tr></table>"
    return paragraphs("none") + "<p>------ HẾT ------</p><p><b>BẢNG ĐÁP ÁN</b></p>" + table


def one_table():
    head = "".join(f"<th>{name}</th>" for name in ("STT", "Câu hỏi", *LETTERS, "Đáp án"))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in (str(n), stem, *choices, key)) + "</tr>"
        for n, (stem, choices, key) in enumerate(QUESTIONS, start=1)
    )
    return f"<h2>BẢNG CÂU HỎI</h2><table border=1><tr>{head}</tr>{rows}</table>"


def with_sections():
    title = "<p align=center><b>SỞ NỘI VỤ</b></p><p align=center><b>ĐỀ THI TÌM HIỂU CCHC</b></p>"
    body = paragraphs("bold").split("<p><b>Câu 2.")
    return f"{title}<h1>Phần I. Nhận biết</h1>{body[0]}<h1>PHẦN II</h1><p><b>Câu 2.{body[1]}<p>HẾT</p>"


def rtf(lines):
    """Lines of (text, look) pieces; signs beyond ASCII as RTF spells them."""
    looks = {"bold": r"\b {}\b0 ", "underline": r"\ul {}\ulnone ", "red": r"\cf1 {}\cf0 ", "": "{}"}
    spelled = []
    for line in lines:
        pieces = [
            looks[look].format("".join(s if ord(s) < 128 else rf"\u{ord(s)}?" for s in text))
            for text, look in line
        ]
        spelled.append("".join(pieces) + r"\par")
    head = r"{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}{\colortbl;\red255\green0\blue0;}"
    return head + "\n" + "\n".join(spelled) + "}"


def rtf_lines(look, head="Câu {n}. "):
    for n, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        yield [(head.format(n=n), "bold"), (stem, "")]
        for a, choice in zip(LETTERS, choices, strict=True):
            # The letter and the words of a choice are runs of their own.
            yield [(f"{a}. ", look if a == key else ""), (choice, look if a == key else "")]


OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>
<style:font-face style:name="TCVN" svg:font-family="'.VnTime'"/>
<style:font-face style:name="VNI" svg:font-family="'VNI-Times'"/>
</office:font-face-decls>
<office:automatic-styles>
<style:style style:name="T" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="R" style:family="text"><style:text-properties fo:color="#ff0000"/></style:style>
<style:style style:name="U" style:family="text">
<style:text-properties style:text-underline-style="solid" style:text-underline-width="auto"/></style:style>
<style:style style:name="P" style:family="paragraph"><style:text-properties{font}/></style:style>
<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-prefix="Câu " style:num-suffix="."
 style:num-format="1"/>
<text:list-level-style-number text:level="2" style:num-suffix="." style:num-format="A"/>
</text:list-style>
</office:automatic-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>
"""


def office(body, font=""):
    return OFFICE.format(body=body, font=f' style:font-name="{font}"' if font else "")


def line(text):
    return f'<text:p text:style-name="P">{text}</text:p>'


def span(style, text):
    return f'<text:span text:style-name="{style}">{text}</text:span>' if style else text


def side_by_side(per_line, style, between="<text:tab/>"):
    lines = []
    for n, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(line(f"Câu {n}. {stem}"))
        shown = [span(style if a == key else "", f"{a}. {c}") for a, c in zip(LETTERS, choices, strict=True)]
        lines += [line(between.join(shown[i : i + per_line])) for i in range(0, 4, per_line)]
    return office("".join(lines))


def office_list(style):
    items = []
    for stem, choices, key in QUESTIONS:
        shown = "".join(
            f"<text:list-item><text:p>{span(style if a == key else '', c)}</text:p></text:list-item>"
            for a, c in zip(LETTERS, choices, strict=True)
        )
        items.append(
            f"<text:list-item><text:p>{stem}</text:p><text:list>{shown}</text:list></text:list-item>"
        )
    return office(f'<text:list text:style-name="L">{"".join(items)}</text:list>')


def office_lines(style, change=str, font=""):
    lines = []
    for n, (stem, choices, key) in enumerate(QUESTIONS, start=1):
        lines.append(line(change(f"Câu {n}. {stem}")))
        lines += [
            line(span(style if a == key else "", change(f"{a}. {c}")))
            for a, c in zip(LETTERS, choices, strict=True)
        ]
    return office("".join(lines), font)


def decomposed(text):
    return unicodedata.normalize("NFD", text)


TCVN3 = dict(
    zip(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        "µ\u00b8¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        strict=True,
    )
)


def in_tcvn3(text):
    return "".join(TCVN3.get(sign, sign) for sign in text)


VNI_MARKS = {
    "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "\u0302": "â",
    "\u0302\u0301": "á", "\u0302\u0300": "à", "\u0302\u0309": "å", "\u0302\u0303": "ã", "\u0302\u0323": "ä",
    "\u0323\u0302": "ä", "\u0306": "ê", "\u0306\u0301": "é", "\u0306\u0300": "è", "\u0306\u0309": "ú",
    "\u0306\u0303": "ü", "\u0323\u0306": "ë",
}  # fmt: skip
VNI_ALONE = {"i\u0301": "í", "i\u0300": "ì", "i\u0309": "æ", "i\u0303": "ó", "i\u0323": "ò", "y\u0323": "î"}


def in_vni(text):
    """Each letter with its marks as one or two signs of the VNI table."""
    written = []
    for sign in text:
        parts = decomposed(sign)
        base, marks = parts[0], parts[1:]
        if "\u031b" in marks:
            base, marks = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base], marks.replace("\u031b", "")
        base = {"đ": "ñ", "Đ": "Ñ"}.get(base, base)
        alone = VNI_ALONE.get(base + marks)
        written.append(alone or base + (VNI_MARKS[marks] if marks else ""))
    return "".join(written)


PICTURE = (
    '<draw:frame draw:name="p" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm"><draw:text-box>'
    "<text:p>hình</text:p></draw:text-box></draw:frame>"
)
HTML, RTF, FLAT = ".html", ".rtf", ".fodt"
VIA_DOC = ("doc", "docx")

SOURCES = {
    "dam": (HTML, html(paragraphs("bold"))),
    "gach-chan": (HTML, html(paragraphs("underline"))),
    "chu-do": (HTML, html(paragraphs("red"))),
    "chu-xanh": (HTML, html(paragraphs("green"))),
    "to-nen": (HTML, html(paragraphs("highlight"))),
    "kieu-strong": (HTML, html(paragraphs("strong", head="Câu hỏi {n}: "))),
    "dam-nghieng": (HTML, html(paragraphs("bold and italic", head="Câu {n}) "))),
    "cau-so-tran": (HTML, html(paragraphs("bold", head="{n}) "))),
    "ngoac-sau-chu": (HTML, html(paragraphs("underline", letter="{a}) "))),
    "dap-an-duoi-cau": (HTML, html(paragraphs("none", key_line="Đáp án: {key}"))),
    "dap-an-dung-la": (HTML, html(paragraphs("none", key_line="=&gt; Đáp án đúng là: <b>{key}</b>"))),
    "dau-sao": (HTML, html(paragraphs("none", star="*"))),
    "danh-so-tu-dong": (HTML, html(lists("bold"))),
    "danh-so-tu-dong-gach": (HTML, html(lists("underline", "a"))),
    "phuong-an-trong-bang": (HTML, html(choices_in_tables())),
    "bang-dap-an-cuoi": (HTML, html(answer_table())),
    "mot-bang": (HTML, html(one_table())),
    "phan-va-het": (HTML, html(with_sections())),
    "qua-doc-dam": (HTML, html(paragraphs("bold")), VIA_DOC),
    "qua-doc-danh-so": (HTML, html(lists("red")), VIA_DOC),
    "qua-doc-bang": (HTML, html(answer_table()), VIA_DOC),
    "rtf-dam": (RTF, rtf(rtf_lines("bold"))),
    "rtf-gach": (RTF, rtf(rtf_lines("underline", "Câu {n}: "))),
    "rtf-do": (RTF, rtf(rtf_lines("red"))),
    "bon-tren-dong-tab": (FLAT, side_by_side(4, "T")),
    "hai-tren-dong-tab": (FLAT, side_by_side(2, "U", "<text:tab/><text:tab/>")),
    "bon-tren-dong-cach": (FLAT, side_by_side(4, "R", '<text:s text:c="6"/>')),
    "mot-doan-xuong-dong": (FLAT, side_by_side(4, "T", "<text:line-break/>")),
    "danh-so-cau-tu-dong": (FLAT, office_list("T")),
    "danh-so-cau-do": (FLAT, office_list("R")),
    "dung-san-va-to-hop": (FLAT, office_lines("T", decomposed)),
    "chu-d-gia": (FLAT, office_lines("U", lambda text: text.replace("Đ", "\u00d0"))),
    "phong-tcvn3": (FLAT, office_lines("T", in_tcvn3, "TCVN")),
    "phong-vni": (FLAT, office_lines("U", in_vni, "VNI")),
    "khong-co-dap-an": (HTML, html(paragraphs("none"))),
    "hai-dap-an": (HTML, html(paragraphs("bold", key_line="Đáp án: C"))),
    "khung-trong-cau": (FLAT, office_lines("T").replace("nghị định?", f"{PICTURE} nghị định?")),
}


def make(folder):
    """Write every document into the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        chains = {}
        for name, (ending, text, *chain) in SOURCES.items():
            source = Path(scratch) / f"{name}{ending}"
            source.write_text(text, encoding="utf-8")
            chains.setdefault((ending, *(chain[0] if chain else ("docx",))), []).append(source)
        for (_, *targets), sources in chains.items():
            made = sources
            for target in targets:
                convert(made, target, scratch)
                made = [source.with_suffix(f".{target}") for source in made]
            for document in made:
                (folder / document.name).write_bytes(document.read_bytes())


def convert(sources, target, scratch):
    """Let LibreOffice turn the files into another format, beside them."""
    from_html = ["--infilter=HTML (StarWriter)"] if sources[0].suffix == HTML else []
    to = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97"}[target]
    profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, *from_html, "--convert-to", to, "--outdir", scratch]
    subprocess.run([*command, *map(str, sources)], check=True, capture_output=True)  # noqa: S603


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    make(FOLDER)
    sys.stdout.write(f"{len(SOURCES)} documents in {FOLDER.name}/\n")
