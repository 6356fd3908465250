"""A real Chromium for the tests, with pages that report what went wrong behind the reader's back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# Pages that answer 404 or 422, and tests that pull the cable, make Chromium say this; no script is at fault.
EXPECTED = "Failed to load resource"


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium; Playwright's own build cannot be downloaded everywhere."""
    return playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))


def executable() -> str:
    """Where the system's Chromium lies."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("no Chromium on this machine: make test installs it")
    return path


@contextmanager
def page_in(
    browser: Browser, *, base_url: str, viewport: dict[str, int], scripts: bool = True
) -> Iterator[Page]:
    """A page of a reader in Viet Nam; fails at the end for broken scripts and for requests to other sites."""
    context = browser.new_context(
        base_url=base_url,
        viewport=viewport,  # type: ignore[arg-type] # a width and a height
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=scripts,
        has_touch=viewport is PHONE,
        accept_downloads=True,
    )
    problems: list[str] = []
    context.on("request", lambda request: _note_foreign(request, base_url, problems))
    context.on("console", lambda message: _note_error(message, problems))
    context.on("weberror", lambda error: problems.append(f"script failed: {error.error}"))
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()
    assert not problems, "\n".join(problems)


def _note_foreign(request: Request, base_url: str, problems: list[str]) -> None:
    address = urlsplit(request.url)
    if address.scheme in {"http", "https"} and address.netloc != urlsplit(base_url).netloc:
        problems.append(f"asked another site: {request.url}")


def _note_error(message: ConsoleMessage, problems: list[str]) -> None:
    if message.type == "error" and not message.text.startswith(EXPECTED):
        problems.append(f"console: {message.text}")
