"""What pages say, in the reader's language: found once a text, not once a use; a paper says 230 things."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g
from flask_babel import get_domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

CATALOGUE = "contest_catalogue"
# Texts come from templates, which are finite; should one ever ask for what people typed, we begin anew.
MOST_TEXTS = 5000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language, and those that were asked for, ready to stand in a page."""

    translations: Any
    ready: dict[str, Markup] = field(default_factory=dict)


def install(app: Flask) -> None:
    """Take the place of the slower functions that Flask-Babel gives to templates."""
    catalogues: dict[str, Catalogue] = {}

    def catalogue() -> Catalogue:
        found: Catalogue | None = g.get(CATALOGUE)
        if found is None:
            language = str(get_locale())
            if language not in catalogues:
                catalogues[language] = Catalogue(get_domain().get_translations())
            found = catalogues[language]
            setattr(g, CATALOGUE, found)
        return found

    @pass_eval_context
    def say(context: EvalContext, text: str, /, **variables: object) -> str:
        texts = catalogue()
        if not context.autoescape:
            plain: str = texts.translations.ugettext(text)
            return plain % variables
        if variables:
            return Markup(texts.translations.ugettext(text)) % variables  # noqa: S704 - our own words; % escapes what is put in
        ready = texts.ready.get(text)
        if ready is None:
            if len(texts.ready) >= MOST_TEXTS:
                texts.ready.clear()
            ready = texts.ready[text] = Markup(texts.translations.ugettext(text)) % {}  # noqa: S704 - the same
        return ready

    app.jinja_env.globals.update(_=say, gettext=say)
