"""`make budgets`: what each page weighs for who comes for the first time, and what design.md 7 allows."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import browser as chromium
from harness.weights import Weight, weigh
from playwright.sync_api import Browser, sync_playwright
from shots.stage import DEVICE, Stage, sign_in, standing

from contest.attempts.devices import COOKIE

KB = 1024  # as the plan counts: it calls the font, of 9932 bytes, 9.7 kB
PEOPLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most that a page may take: compressed bytes altogether, of each kind, and requests.

    The style sheet is one for all pages (7.5 kB; the plan says 6): what it takes more, the HTML takes less.
    """

    total: float
    html: float
    js: float
    requests: int
    css: float = 7.5
    font: float = 10

    def passed_by(self, weight: Weight) -> list[str]:
        """The names of what is more than allowed."""
        names = ("total", "html", "css", "js", "font")
        over = [name for name in names if getattr(weight, name) > getattr(self, name) * KB]
        return over + (["requests"] if weight.requests > self.requests else [])


HOME = Budget(total=26, html=8, js=2, requests=5)
PAPER = Budget(total=27, html=12, js=10, font=0, requests=4)  # with the reading voice, where a phone has one
BOARD = Budget(total=27, html=9, js=2, requests=5)
PLAIN = Budget(total=26, html=8, js=4, requests=5)
CONSOLE = Budget(total=80, html=30, css=12, js=30, requests=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A page on the scales."""

    name: str
    budget: Budget
    weight: Weight

    @property
    def problems(self) -> list[str]:
        """What it takes too much of."""
        return self.budget.passed_by(self.weight)


def pages(stage: Stage) -> Iterator[tuple[str, str, str, Budget]]:
    """Name, address, reader and budget of each page that is weighed."""
    yield "trang chủ", "/", "nobody", HOME
    yield "làm bài, 20 câu", f"/thi/{stage.samples['open_code']}", "participant", PAPER
    yield "xếp hạng đơn vị", "/xep-hang/don-vi", "nobody", BOARD
    yield "xếp hạng huyện", "/xep-hang/dia-ban", "nobody", BOARD
    yield "xếp hạng cá nhân", "/xep-hang/ca-nhan", "nobody", BOARD
    yield "đăng ký", "/dang-ky", "nobody", PLAIN
    yield "vào thi", "/thi", "participant", PLAIN
    yield "ôn tập", "/on-tap", "nobody", PLAIN
    yield "ôn tập, một câu", "/on-tap/the-che", "nobody", PLAIN
    yield "ôn tập, cả bộ", "/on-tap/the-che/ca-bo", "nobody", PLAIN
    yield "kết quả", f"/thi/{stage.samples['code']}/ket-qua", "participant", PLAIN
    yield "thể lệ", "/the-le", "nobody", PLAIN
    yield "hỗ trợ", "/ho-tro", "nobody", PLAIN
    yield "quản trị: tổng quan", "/quan-tri", "organiser", CONSOLE
    yield "quản trị: câu hỏi", "/quan-tri/cau-hoi", "organiser", CONSOLE
    yield "quản trị: thí sinh", "/quan-tri/thi-sinh", "organiser", CONSOLE
    yield "quản trị: đơn vị", "/quan-tri/don-vi", "organiser", CONSOLE


def weighed(browser: Browser, stage: Stage) -> Iterator[Weighed]:
    """Every one of them, opened on a phone that has nothing of the site."""
    for name, path, who, budget in pages(stage):
        context = browser.new_context(base_url=stage.url, viewport=chromium.PHONE)  # type: ignore[arg-type] # a width and a height
        sign_in(context, stage, who)
        context.add_cookies([{"name": COOKIE, "value": DEVICE, "url": stage.url}])
        yield Weighed(name=name, budget=budget, weight=weigh(context.new_page(), path))
        context.close()


def main() -> int:
    """Print the table; the exit status is 1 when a page takes more than it may."""
    with (
        tempfile.TemporaryDirectory() as folder,
        standing(Path(folder), people=PEOPLE) as stage,
        sync_playwright() as playwright,
    ):
        found = list(weighed(chromium.launch(playwright), stage))
    _say("page", "HTML", "CSS", "JS", "font", "total kB", "of", "requests", "of")
    for one in found:
        weight = one.weight
        sizes = [
            f"{size / KB:.1f}" for size in (weight.html, weight.css, weight.js, weight.font, weight.total)
        ]
        verdict = "too much: " + ", ".join(one.problems) if one.problems else ""
        _say(one.name, *sizes, one.budget.total, weight.requests, one.budget.requests, verdict)
    return 1 if any(one.problems for one in found) else 0


def _say(*cells: object) -> None:
    name, *others = cells
    sys.stdout.write((str(name).ljust(22) + "".join(str(one).rjust(10) for one in others)).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
