"""Every page that has an address: it answers, axe finds nothing, nothing scrolls sideways, scripts run."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness.browser import page_in
from playwright.sync_api import Browser, Page
from shots import finished
from shots.places import Place, in_english, places, prefer, without_sample
from shots.stage import Stage, sign_in, standing

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
NOT_FOUND = 404
SERVER_FAULTS = range(500, 600)
# Shown in the middle of something, and looked at by the tests of that.
ON_THE_WAY = {
    "attempts.medium",
    "attempts.translation_page",
    "bank_manage.imports.undo_import",
    "complaints.complaint_page",
    "entries_manage.exclusions.lift_exclusion",
    "insight_manage.analysis.item_page",
    "insight_manage.approvals.proposal_page",
    "insight_manage.approvals.turn_down",
    "practice.medium",
    "standings_manage.corrections.correction_page",
    "ties.draw_page",
    "ties.hold_draw",
    "ties.settle_tie",
    "winners.check_winner",
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with standing(tmp_path_factory.mktemp("stage"), people=60) as stage:
        yield stage


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with finished.finished(tmp_path_factory.mktemp("ended")) as stage:
        yield stage


@pytest.fixture(scope="module")
def found(stage: Stage) -> list[Place]:
    return sorted(places(stage), key=lambda one: one.who)


def problems_of(page: Page, place: Place) -> Iterator[str]:
    answer = page.goto(place.path)
    if answer is None or answer.status in SERVER_FAULTS:
        yield f"{place.path} fails"
        return
    if answer.status == NOT_FOUND and not place.may_be_missing:
        yield f"{place.path} ({place.name}) is not there"
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"{place.path} scrolls sideways"
    for one in Axe().run(page).response["violations"]:
        yield f"{place.path}: {one['id']} at {one['nodes'][0]['target']}"


def problems_on(
    browser: Browser, stage: Stage, found: list[Place], viewport: dict[str, int], size: str
) -> str:
    """What is wrong on these pages in a window of this size, with letters of this size; a line each."""
    problems: list[str] = []
    for reader in dict.fromkeys(place.reader for place in found):
        who, language = reader
        with page_in(browser, base_url=stage.url, viewport=viewport) as page:
            sign_in(page.context, stage, who)
            prefer(page.context, stage, language=language, text=size)
            for place in found:
                if place.reader == reader:
                    problems += problems_of(page, place)
    return "\n".join(problems)


in_every_size = pytest.mark.parametrize(
    ("viewport", "size"), [(NARROW, "100"), (WIDE, "200")], ids=["320 px", "200 %"]
)


@in_every_size
def test_every_page_can_be_read_by_everybody(
    browser: Browser, stage: Stage, found: list[Place], viewport: dict[str, int], size: str
):
    assert problems_on(browser, stage, found, viewport, size) == ""


@in_every_size
def test_the_pages_after_the_end_can_be_read_by_everybody(
    browser: Browser, ended: Stage, viewport: dict[str, int], size: str
):
    found = sorted(finished.places(ended), key=lambda one: one.reader)
    assert problems_on(browser, ended, found, viewport, size) == ""


def test_every_page_of_visitors_and_participants_can_be_read_in_english(
    browser: Browser, stage: Stage, ended: Stage, found: list[Place]
):
    assert problems_on(browser, stage, list(in_english(found)), NARROW, "100") == ""
    after = sorted(in_english(finished.places(ended)), key=lambda one: one.reader)
    assert problems_on(browser, ended, after, NARROW, "100") == ""


def test_no_page_is_forgotten(stage: Stage):
    assert set(without_sample(stage)) == ON_THE_WAY


def test_the_home_page_shows_the_rounds_to_come_too(browser: Browser, stage: Stage):
    with page_in(browser, base_url=stage.url, viewport=WIDE) as page:
        page.goto("/")
        weeks = page.locator(".weeks li").all()
        assert [one.inner_text().splitlines()[0] for one in weeks] == [f"Tuần {n}" for n in range(1, 5)]
