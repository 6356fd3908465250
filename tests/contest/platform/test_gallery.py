import pytest
from flask import Flask
from flask.testing import FlaskClient


def status_of(app: Flask, path: str) -> int:
    # The gallery shows pieces out of their places: links to nowhere, forms that send nothing.
    app.test_client_class = FlaskClient
    return app.test_client().get(path).status_code


@pytest.mark.settings(environment="demonstration")
def test_every_component_is_shown_to_who_builds_pages(app: Flask) -> None:
    assert status_of(app, "/thu-vien-giao-dien") == 200


def test_no_other_site_serves_it(app: Flask) -> None:
    assert status_of(app, "/thu-vien-giao-dien") == 404
