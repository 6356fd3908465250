"""The worked examples that organisers sign, from the tables and from the published pages."""

import pytest
from rules.rule_cases import PAGES, RUNNERS, Case, all_page_examples, all_tables

TABLES = all_tables()
ON_PAGES = all_page_examples()


@pytest.mark.parametrize(("kind", "case"), TABLES, ids=[f"{kind}: {case['ví dụ']}" for kind, case in TABLES])
def test_a_worked_example_of_the_regulations_holds(kind: str, case: Case):
    RUNNERS[kind](case)


@pytest.mark.parametrize(
    ("kind", "case"),
    [(kind, case) for _, kind, case in ON_PAGES],
    ids=[f"{page}: {case['ví dụ']}" for page, _, case in ON_PAGES],
)
def test_an_example_printed_on_a_page_about_the_rules_holds(kind: str, case: Case):
    RUNNERS[kind](case)


def test_every_page_about_the_rules_has_an_example_that_runs():
    assert {page for page, _, _ in ON_PAGES} == {path.name for path in PAGES.glob("*.md")}


def test_no_two_worked_examples_have_the_same_name():
    names = [(kind, case["ví dụ"]) for kind, case in TABLES]
    assert len(set(names)) == len(names)


def test_every_kind_of_rule_has_worked_examples():
    assert {kind for kind, _ in TABLES} == set(RUNNERS)
