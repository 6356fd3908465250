"""Reading a question aloud; Chromium without a screen has no voices, so one is stood in for."""

from collections.abc import Iterator

import pytest
from browser.conftest import Site
from browser.steps import enter_and_start, open_world, running_site
from factories import World
from harness.databases import Databases
from playwright.sync_api import Page, expect

VOICES = """
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  spoken,
  getVoices: () => [{ lang: "en-US", name: "Other" }, { lang: "vi-VN", name: "Linh" }],
  speak(words) { spoken.push(words); },
  cancel() {},
  addEventListener() {},
  removeEventListener() {},
} });
"""
END_OF_PART = "speechSynthesis.spoken.at(-1).onend()"


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    with site.app.app_context():
        return open_world()


def spoken(page: Page) -> list[str]:
    """What was read so far."""
    return page.evaluate("speechSynthesis.spoken.map(({ text }) => text)")  # type: ignore[no-any-return] # words


def test_without_a_vietnamese_voice_nothing_is_offered(site: Site, world: World, page_360: Page) -> None:
    page = page_360
    enter_and_start(site, page, world, 1)
    page.wait_for_timeout(1500)  # voices may come a second late
    expect(page.locator("[data-speak]")).to_be_hidden()
    expect(page.locator("#bao")).to_be_hidden()


def test_the_question_and_its_options_are_read_one_after_the_other(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    page.context.add_init_script(VOICES)
    enter_and_start(site, page, world, 2)
    question = page.locator("#cau-1")
    options = question.locator(".option label").all_inner_texts()
    page.get_by_role("button", name="Nghe").click()
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    expect(question.locator(".stem")).to_have_class("stem reading")
    for _part in options:
        page.evaluate(END_OF_PART)
    read = [" ".join(text.split()) for text in spoken(page)]
    assert read[0] == " ".join(question.locator(".stem").inner_text().split())
    assert [text.split(".")[0].strip() for text in read[1:]] == ["A", "B", "C", "D"]
    expect(page.locator(".reading")).to_have_count(1)
    page.evaluate(END_OF_PART)
    expect(page.get_by_role("button", name="Nghe")).to_be_visible()
    expect(page.locator(".reading")).to_have_count(0)


def test_reading_stops_with_the_button_and_when_the_question_is_left(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    page.context.add_init_script(VOICES)
    enter_and_start(site, page, world, 3)
    for leave in ("Dừng", "Câu sau"):
        before = len(spoken(page))
        page.get_by_role("button", name="Nghe").click()
        page.get_by_role("button", name=leave).click()
        expect(page.get_by_role("button", name="Nghe")).to_be_visible()
        page.evaluate(END_OF_PART)
        assert len(spoken(page)) == before + 1


def test_a_voice_that_the_device_lists_and_does_not_have_is_said_so(
    site: Site, world: World, page_360: Page
) -> None:
    page = page_360
    page.context.add_init_script(VOICES)
    enter_and_start(site, page, world, 4)
    page.get_by_role("button", name="Nghe").click()
    page.evaluate("speechSynthesis.spoken.at(-1).onerror({ error: 'interrupted' })")
    expect(page.locator("#bao")).to_be_hidden()
    page.get_by_role("button", name="Nghe").click()
    page.evaluate("speechSynthesis.spoken.at(-1).onerror({ error: 'voice-unavailable' })")
    expect(page.locator("#bao")).to_have_text("Máy này chưa có giọng đọc tiếng Việt.")
    expect(page.get_by_role("button", name="Nghe")).to_be_visible()
