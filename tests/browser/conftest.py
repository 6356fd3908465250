"""A running site and readers with a phone, a desk computer, and a browser without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from harness import browser as chromium
from harness import server as servers
from harness.databases import Databases, disconnect, settings_for_tests
from harness.server import Server
from playwright.sync_api import Browser, Page, sync_playwright

from contest import create_app
from contest.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server in its own processes, and the same app in this process to prepare and look at its data."""

    url: str
    app: Flask
    settings: Settings
    server: Server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; while Playwright runs, no other test can run an event loop."""
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    """A site of its own for each test, its app's context pushed so that factories work."""
    with databases.fresh("sqlite") as url:
        settings = settings_for_tests(folder=tmp_path, database_url=url, staff_second_factor=False)
        app = create_app(settings)
        with servers.running(settings, folder=tmp_path) as server, app.app_context():
            yield Site(url=server.url, app=app, settings=settings, server=server)
            disconnect()


@pytest.fixture
def page_360(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone held upright."""
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.PHONE) as page:
        yield page


@pytest.fixture
def page_1280(browser: Browser, site: Site) -> Iterator[Page]:
    """A desk computer."""
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.DESK) as page:
        yield page


@pytest.fixture
def page_nojs(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone whose scripts never arrive."""
    with chromium.page_in(browser, base_url=site.url, viewport=chromium.PHONE, scripts=False) as page:
        yield page
