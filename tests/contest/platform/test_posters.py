"""Posters, measured by a second program that reads the printed page."""

import sys
import time
from itertools import pairwise

import pytest
from harness.printed import Page, pages_of
from harness.qr_reading import text_of

from contest.platform.files.posters import Announced, Paper, Poster, Printing, posters_pdf, single_pdfs

ADDRESS = "https://thi.example.gov.vn/dang-ky?don-vi="
LONG_NAME = (
    "Trường Phổ thông Dân tộc bán trú Trung học cơ sở và Trung học phổ thông huyện Hoàng Su Phì tỉnh Hà Giang"
)
ROUNDS = tuple((f"Tuần {number}", f"07:00 0{number}/11 – 17:00 1{number}/11/2024") for number in range(1, 7))
ANNOUNCED = Announced(
    contest="Cuộc thi trực tuyến Tìm hiểu Cải cách hành chính tỉnh Hà Giang năm 2024",
    organiser="Sở Nội vụ tỉnh Hà Giang",
    hotline="0219 3866 123",
    rounds=ROUNDS,
)
BAND = 9  # mm on A4


def poster(code: str = "00712", unit: str = "Xã Lũng Cú, huyện Đồng Văn") -> Poster:
    return Poster(unit=unit, address=f"{ADDRESS}{code}", file_name=code)


def printed(*posters: Poster, paper: Paper = Paper.A4, in_colour: bool = True) -> list[Page]:
    printing = Printing(paper=paper, in_colour=in_colour)
    return pages_of(posters_pdf(posters, announced=ANNOUNCED, printing=printing))


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (210, 297)), (Paper.A3, (297, 420))])
@pytest.mark.parametrize("in_colour", [True, False])
def test_a_poster_has_its_size_and_a_code_to_be_scanned_from_afar(
    *, paper: Paper, size: tuple[int, int], in_colour: bool
):
    (page,) = printed(poster(), paper=paper, in_colour=in_colour)
    assert (round(page.width), round(page.height)) == size
    (code,) = page.codes
    assert code.side >= 60
    assert text_of(code.modules) == f"{ADDRESS}00712"


@pytest.mark.parametrize("code", ["1", "truong-ptdtbt-thcs-va-thpt-hoang-su-phi-02"])
def test_the_quiet_zone_has_four_modules_however_long_the_address_is(code: str):
    (page,) = printed(poster(code))
    (found,) = page.codes
    zone = 4 * found.module
    assert found.side >= 60
    assert (
        page.letters_within(found.x - zone, found.y - zone, found.side + 2 * zone, found.side + 2 * zone)
        == ""
    )
    frame = [(x, y) for x1, y1, x2, y2 in page.lines for x, y in ((x1, y1), (x2, y2))]
    assert frame
    middle = (found.x + found.side / 2, found.y + found.side / 2)
    reach = found.side / 2 + zone
    assert all(max(abs(x - middle[0]), abs(y - middle[1])) >= reach for x, y in frame)


def test_a_poster_says_what_to_do_where_when_for_whom_and_whom_to_ask():
    (page,) = printed(poster())
    for words in (
        "Quét mã để dự thi", "thi.example.gov.vn/dang-ky", "Xã Lũng Cú, huyện Đồng Văn", "0219 3866 123",
        "Tìm hiểu Cải cách hành chính", "Sở Nội vụ tỉnh Hà Giang", "Tuần 1: 07:00 01/11 – 17:00 11/11/2024",
        "Tuần 6: 07:00 06/11 – 17:00 16/11/2024",
    ):  # fmt: skip
        assert words in page.text.replace("\xa0", " ")


def test_one_colour_is_black_alone_and_colour_has_the_brocade():
    (coloured,), (black,) = printed(poster()), printed(poster(), in_colour=False)
    assert black.colours <= {(0, 0, 0), (1, 1, 1)}
    assert {(0.09, 0.11, 0.29), (0.69, 0.14, 0.37), (0.95, 0.71, 0.2)} <= coloured.colours


@pytest.mark.parametrize("paper", list(Paper))
def test_long_names_stay_between_the_bands(paper: Paper):
    (page,) = printed(poster(unit=LONG_NAME), paper=paper)
    scale = page.width / 210
    assert all(15 * scale < one.x < 195 * scale for one in page.letters)
    assert all(BAND * scale < one.y < page.height - BAND * scale for one in page.letters)
    lines = sorted({round(one.y) for one in page.letters})
    assert all(below - above >= 2 for above, below in pairwise(lines))


def test_the_fonts_are_in_the_file():
    pdf = posters_pdf([poster()], announced=ANNOUNCED, printing=Printing())
    (page,) = pages_of(pdf)
    assert all(name.startswith("BeVietnamPro") for name in page.fonts)
    assert pdf.count(b"/FontFile") == len(page.fonts) > 0


def test_many_units_have_a_page_or_a_file_each():
    posters = [poster(f"{number:05}", unit=f"Xã Mẫu {number}") for number in range(12)]
    pages = printed(*posters)
    assert [text_of(one.codes[0].modules) for one in pages] == [one.address for one in posters]
    files = dict(single_pdfs(posters, announced=ANNOUNCED, printing=Printing()))
    assert list(files) == [f"{number:05}.pdf" for number in range(12)]
    (third,) = pages_of(files["00003.pdf"])
    assert "Xã Mẫu 3" in third.text


def test_how_long_a_hundred_posters_take_is_told():
    posters = [poster(f"{number:05}", unit=f"Xã Mẫu {number}") for number in range(100)]
    start = time.perf_counter()
    pdf = posters_pdf(posters, announced=ANNOUNCED, printing=Printing())
    sys.stdout.write(f"100 posters: {time.perf_counter() - start:.1f} s, {len(pdf) // 1024} kB\n")
    assert len(pages_of(pdf)) == 100
