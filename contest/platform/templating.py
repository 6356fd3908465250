"""Templates: strict names, filters in the reader's form, preferences of the reader."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import StrictUndefined

from contest.platform.language import (
    key_texts,
    other_language,
    readers_numbers,
    vietnamese,
    vietnamese_numbers,
    wording,
)
from contest.platform.language.preferences import preferences
from contest.platform.serving.security import csp_nonce
from contest.platform.viewer import viewer


class Templates(Environment):
    """Jinja whose templates find the names of everywhere in one table, not in a chain of them."""

    def make_globals(self, d: Mapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that one template knows; all of ours are given before the first is loaded."""
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Set the template engine up."""
    app.jinja_environment = Templates
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        number=readers_numbers.number,
        decimal=readers_numbers.decimal,
        percent=readers_numbers.percent,
        money=readers_numbers.money,
        time_vi=vietnamese_numbers.time_vi,
        date_vi=readers_numbers.date_of,
        day_vi=readers_numbers.day_of,
        datetime_vi=readers_numbers.datetime_of,
        weekday_vi=readers_numbers.weekday_of,
        duration_vi=readers_numbers.duration_of,
        phone_vi=readers_numbers.phone_of,
        phone_masked=readers_numbers.phone_masked,
        short_name=vietnamese.short_name,
        said=wording.known,
        theirs=other_language.theirs,
        with_blanks=key_texts.with_blanks,
    )
    # As UTF-8 without blanks: the sentences of a paper are a tenth of it, and escaped half as long again.
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": True,
    }
    environment.globals["csp_nonce"] = csp_nonce
    wording.install(app)

    @app.context_processor
    def _context() -> dict[str, object]:
        return {"viewer": viewer(), "preferences": preferences()}
