"""The cards to cut out, measured by a second program that reads the printed page."""

import pytest
from harness.printed import Page, pages_of
from harness.qr_reading import text_of

from contest.platform.files.cards import TO_A_SHEET, Card, cards_pdf, short_address

BY_CARD = "https://thi.example.gov.vn/dang-ky/ma-du-thi"
BY_UNIT = "https://thi.example.gov.vn/dang-ky?don-vi=xa-lung-cu"
LONG_NAME = (
    "Trường Phổ thông Dân tộc bán trú Trung học cơ sở và Trung học phổ thông huyện Hoàng Su Phì tỉnh Hà Giang"
)
TITLE = "Cuộc thi trực tuyến Tìm hiểu Cải cách hành chính tỉnh Hà Giang năm 2024"
WIDE, HIGH, LEFT, TOP = 95, 68, 10, 12.5


def code_of(number: int) -> str:
    return f"7Q2M-XK4D-{number:04}"


def printed(cards: list[Card]) -> tuple[bytes, list[Page]]:
    pdf = cards_pdf(cards, contest=TITLE, hotline="0219 3866 123")
    return pdf, pages_of(pdf)


def with_codes(count: int) -> list[Card]:
    return [
        Card(unit=f"Ủy ban nhân dân xã Mẫu {number}", address=BY_CARD, code=code_of(number))
        for number in range(count)
    ]


def test_eight_cards_stand_on_a_sheet_of_a4_and_the_ninth_on_the_next():
    _, pages = printed(with_codes(TO_A_SHEET + 1))
    assert [(round(one.width, 1), round(one.height, 1)) for one in pages] == [(210, 297)] * 2
    assert [len(one.codes) for one in pages] == [8, 1]


def test_each_card_says_its_own_code_unit_address_hotline_and_what_to_do():
    _, (page,) = printed(with_codes(TO_A_SHEET))
    for number in range(TO_A_SHEET):
        column, row = number % 2, number // 2
        on_it = page.letters_within(LEFT + column * WIDE, TOP + row * HIGH, WIDE, HIGH)
        assert code_of(number) in on_it
        for words in (
            f"xã Mẫu {number}",
            "thi.example.gov.vn/dang-ky/ma-du-thi",
            "0219 3866 123",
            "quét mã QR",
        ):
            assert words in on_it
        assert on_it.count("7Q2M") == 1


def test_the_code_is_large_and_nothing_is_too_small_to_read():
    _, (page,) = printed(with_codes(1))
    assert max(one.points for one in page.letters if one.text == "Q") >= 18
    assert min(one.points for one in page.letters) >= 7


def test_the_qr_code_leads_to_the_address_and_never_holds_the_code():
    _, (page,) = printed(with_codes(3))
    assert [text_of(one.modules) for one in page.codes] == [BY_CARD] * 3
    with pytest.raises(ValueError, match="holds its code"):
        printed([Card(unit="Xã", address=f"{BY_CARD}?ma=7q2mxk4d0001", code=code_of(1))])


def test_the_quiet_zone_of_four_modules_is_free_of_letters_and_marks():
    cards = [Card(unit=LONG_NAME, address=BY_UNIT) for _ in range(TO_A_SHEET)]
    _, (page,) = printed(cards)
    for code in page.codes:
        zone = 4 * code.module
        assert code.module >= 0.5
        box = (code.x - zone, code.y - zone, code.side + 2 * zone, code.side + 2 * zone)
        assert page.letters_within(*box) == ""
        right = [one for one in page.letters if code.y <= one.y <= code.y + code.side and one.x < code.x]
        assert all(one.x + one.points * 0.2 < code.x - zone for one in right if code.x - one.x < 40)


def test_a_card_without_a_code_invites_with_the_unit_chosen_already():
    _, (page,) = printed([Card(unit="Sở Nội vụ", address=BY_UNIT)])
    assert text_of(page.codes[0].modules) == BY_UNIT
    assert "Mời anh/chị dự thi" in page.text
    assert "đơn vị đã được chọn sẵn" in page.text
    assert "Mã dự thi" not in page.text


def test_marks_to_cut_by_stand_outside_the_cards():
    _, (page,) = printed(with_codes(TO_A_SHEET))
    upright = {round(x1, 1) for x1, y1, x2, _ in page.lines if round(x1, 1) == round(x2, 1) and y1 < TOP}
    lying = {round(y1, 1) for x1, y1, _, y2 in page.lines if round(y1, 1) == round(y2, 1) and x1 < LEFT}
    assert upright == {10, 105, 200}
    assert lying == {12.5, 80.5, 148.5, 216.5, 284.5}


def test_long_names_stay_within_their_card():
    title = (
        f"{TITLE}, đợt thi mở rộng dành cho cán bộ, công chức, viên chức và người dân trên địa bàn toàn tỉnh"
    )
    address = "https://cuocthi-cchc-2024.hagiang.gov.vn/dang-ky/ma-du-thi"
    card = Card(unit=LONG_NAME, address=address, code=code_of(1))
    (page,) = pages_of(cards_pdf([card], contest=title, hotline="0219 3866 123"))
    assert all(14.9 < one.x < 100 and 12.5 < one.y < 80.5 for one in page.letters)
    assert "tỉnh Hà Giang Mở địa chỉ" in page.text


def test_the_fonts_are_in_the_file():
    pdf, (page,) = printed(with_codes(1))
    assert page.fonts
    assert all(name.startswith("BeVietnamPro") for name in page.fonts)
    assert pdf.count(b"/FontFile") == len(page.fonts)


def test_a_sheet_without_cards_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        cards_pdf([], contest=TITLE, hotline="")


def test_people_type_an_address_without_what_computers_need():
    assert short_address(BY_UNIT) == "thi.example.gov.vn/dang-ky"
