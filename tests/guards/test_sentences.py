"""Every refusal has its sentence, and every sentence belongs to a refusal."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from string import Formatter

import contest
from contest.platform.errors import DomainError
from contest.platform.messages import SENTENCES


def load_everything() -> None:
    """Import every module, so that every refusal is known."""
    for module in pkgutil.walk_packages(contest.__path__, "contest."):
        if not module.name.startswith("contest.migrations"):
            import_module(module.name)


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from refusals(below)


def test_every_refusal_has_a_sentence():
    load_everything()
    assert {kind for kind in refusals() if kind.code not in SENTENCES} == set()


def test_every_sentence_is_said_somewhere(tree):
    code = "\n".join(
        text
        for path, text in tree.items()
        if path.startswith(("contest/", "templates/")) and path != "contest/platform/messages.py"
    )
    assert {key for key in SENTENCES if f'"{key}"' not in code and f"'{key}'" not in code} == set()


def test_sentences_address_people_as_the_style_asks():
    shouted = {key for key, text in SENTENCES.items() if "!" in text or "bạn" in text.lower().split()}
    assert shouted == set()


def test_the_holes_of_a_sentence_have_plain_names():
    holes = {
        hole for text in SENTENCES.values() for _, hole, _, _ in Formatter().parse(text) if hole is not None
    }
    assert all(hole.isidentifier() for hole in holes)
