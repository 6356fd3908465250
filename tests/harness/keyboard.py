"""Hands without a mouse: Tab, Shift+Tab, Enter, Space, arrows, letters; and eyes that follow the focus."""

from dataclasses import dataclass
from typing import TypedDict, cast

from playwright.sync_api import Locator, Page

MOST_STEPS = 150
"""More steps than any page of the organisers has stops."""

_FOCUS = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const seen = [here, ...(here.labels || [])].filter((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = seen.length ? seen[0].getClientRects()[0] : null;
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const [x, y] = box
    ? [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)] : [-1, -1];
  const top = document.elementFromPoint(x, y);
  return {
    words: `${here.tagName} ${(here.getAttribute("aria-label") || here.innerText || here.name || "").trim()}`,
    place: [...document.querySelectorAll("*")].indexOf(here),
    ringed: seen.length > 0,
    uncovered: Boolean(top) && seen.some((one) => one.contains(top) || top.contains(one)),
    in_main: Boolean(here.closest("main")),
  };
}"""
_STOPS = """() => {
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const open = [...document.querySelectorAll(kinds)].filter((one) =>
    !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  return new Set(open.map((one) => (one.type === "radio" ? one.name : one))).size;
}"""


class Stop(TypedDict):
    """What has the focus: its words, its place in the page, and whether a reader sees that it has it."""

    words: str
    place: int
    ringed: bool
    uncovered: bool
    in_main: bool


@dataclass(frozen=True, slots=True)
class Keyboard:
    """One person at the keyboard of one page; fails where the focus cannot be seen."""

    page: Page

    def focus(self) -> Stop | None:
        """What has the focus; None where a fresh page has just been shown."""
        return cast("Stop | None", self.page.evaluate(_FOCUS))

    def step(self, key: str = "Tab") -> Stop | None:
        """One step of the focus, which must be seen where it lands."""
        self.page.keyboard.press(key)
        stop = self.focus()
        if stop is not None:
            assert stop["ringed"], f"{self.page.url}: nobody sees that the focus is on {stop['words']!r}"
            assert stop["uncovered"], f"{self.page.url}: something covers {stop['words']!r}"
        return stop

    def skip_to_content(self) -> None:
        """Past the menu: the first stop of a page leads to its content, where the next stop is."""
        first = self.step()
        assert first is not None, f"{self.page.url}: nothing takes the focus"
        assert first["words"] == "A Tới nội dung chính", f"{self.page.url}: begins with {first['words']!r}"
        self.page.keyboard.press("Enter")

    def go_to(self, wanted: Locator) -> None:
        """Step on until the wanted thing has the focus."""
        passed = []
        for _step in range(MOST_STEPS):
            if wanted.evaluate("(one) => one === document.activeElement"):
                return
            stop = self.step()
            passed.append(stop["words"] if stop else "(the page)")
        raise AssertionError(f"{self.page.url}: no way to {wanted}; passed {passed}")

    def follow(self, wanted: Locator, key: str = "Enter") -> None:
        """Go to a link or button, press it, and be on the page it leads to with the focus at its start."""
        self.go_to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, wanted: Locator, text: str) -> None:
        """Go to a field and type over what it holds."""
        self.go_to(wanted)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, wanted: Locator) -> None:
        """Into the group with Tab, along it with the arrows, and Space where an arrow has not chosen yet."""
        group = self.page.locator(f"input[name={wanted.get_attribute('name')}]")
        for _step in range(MOST_STEPS):
            if group.evaluate_all("(all) => all.includes(document.activeElement)"):
                break
            self.step()
        for _step in range(group.count()):
            if wanted.evaluate("(one) => one === document.activeElement"):
                break
            self.step("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def walk_round(self) -> None:
        """From the top of the fresh page through every stop, each once, out at the end, and back again."""
        there: int = self.page.evaluate(_STOPS)
        passed = self._round("Tab", there)
        assert len(passed) == there, f"{self.page.url}: {len(passed)} of {there} stops reached"
        assert passed == sorted(passed), f"{self.page.url}: the focus jumps about"
        back = self._round("Shift+Tab", there)
        assert back == passed[::-1], f"{self.page.url}: backwards is another way"

    def _round(self, key: str, there: int) -> list[int]:
        """The places of the stops up to the end, where Chromium's own bar may take the focus, or not."""
        passed: list[int] = []
        for _step in range(there + 1):
            stop = self.step(key)
            if stop is None and passed:
                break
            if stop is not None and stop["place"] not in passed:
                passed.append(stop["place"])
        return passed
