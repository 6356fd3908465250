"""Deny by default: each view says who may enter, and one hook enforces it (P1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request

from contest.platform import browser_session
from contest.platform.errors import DomainError, Forbidden, NotFound
from contest.platform.here import the_request
from contest.platform.unsaved import typed_texts
from contest.platform.viewer import Role, Viewer, viewer

View = TypeVar("View", bound=Callable[..., object])
SIGN_IN_PATH = "/dang-nhap"
SECOND_FACTOR_PATH = "/dang-nhap/ma"
STAFF_PATH = "/quan-tri"
OFFICER_PATH = "/don-vi"
DESK_PATH = "/ho-tro-thi"
WAY_BACK_PATH = "/ho-tro-thi/tro-lai"
NUL = b"%00"
DATA_ENDINGS = (".json", ".csv")


class SignedOut(DomainError):
    """The sign-in ended while somebody was typing; a sign-in page would lose what they typed."""

    status = 401
    code = "signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may enter a view."""

    everyone: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)


_ATTRIBUTE = "audience"


def public(view: View) -> View:
    """Everybody may enter."""
    setattr(view, _ATTRIBUTE, Audience(everyone=True))
    return view


def signed_in(view: View) -> View:
    """Anyone who is signed in may enter."""
    setattr(view, _ATTRIBUTE, Audience())
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Only staff with one of these roles may enter."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, Audience(roles=frozenset(roles)))
        return view

    return mark


def audience_of(view: Callable[..., object]) -> Audience | None:
    """The declared audience of a view, None where it declares none."""
    return getattr(view, _ATTRIBUTE, None)


def wants_json() -> bool:
    """Whether the client is a script: it sent or asked for JSON, or for data by its address."""
    if request.path.endswith(DATA_ENDINGS):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def install(app: Flask) -> None:
    """Check the audience before any view runs."""
    # No function of ours is a coroutine; looking at each of a dozen hooks each time costs 4 % of a click.
    app.ensure_sync = _as_it_is  # type: ignore[method-assign] # Flask's documented way

    @app.before_request
    def _enforce() -> Response | tuple[Response, int] | None:
        request = the_request()
        if request.endpoint is None:
            return None  # no such page; the router answers 404
        if "\x00" in request.path or NUL in request.query_string:
            raise NotFound  # nothing of ours has such an address, and PostgreSQL refuses to look for it
        view = app.view_functions[request.endpoint]
        audience = audience_of(view)
        if audience is None:
            raise NotFound
        if audience.everyone:
            return None
        person = viewer()
        if not person.is_signed_in:
            return _sign_in_first()
        if audience.roles and not person.has_role(*audience.roles):
            raise Forbidden
        if _is_half_way(person):
            return _sign_in_first(SECOND_FACTOR_PATH)
        return None


def _is_half_way(person: Viewer) -> bool:
    """Whether somebody of the staff stands between the two factors, where nothing is reachable (P4)."""
    return person.is_staff and not person.second_factor_passed


def _sign_in_first(path: str = SIGN_IN_PATH) -> Response | tuple[Response, int]:
    if wants_json():
        return jsonify(code="signed_out"), 401
    if browser_session.way_back():
        return redirect(WAY_BACK_PATH, 303)  # type: ignore[return-value] # as below
    if typed_texts():
        raise SignedOut
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    query = f"?{urlencode({'tiep': back})}" if back else ""
    return redirect(path + query, 303)  # type: ignore[return-value] # werkzeug's response is Flask's here


def _as_it_is(func: Callable[..., Any]) -> Callable[..., Any]:
    return func
