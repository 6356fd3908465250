"""What must not be in the tree: addresses of registries, paths of one machine, stray white space, crowds."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(".".join(words) for words in (
    ("pypi", "org"), ("files", "pythonhosted", "org"), ("registry", "npmjs", "org"), ("deb", "debian", "org"),
    ("registry", "yarnpkg", "com"), ("proxy", "golang", "org"),
))  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.<>-])/(?:work|root|tmp|home/\w+|Users/\w+)/")
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|^-[if] ", re.MULTILINE)
OURS_TO_TIDY = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".in",
    ".example",
    ".service",
    ".timer",
)
LONGEST_FILE = 450


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(tree, host):
    assert [path for path, text in tree.items() if host in text] == []


def test_no_file_names_a_path_of_one_machine(tree):
    found = {(path, match[0]) for path, text in tree.items() for match in MACHINE_PATH.finditer(text)}
    assert found == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_are_pinned_hashed_and_without_addresses(tree, name):
    text = tree[name]
    assert "://" not in text
    assert not INDEX_OPTION.search(text)
    requirements = [
        line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")
    ]
    assert len(requirements) > 20
    assert [
        line for line in requirements if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:", line)
    ] == []


def test_the_lock_for_tests_agrees_with_the_lock_for_production(tree):
    pinned = [dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", tree[name], re.MULTILINE))
              for name in ("requirements.txt", "requirements-dev.txt")]  # fmt: skip
    production, tests = pinned
    assert {
        name: (version, tests.get(name)) for name, version in production.items() if tests.get(name) != version
    } == {}


def test_text_files_end_with_one_line_end_and_hold_no_stray_white_space(tree):
    untidy = {
        path
        for path, text in tree.items()
        if (path.endswith(OURS_TO_TIDY) or path == "Makefile")
        and text
        and (not text.endswith("\n") or text.endswith("\n\n") or re.search(r"[ \t\r]+$", text, re.MULTILINE))
    }
    assert untidy == set()


def test_no_module_grows_past_one_thing(tree):
    crowded = {
        path: lines
        for path, text in tree.items()
        if path.endswith(".py") and "/migrations/" not in path and (lines := text.count("\n")) > LONGEST_FILE
    }
    assert crowded == {}
