"""What Flask's proxies stand for: a look through one of them costs a microsecond, and a click took a hundred.

For what every click runs through; elsewhere Flask's own names do. Outside of a request, or of an app, these
raise as the proxies do.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, current_app, g, request, session
from flask.ctx import _AppCtxGlobals
from flask.sessions import SessionMixin

the_app: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 - the proxies' only way out
the_request: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 - the same
the_session: Callable[[], SessionMixin] = session._get_current_object  # type: ignore[attr-defined] # noqa: SLF001 - the same
the_g: Callable[[], _AppCtxGlobals] = g._get_current_object  # noqa: SLF001 - the same


def extension(name: str) -> Any:
    """What a part of ours keeps with the app."""
    return the_app().extensions[name]
