"""Pictures of what only appears while somebody acts: the paper, a lost network, mistakes in forms."""

from collections.abc import Iterator
from pathlib import Path

from harness import browser as chromium
from playwright.sync_api import Browser, Page
from shots.stage import Stage, sign_in

WIDTHS = {360: chromium.PHONE, 1280: chromium.DESK}


def walk(browser: Browser, stage: Stage, out: Path) -> Iterator[str]:
    """Take the pictures; answers what went wrong on the way."""
    for width, viewport in WIDTHS.items():
        context = browser.new_context(
            base_url=stage.url,
            viewport=viewport,  # type: ignore[arg-type] # a width and a height
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        page = context.new_page()
        _mistakes(page, out, width)
        sign_in(context, stage, "participant")
        yield from _paper(page, out, width)
        context.close()


def _mistakes(page: Page, out: Path, width: int) -> None:
    page.goto("/dang-ky")
    page.get_by_role("button", name="Tiếp tục").click()
    page.screenshot(path=out / f"loi-dang-ky-{width}.png", full_page=True)
    page.goto("/dang-nhap")
    page.locator("#phone").fill("0900 000 000")
    page.locator("#password").fill("khong-phai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()
    page.screenshot(path=out / f"loi-dang-nhap-{width}.png", full_page=True)


def _paper(page: Page, out: Path, width: int) -> Iterator[str]:
    """The attempt that waits open is gone on with, on one device after the other."""
    page.goto("/thi")
    button = page.get_by_role("button", name="Bắt đầu làm bài")
    go_on = page.get_by_role("link", name="Tiếp tục bài đang làm")
    if not button.count() and not go_on.count():
        yield f"no paper to be opened at {width} px"
        return
    (button if button.count() else go_on).first.click()
    page.wait_for_url("**/thi/*")
    if page.get_by_role("button", name="Tiếp tục ở đây").count():
        page.screenshot(path=out / f"may-khac-{width}.png")
        page.get_by_role("button", name="Tiếp tục ở đây").click()
        page.wait_for_load_state()
    page.locator("#cau-1 label").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / f"lam-bai-{width}.png")
    page.context.set_offline(True)
    page.locator("#cau-1 .choice label, #cau-1 label").nth(1).click()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / f"lam-bai-mat-mang-{width}.png")
    page.context.set_offline(False)
    page.wait_for_timeout(3000)
    page.screenshot(path=out / f"lam-bai-co-mang-lai-{width}.png")
    page.goto(page.url.split("#")[0].rstrip("/") + "/nop")
    page.screenshot(path=out / f"kiem-tra-{width}.png", full_page=True)
