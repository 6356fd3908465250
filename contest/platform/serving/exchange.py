"""Requests and responses: Flask's own, without what would cost every click and says nothing here."""

from collections.abc import Iterable
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

import flask
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

OK = 200


class Request(flask.Request):
    """A request whose cookies are looked up, not searched for among all variables of the environment."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies of the browser."""
        return ImmutableMultiDict(parse_cookie(self.environ.get("HTTP_COOKIE")))


class Response(flask.Response):
    """A response whose body, where it is there in full, is handed to the server as it is."""

    def get_app_iter(self, environ: "WSGIEnvironment") -> Iterable[bytes]:
        """The body; a list needs no thread of the server's that fetches it piece by piece."""
        if self.status_code == OK and environ["REQUEST_METHOD"] != "HEAD" and not self._on_close:
            body = self.response
            if type(body) is list and all(type(part) is bytes for part in body):
                return body
        return super().get_app_iter(environ)


class QuickJson(DefaultJSONProvider):
    """Flask's JSON by an encoder that is made once."""

    def __init__(self, app: Flask) -> None:
        """Make it."""
        super().__init__(app)
        self._encode = JSONEncoder(
            ensure_ascii=self.ensure_ascii,
            sort_keys=self.sort_keys,
            separators=(",", ":"),
            default=self.default,
        ).encode

    def response(self, *args: Any, **kwargs: Any) -> flask.Response:
        """A value as a response, without any blank."""
        body = self._encode(self._prepare_response_obj(args, kwargs))
        return Response(f"{body}\n", mimetype=self.mimetype)


def install(app: Flask) -> None:
    """Let the app speak by these."""
    app.request_class = Request
    app.response_class = Response
    app.json = QuickJson(app)
