"""`make shots`: a picture of every page and state at 360 and 1280 px, and what axe says of it."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from harness import browser as chromium
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from shots import finished, paper
from shots.places import Place, in_english, places, prefer, without_sample
from shots.stage import Stage, sign_in, standing

OUT = Path(__file__).parent.parent.parent / "build" / "shots"
WIDTHS = {360: chromium.PHONE, 1280: chromium.DESK}
LONGEST = 6000  # pixels of a picture: what is below repeats itself


def main() -> int:
    """Take them all; the exit status is 1 when a page fails, or axe finds something."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        with standing(Path(folder, "middle")) as stage:
            problems = [*_pages(browser, stage, places(stage)), *paper.walk(browser, stage, OUT)]
            for endpoint in without_sample(stage):
                _say(f"no example for {endpoint}")
        with finished.finished(Path(folder, "end")) as stage:
            problems += _pages(browser, stage, finished.places(stage))
        browser.close()
    for problem in problems:
        _say(problem)
    _say(f"{len(list(OUT.iterdir()))} pictures in build/shots, {len(problems)} problems")
    return 1 if problems else 0


def _pages(browser: Browser, stage: Stage, wanted: Iterable[Place]) -> Iterator[str]:
    of_everybody = list(wanted)
    found = sorted([*of_everybody, *in_english(of_everybody)], key=lambda one: one.reader)
    for width, viewport in WIDTHS.items():
        for reader in dict.fromkeys(one.reader for one in found):
            with _context(browser, stage, viewport, *reader) as context:
                page = context.new_page()
                for place in found:
                    if place.reader == reader:
                        yield from _picture(page, stage, place, width)


@contextmanager
def _context(
    browser: Browser, stage: Stage, viewport: dict[str, int], who: str, language: str
) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=stage.url,
        viewport=viewport,  # type: ignore[arg-type] # a width and a height
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    sign_in(context, stage, who)
    prefer(context, stage, language=language)
    yield context
    context.close()


def _picture(page: Page, stage: Stage, place: Place, width: int) -> Iterator[str]:
    answer = page.goto(stage.url + place.path)
    status = answer.status if answer else 0
    name = f"{place.name}-{width}.png"
    page.evaluate("document.fonts.ready.then(() => true)")
    height = min(LONGEST, page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(path=OUT / name, clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    if status >= 500:
        yield f"{place.path}: answers {status}"
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"{place.path}: scrolls sideways at {width} px"
    violations = Axe().run(page).response["violations"]
    yield from (
        f"{place.path} at {width} px: {one['id']} in {one['nodes'][0]['target']}" for one in violations
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
