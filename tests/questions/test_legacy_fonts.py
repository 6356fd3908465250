import io
from typing import Any

import docx
import pytest
from question_samples import an_item
from word_samples import a_document, saved

from questions.formats import csv_table, gift, word
from questions.formats.drafting import Defaults
from questions.formats.legacy_fonts import Legacy, legacy_of, legacy_of_font, to_unicode

CONVERTING = Defaults(convert_legacy=True)

TCVN3 = {
    "C¶i c\u00b8ch thñ tôc hµnh chÝnh": "Cải cách thủ tục hành chính",
    "Céng hoµ x· héi chñ nghÜa ViÖt Nam": "Cộng hoà xã hội chủ nghĩa Việt Nam",
    "®\u00adîc gi¶i quyÕt ë bé phËn mét cöa": "được giải quyết ở bộ phận một cửa",
    "Uû ban nh©n d©n tØnh": "Uỷ ban nhân dân tỉnh",
    "ngµy, th\u00b8ng, n¨m, ph¶i, ng·, l¹i": "ngày, tháng, năm, phải, ngã, lại",
    "§¬n vÞ, kü thuËt, quü, ý kiÕn": "Đơn vị, kỹ thuật, quỹ, ý kiến",
}
VNI = {
    "Caûi caùch thuû tuïc haønh chính": "Cải cách thủ tục hành chính",
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam": "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "ñöôïc giaûi quyeát ôû boä phaän moät cöûa": "được giải quyết ở bộ phận một cửa",
    "Uûy ban nhaân daân tænh": "Ủy ban nhân dân tỉnh",
    "kyõ thuaät, tyû leä, lyù do": "kỹ thuật, tỷ lệ, lý do",
    "thaúng, naêm, baèng, maët traän, saün": "thẳng, năm, bằng, mặt trận, sẵn",
    "ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC": "ĐỘC LẬP - TỰ DO - HẠNH PHÚC",
}


@pytest.mark.parametrize(("old", "text"), TCVN3.items())
def test_tcvn3_is_recognised_and_turned_into_unicode(old, text):
    assert legacy_of(old) is Legacy.TCVN3
    assert to_unicode(old, Legacy.TCVN3) == text


@pytest.mark.parametrize(("old", "text"), VNI.items())
def test_vni_is_recognised_and_turned_into_unicode(old, text):
    assert legacy_of(old) is Legacy.VNI
    assert to_unicode(old, Legacy.VNI) == text


def test_fonts_in_capitals_give_capitals():
    assert to_unicode("®éc lËp", Legacy.TCVN3, font=".VnTimeH") == "ĐỘC LẬP"


@pytest.mark.parametrize(
    "text", [*TCVN3.values(), *VNI.values(), "", "São Paulo", "naïve", "Điều 5", "lá bà ông"]
)
def test_unicode_text_is_left_in_peace(text):
    assert legacy_of(text) is None


def test_fonts_tell_the_typing():
    names = [".VnArial", "VNI-Times", "Vni-Helve", "Times New Roman"]
    assert [legacy_of_font(name) for name in names] == [Legacy.TCVN3, Legacy.VNI, Legacy.VNI, None]


OLD = an_item(stem="C¬ quan nµo ban hµnh?", choices=("Quèc héi", "ChÝnh phñ"), topic="the-che")


def test_a_question_in_an_old_font_is_refused_unless_conversion_is_wished():
    content = csv_table.write([OLD])
    (problem,) = csv_table.read(content, file="t.csv").problems
    assert (problem.code, problem.column) == ("legacy-font", "D (Câu hỏi)")
    (item,) = csv_table.read(content, file="t.csv", defaults=CONVERTING).items
    assert (item.stem, item.choices) == ("Cơ quan nào ban hành?", ("Quốc hội", "Chính phủ"))


def test_every_format_converts():
    (item,) = gift.read(
        "Vieät Nam coù bao nhieâu tænh {=moät ~hai}".encode(), file="t", defaults=CONVERTING
    ).items
    assert item.stem == "Việt Nam có bao nhiêu tỉnh"
    assert item.choices == ("một", "hai")


def in_font(font, *paragraphs: Any):
    document = docx.Document(io.BytesIO(a_document(*paragraphs)))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.font.name = font
    return saved(document)


def test_a_document_in_an_old_font_is_converted_before_it_is_understood():
    tcvn3 = in_font(".VnTime", "C©u 1. Hái?", "A. mét", [("B. hai ngµy", "bold")], "C. ba", "D. bèn")
    (item,) = word.read(tcvn3, file="t.docx", defaults=CONVERTING).items
    assert (item.stem, item.choices, item.key) == ("Hỏi?", ("một", "hai ngày", "ba", "bốn"), 1)


def test_a_vowel_and_its_mark_in_two_runs_stay_together():
    vni = in_font("VNI-Times", [("Ca", ""), ("âu 1. Hoûi?", "")], "A. mo\u00e4t", "B. hai", "Ñaùp aùn: A")
    (item,) = word.read(vni, file="t.docx", defaults=CONVERTING).items
    assert (item.stem, item.choices, item.key) == ("Hỏi?", ("một", "hai"), 0)


def test_a_document_in_an_old_font_is_not_passed_over_in_silence():
    content = in_font(".VnTime", "C©u 1. Hái?", "C©u 2. Hái n÷a?")
    (problem,) = word.read(content, file="t.docx").problems
    assert problem.code == "legacy-font"
    assert ".VnTime" in problem.message
