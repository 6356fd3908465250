"""Templates parse, use what they import, and are used themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateNotFound, meta, nodes

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


@pytest.fixture(params=NAMES)
def name(request) -> str:
    return request.param


@pytest.fixture
def environment(house) -> Environment:
    return house.jinja_env


def parsed(environment: Environment, name: str) -> nodes.Template:
    return environment.parse((FOLDER / name).read_text(encoding="utf-8"))


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


def test_a_template_compiles_with_the_filters_there_are(environment, name):
    environment.get_template(name)


def test_a_template_names_only_templates_that_are_there(environment, name):
    for other in meta.find_referenced_templates(parsed(environment, name)):
        if other is not None:
            try:
                environment.get_template(other)
            except TemplateNotFound:
                pytest.fail(f"{name} asks for {other}")


def test_a_template_uses_what_it_imports(environment, name):
    template = parsed(environment, name)
    used = {node.name for node in template.find_all(nodes.Name) if node.ctx == "load"}
    assert {ours for _, _, ours in imported_names(template)} - used == set()


def test_a_template_imports_what_is_there(environment, name):
    for source, theirs, _ in imported_names(parsed(environment, name)):
        if theirs:
            there = parsed(environment, source)
            defined = {macro.name for macro in there.find_all(nodes.Macro)}
            assigned = {node.name for node in there.find_all(nodes.Name) if node.ctx == "store"}
            assert theirs in defined | assigned, f"{name} takes {theirs} from {source}"


def test_a_template_is_used_by_a_view_or_another_template(tree, name):
    users = (
        text
        for path, text in tree.items()
        if path.startswith(("contest/", "templates/")) and path != f"templates/{name}"
    )
    assert any(f'"{name}"' in text or f"'{name}'" in text for text in users)
