"""Templates compile, use what they import, import what is there, and are used themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateError, meta, nodes

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
LITERAL = re.compile(r"""["']([\w./-]+\.html)["']""")


@pytest.fixture(scope="session")
def environment(house) -> Environment:
    return house.jinja_env


@pytest.fixture(scope="session")
def parsed(environment) -> dict[str, nodes.Template]:
    """Name -> syntax tree of every template."""
    return {name: environment.parse((FOLDER / name).read_text(encoding="utf-8")) for name in NAMES}


def imported_names(template: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """(template, name there, name here) of all imports; no name there for a whole template."""
    for node in template.find_all((nodes.FromImport, nodes.Import)):
        source = node.template.value
        if isinstance(node, nodes.Import):
            yield source, "", node.target
            continue
        for item in node.names:
            theirs, ours = item if isinstance(item, tuple) else (item, item)
            yield source, theirs, ours


def names_in(template: nodes.Template, context: str) -> set[str]:
    return {node.name for node in template.find_all(nodes.Name) if node.ctx == context}


def test_every_template_compiles_with_the_filters_there_are(environment):
    broken = {}
    for name in NAMES:
        try:
            environment.get_template(name)
        except TemplateError as error:
            broken[name] = str(error)
    assert broken == {}


def test_templates_name_only_templates_that_are_there(parsed):
    named = {(name, other) for name, tree in parsed.items() for other in meta.find_referenced_templates(tree)}
    assert {(name, other) for name, other in named if other is not None and other not in parsed} == set()


def test_templates_use_what_they_import(parsed):
    unused = {
        name: left
        for name, template in parsed.items()
        if (left := {ours for _, _, ours in imported_names(template)} - names_in(template, "load"))
    }
    assert unused == {}


def test_templates_import_what_is_there(parsed):
    missing = {
        (name, source, theirs)
        for name, template in parsed.items()
        for source, theirs, _ in imported_names(template)
        if theirs
        and theirs not in names_in(parsed[source], "store")
        and theirs not in {macro.name for macro in parsed[source].find_all(nodes.Macro)}
    }
    assert missing == set()


def test_every_template_is_used_by_a_view_or_another_template(tree):
    used = {
        (path, name)
        for path, text in tree.items()
        if path.startswith(("contest/", "templates/"))
        for name in LITERAL.findall(text)
        if path != f"templates/{name}"
    }
    assert set(NAMES) - {name for _, name in used} == set()
