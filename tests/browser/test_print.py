"""What comes out of the printer: A4, black on white, headers on every page, no navigation, where and when."""

from collections.abc import Iterator

import pytest
from harness.browser import page_in
from harness.printed import Page, pages_of
from playwright.sync_api import Browser
from shots.stage import Stage, sign_in, standing

DESK = {"width": 1280, "height": 800}
NAVIGATION = ("Ôn tập", "Đăng nhập", "Trang chủ", "Tới nội dung", "Cỡ chữ, tương phản")
BLACK = (0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with standing(tmp_path_factory.mktemp("stage"), people=60) as stage:
        yield stage


def printed(browser: Browser, stage: Stage, path: str, who: str = "nobody", *, theme: str = "") -> list[Page]:
    with page_in(browser, base_url=stage.url, viewport=DESK) as page:
        sign_in(page.context, stage, who)
        page.context.add_cookies([{"name": "tuy_chon", "value": f"{theme}|100|vi", "url": stage.url}])
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok
        return pages_of(page.pdf(prefer_css_page_size=True))


def whole(pages: list[Page]) -> str:
    return " ".join(page.text for page in pages).replace("\xa0", " ")


def is_a_sheet(pages: list[Page], stage: Stage, path: str) -> bool:
    """A4 upright, nothing to click on, and at the end where it came from and when."""
    text = whole(pages)
    assert {(round(one.width), round(one.height)) for one in pages} == {(210, 297)}
    assert [word for word in NAVIGATION if word in text] == []
    assert f"{stage.url}{path}" in text.replace(" ", "")
    assert "In lúc" in text
    return all(15 <= letter.x <= 195 for page in pages for letter in page.letters)


def test_a_ranking_prints_with_its_header_on_every_page(browser: Browser, stage: Stage):
    pages = printed(browser, stage, "/xep-hang/don-vi")
    assert is_a_sheet(pages, stage, "/xep-hang/don-vi")
    of_the_table = [page for page in pages if page.text.count("%") > 3]
    assert len(of_the_table) > 1
    assert all("Đơn vị" in page.text and "Tỷ lệ tham gia" in page.text for page in of_the_table)


def test_no_row_of_a_ranking_is_broken(browser: Browser, stage: Stage):
    """The place of a row stands on the page of its name: as many places as names on each."""
    for page in printed(browser, stage, "/xep-hang/don-vi"):
        bottom = [one for one in page.letters if one.y > page.height - 19]
        assert all(one.text.isdigit() or one.text in "/ " for one in bottom)  # the number of the page alone


@pytest.mark.parametrize("theme", ["", "contrast"])
def test_letters_are_black_in_every_theme(browser: Browser, stage: Stage, theme: str):
    for path in ("/the-le", "/xep-hang/don-vi"):
        inks = [page.ink for page in printed(browser, stage, path, theme=theme)]
        assert set().union(*inks) == {BLACK}, path


def test_the_rules_print_whole(browser: Browser, stage: Stage):
    pages = printed(browser, stage, "/the-le")
    assert is_a_sheet(pages, stage, "/the-le")
    assert "Mục lục" not in whole(pages)
    assert "Tải bản in" not in whole(pages)
    assert "1. Thời gian các đợt thi" in whole(pages)


def test_a_result_prints_as_a_receipt_with_its_code(browser: Browser, stage: Stage):
    path = f"/thi/{stage.samples['code']}/ket-qua"
    pages = printed(browser, stage, path, "participant")
    assert is_a_sheet(pages, stage, path)
    assert "Mã biên nhận" in whole(pages)
    assert "Bản bài làm của" in whole(pages)


def test_the_receipts_page_prints_without_its_form(browser: Browser, stage: Stage):
    assert is_a_sheet(printed(browser, stage, "/bien-nhan"), stage, "/bien-nhan")
