"""Tương phản cao and forced colours: axe finds nothing on the main pages, and buttons keep an edge."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness.browser import page_in
from playwright.sync_api import Browser, Page
from shots.stage import Stage, sign_in, standing

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
PUBLIC = (
    "/", "/the-le", "/ho-tro", "/dang-ky", "/dang-nhap", "/tuy-chon", "/on-tap", "/on-tap/the-che",
    "/van-ban", "/xep-hang/don-vi", "/xep-hang/dia-ban", "/xep-hang/ca-nhan",
    "/xep-hang/don-vi/02-SNV", "/bien-nhan",
)  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with standing(tmp_path_factory.mktemp("stage"), people=60) as stage:
        yield stage


def own_pages(stage: Stage) -> tuple[str, ...]:
    code, open_code = stage.samples["code"], stage.samples["open_code"]
    return (
        "/thi",
        f"/thi/{open_code}",
        f"/thi/{open_code}/nop",
        f"/thi/{code}/ket-qua",
        "/toi",
        "/toi/ho-so",
    )


def problems_of(page: Page, path: str) -> Iterator[str]:
    answer = page.goto(path)
    if answer is None or not answer.ok:
        yield f"{path} is not there"
        return
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"{path} scrolls sideways"
    for one in Axe().run(page).response["violations"]:
        yield f"{path}: {one['id']} at {one['nodes'][0]['target']}"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360 px", "1280 px"])
@pytest.mark.parametrize("who", ["nobody", "participant", "unit_officer"])
def test_the_theme_can_be_read_by_everybody(
    browser: Browser, stage: Stage, viewport: dict[str, int], who: str
):
    paths = {"nobody": PUBLIC, "participant": own_pages(stage), "unit_officer": ("/don-vi",)}[who]
    problems: list[str] = []
    with page_in(browser, base_url=stage.url, viewport=viewport) as page:
        sign_in(page.context, stage, who)
        page.context.add_cookies([{"name": "tuy_chon", "value": "contrast|100|vi", "url": stage.url}])
        for path in paths:
            problems += problems_of(page, path)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    assert not problems, "\n".join(problems)


def test_forced_colours_keep_borders_around_what_is_pressed(browser: Browser, stage: Stage):
    with page_in(browser, base_url=stage.url, viewport=PHONE) as page:
        page.emulate_media(forced_colors="active")
        for path in ("/", "/dang-nhap", "/xep-hang/don-vi"):
            page.goto(path)
            bare = page.evaluate(
                "[...document.querySelectorAll('.btn')].filter((one) => one.offsetParent"
                " && getComputedStyle(one).borderTopStyle === 'none').length"
            )
            assert bare == 0, path
