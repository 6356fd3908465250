"""In which language this answer speaks: the reader's choice, on pages that are there for everybody."""

from flask import has_request_context

from contest.platform.access import audience_of
from contest.platform.here import the_app, the_g, the_request
from contest.platform.language.catalogues import SOURCE, WHOLE
from contest.platform.language.preferences import preferences

CHOSEN = "contest_language"


def reader_language() -> str:
    """What our texts are said in, where they are known in it; organisers' pages are Vietnamese."""
    if not has_request_context():
        return SOURCE
    own = the_g()
    chosen: str | None = own.get(CHOSEN)
    if chosen is None:
        chosen = _chosen()
        setattr(own, CHOSEN, chosen)
    return chosen


def page_language() -> str:
    """The language of the page as a whole: a language that has a few texts has them on a Vietnamese page."""
    language = reader_language()
    return language if language in WHOLE else SOURCE


def _chosen() -> str:
    return SOURCE if _is_for_staff() else preferences().language


def _is_for_staff() -> bool:
    endpoint = the_request().endpoint
    if endpoint is None:
        return False
    audience = audience_of(the_app().view_functions[endpoint])
    return audience is not None and bool(audience.roles)
