"""What pages say, in the reader's language: found once a text, not once a use; a paper says 230 things."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app, g, has_request_context
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from contest.platform.language.catalogues import SOURCE, WHOLE, Forms, texts_of
from contest.platform.language.languages import page_language, reader_language
from contest.platform.language.other_language import marked, theirs, with_names_marked

CATALOGUE = "contest_catalogue"
# Texts come from templates, which are finite; should one ever ask for what people typed, we begin anew.
MOST_TEXTS = 5000
ONE = "1"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language, and those that were asked for, ready to stand in a page."""

    language: str
    texts: Mapping[str, Forms]
    ready: dict[str, Markup] = field(default_factory=dict)

    def found(self, text: str, *, number: object = None) -> str:
        """The text in this language, in Vietnamese where it is unknown."""
        forms = self.texts.get(text)
        if forms is None:
            return text
        found = forms[0] if len(forms) == 1 or str(number) == ONE else forms[1]
        return with_names_marked(found) if self.language in WHOLE else marked(found)


VIETNAMESE = Catalogue(SOURCE, {})


def said(text: str, /, **variables: object) -> str:
    """A text of Python code in the reader's language, with what stands in its holes."""
    texts = _catalogue()
    filled = {name: theirs(value) for name, value in variables.items()}
    return texts.found(text, number=variables.get("n")) % filled


def known(text: str) -> str:
    """A text that has no holes, whatever signs it holds; names and contents are in no catalogue."""
    return _catalogue().found(text)


def said_with(text: str, facts: Mapping[str, object]) -> str:
    """The same for texts whose holes are written {so}."""
    texts = _catalogue()
    return texts.found(text).format_map({name: theirs(value) for name, value in facts.items()})


def install(app: Flask) -> None:
    """Give templates their words: `_` for any text, `_n` where other languages count by its number n."""

    @pass_eval_context
    def say(context: EvalContext, text: str, /, **variables: object) -> str:
        texts = _catalogue()
        if not context.autoescape:
            return said(text, **variables)
        if variables:
            filled = {name: theirs(value) for name, value in variables.items()}
            return Markup(texts.found(text, number=variables.get("n"))) % filled  # noqa: S704 - our own words; % escapes what is put in
        ready = texts.ready.get(text)
        if ready is None:
            if len(texts.ready) >= MOST_TEXTS:
                texts.ready.clear()
            ready = texts.ready[text] = Markup(texts.found(text)) % {}  # noqa: S704 - the same
        return ready

    app.jinja_env.globals.update(_=say, _n=say, page_language=page_language)


def _catalogue() -> Catalogue:
    if not has_request_context():
        return VIETNAMESE
    found: Catalogue | None = g.get(CATALOGUE)
    if found is None:
        catalogues: dict[str, Catalogue] = current_app.extensions.setdefault(CATALOGUE, {})
        language = reader_language()
        if language not in catalogues:
            catalogues[language] = Catalogue(language, texts_of(language))
        found = catalogues[language]
        setattr(g, CATALOGUE, found)
    return found
