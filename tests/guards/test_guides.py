"""The guides for organisers and participants name what is on the pages: addresses, and words to press.

In a guide a name in bold after "bấm", "nút", "vào", "mục", "mở sẵn", "đánh dấu" or "hoặc" is one to be found
on a page, letter by letter.
"""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs").glob("organisers/*.md")) + sorted((ROOT / "docs").glob("participants/*.md"))
NAMED = re.compile(r"(?:[Bb]ấm|[Nn]út|[Vv]ào|mục|mở sẵn|đánh dấu|hoặc) \*\*([^*]+)\*\*")
FEWEST_NAMES, FEWEST_PLACES = 20, 30
PLACE = re.compile(r"`(/[^` ]*)`")
SAID = re.compile(r"_\('((?:[^'\\]|\\.)*)'")
HOLE = re.compile(r"%\\?\(\w+\\?\)[sd]")


def words_of_pages() -> list[re.Pattern[str]]:
    """What templates say and what forms call their fields; a hole stands for any words."""
    said = [text for path in (ROOT / "templates").rglob("*.html") for text in SAID.findall(path.read_text())]
    said += [text for path in (ROOT / "contest").rglob("*forms.py") for text in _constants(path)]
    return [re.compile(HOLE.sub(".+", re.escape(text))) for text in set(said) if text]


def _constants(path: Path) -> list[str]:
    found = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
    return [value for value in found if isinstance(value, str)]


def text_of(guide: Path) -> str:
    """The guide with its lines joined, as it is read."""
    return re.sub(r"\s+", " ", guide.read_text())


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_tells_to_press_is_on_a_page_under_that_name(guide: Path) -> None:
    said = words_of_pages()
    unknown = [name for name in NAMED.findall(text_of(guide)) if not any(one.fullmatch(name) for one in said)]
    assert unknown == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_address_in_a_guide_leads_to_a_page(guide: Path, app: Flask) -> None:
    places = {place.replace("…", "1") for place in PLACE.findall(guide.read_text())}
    routes = app.url_map.bind("localhost")
    assert {place for place in places if not routes.test(place, method="GET")} == set()


def test_the_guides_name_things_in_the_way_that_is_checked() -> None:
    """So that the checks above cannot pass because nothing is found."""
    assert sum(len(NAMED.findall(text_of(guide))) for guide in GUIDES) >= FEWEST_NAMES
    assert sum(len(PLACE.findall(guide.read_text())) for guide in GUIDES) >= FEWEST_PLACES
