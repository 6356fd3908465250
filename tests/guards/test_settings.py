"""Settings are documented, and the examples show settings that are there and safe."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from contest.settings import PREFIX, Settings, SettingsError

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "developers" / "settings.md"
VARIABLE = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b")
KNOWN = {PREFIX + field.name.upper(): field.default for field in fields(Settings)}


def documented() -> dict[str, str]:
    """Variable -> default as the page's table says."""
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| (?:`([^`]+)`|\*empty\*) \|", text, re.MULTILINE)
    return dict(rows)


def as_typed(default: object) -> str:
    """A default in the words of an environment variable."""
    if isinstance(default, bool):
        return "on" if default else "off"
    return str(default)


def test_every_setting_is_documented_with_its_default():
    assert documented() == {name: as_typed(default) for name, default in KNOWN.items()}


def test_no_page_example_or_command_names_a_setting_that_is_not_there(tree):
    named = {
        (path, variable)
        for path, text in tree.items()
        if path.startswith(("docs/", "deploy/", ".ci/", "README", "Makefile"))
        for variable in VARIABLE.findall(text)
    }
    assert {(path, variable) for path, variable in named if variable not in KNOWN} == set()


def example_environment() -> dict[str, str]:
    text = (ROOT / "deploy" / "contest.env.example").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_the_example_for_production_does_not_start_before_it_has_a_secret():
    with pytest.raises(SettingsError, match="CONTEST_SECRET_KEY"):
        Settings.from_environment(example_environment()).checked()


def test_the_example_for_production_starts_once_it_has_a_secret():
    settings = Settings.from_environment(example_environment() | {"CONTEST_SECRET_KEY": "s" * 40}).checked()
    assert settings.is_production
    assert settings.staff_second_factor
    assert settings.trusted_proxies == 1
