import gzip
import re

import pytest
from flask import Flask, current_app
from harness.strict_client import StrictClient

from contest.platform.serving.assets import EXTENSION, Assets, asset

pytestmark = pytest.mark.usefixtures("app")
FOR_EVER = "public, max-age=31536000, immutable"


def test_an_asset_under_its_digest_may_be_kept_for_ever_and_comes_compressed(client: StrictClient) -> None:
    response = client.get(asset("css/site.css"), headers={"Accept-Encoding": "gzip"})
    assert response.headers["Cache-Control"] == FOR_EVER
    assert response.headers["Content-Encoding"] == "gzip"
    plain = client.get(asset("css/site.css"))
    assert gzip.decompress(response.data) == plain.data


def test_a_page_from_before_an_update_gets_the_new_file_without_keeping_it(client: StrictClient) -> None:
    response = client.get("/static/0123456789ab/css/site.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["css/none.css", "../settings.py", "css/../../settings.py"])
def test_only_our_own_files_are_served(client: StrictClient, path: str) -> None:
    assert client.get(f"/static/0123456789ab/{path}").status_code == 404


def test_the_script_of_the_paper_is_one_file_within_its_budget(app: Flask) -> None:
    assets: Assets = app.extensions[EXTENSION]
    script = assets.files["js/quiz.js"]
    assert not re.search(rb"^(import|export) ", script.content, re.MULTILINE)
    assert script.gzipped is not None
    assert len(script.gzipped) <= 9 * 1024


@pytest.mark.parametrize(("name", "kilobytes"), [("js/sw.js", 2), ("js/site.js", 4)])
def test_the_scripts_of_every_page_stay_within_their_budgets(app: Flask, name: str, kilobytes: int) -> None:
    assets: Assets = app.extensions[EXTENSION]
    gzipped = assets.files[name].gzipped
    assert gzipped is not None
    assert len(gzipped) <= kilobytes * 1024


def test_naming_a_file_that_is_not_there_fails_when_the_page_is_made() -> None:
    with pytest.raises(FileNotFoundError):
        asset("js/none.js")
    assert current_app.extensions[EXTENSION].files["js/quiz.js"].mimetype == "text/javascript"


def test_a_page_is_compressed_for_who_takes_it(client: StrictClient) -> None:
    plain = client.get("/the-le" if client.get("/the-le").status_code == 200 else "/ho-tro")
    path = plain.request.path
    compressed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert len(compressed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in compressed.headers["Vary"]
