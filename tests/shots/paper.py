"""Pictures of what only appears while somebody acts: the paper, a lost network, mistakes in forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import browser as chromium
from playwright.sync_api import Browser, Page
from shots.places import prefer
from shots.stage import Stage, sign_in

from contest.platform.language.catalogues import ENGLISH, SOURCE, texts_of

WIDTHS = {360: chromium.PHONE, 1280: chromium.DESK}


def walk(browser: Browser, stage: Stage, out: Path) -> Iterator[str]:
    """Take the pictures in both languages; answers what went wrong on the way."""
    for language in (SOURCE, ENGLISH):
        for width, viewport in WIDTHS.items():
            context = browser.new_context(
                base_url=stage.url,
                viewport=viewport,  # type: ignore[arg-type] # a width and a height
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
            )
            prefer(context, stage, language=language)
            look = _Look(page=context.new_page(), out=out, width=width, language=language)
            _mistakes(look)
            sign_in(context, stage, "participant")
            yield from _paper(look)
            context.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A browser of one width in one language, and where its pictures go."""

    page: Page
    out: Path
    width: int
    language: str

    def said(self, text: str) -> str:
        """A text of ours as this page says it."""
        return texts_of(self.language).get(text, (text,))[0]

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Keep what is seen, or the whole page."""
        ending = "" if self.language == SOURCE else f"-{self.language}"
        self.page.screenshot(path=self.out / f"{name}{ending}-{self.width}.png", full_page=whole)


def _mistakes(look: _Look) -> None:
    page = look.page
    page.goto("/dang-ky")
    page.get_by_role("button", name=look.said("Tiếp tục"), exact=True).click()
    look.picture("loi-dang-ky", whole=True)
    page.goto("/dang-nhap")
    page.locator("#phone").fill("0900 000 000")
    page.locator("#password").fill("khong-phai-mat-khau")
    page.get_by_role("main").get_by_role("button", name=look.said("Đăng nhập")).click()
    look.picture("loi-dang-nhap", whole=True)


def _paper(look: _Look) -> Iterator[str]:
    """The attempt that waits open is gone on with, on one device after the other."""
    page = look.page
    page.goto("/thi")
    button = page.get_by_role("button", name=look.said("Bắt đầu làm bài – tính giờ"))
    go_on = page.get_by_role("link", name=look.said("Tiếp tục bài đang làm"))
    if not button.count() and not go_on.count():
        yield f"no paper to be opened at {look.width} px"
        return
    (button if button.count() else go_on).first.click()
    page.wait_for_url("**/thi/*")
    here = page.get_by_role("button", name=look.said("Tiếp tục ở đây"))
    if here.count():
        look.picture("may-khac")
        here.click()
        page.wait_for_load_state()
    page.locator("#cau-1 label").first.click()
    page.wait_for_timeout(1500)
    look.picture("lam-bai")
    page.context.set_offline(True)
    page.locator("#cau-1 .choice label, #cau-1 label").nth(1).click()
    page.wait_for_timeout(1500)
    look.picture("lam-bai-mat-mang")
    page.context.set_offline(False)
    page.wait_for_timeout(3000)
    look.picture("lam-bai-co-mang-lai")
    page.goto(page.url.split("#")[0].rstrip("/") + "/nop")
    look.picture("kiem-tra", whole=True)
