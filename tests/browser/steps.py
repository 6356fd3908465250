"""What people do on the pages, found by role and label as a reader finds it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from browser.conftest import Site
from factories import NOW, PASSWORD, QUESTIONS, World, make_entry, make_item, make_rules, make_world
from factories import sign_in as give_sign_in
from harness import server as servers
from harness.databases import Databases, disconnect, settings_for_tests
from playwright.sync_api import Page, expect
from sqlalchemy import update

from contest import create_app
from contest.attempts.queries import Attempt, get_attempt
from contest.attempts.showing import answers_of
from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.platform.clock import system_clock
from contest.platform.database import transaction
from contest.rounds.models import RoundIntervalRow
from questions.blueprint import Cell, PaperBlueprint

PATIENCE_MS = 20_000
"""How long a busy machine may take for what a quiet one does at once."""

expect.set_options(timeout=PATIENCE_MS)
NAME, PHONE = "Hoàng Mẫu Lan", "0900 123 456"
KEPT = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))
  .then((all) => Promise.all(all.map((cache) => cache.keys())))
  .then((found) => found.flat().map(({ url }) => new URL(url).pathname))"""
"""The paths of everything that the service worker keeps."""


def open_world(**changes: object) -> World:
    """A contest whose round opened an hour ago by the machine's own clock and lasts for days."""
    return make_world(opens_at=system_clock() - timedelta(hours=1), **changes)  # type: ignore[arg-type]


def make_wide_world(questions: int) -> World:
    """An open contest whose papers are as long as a real one."""
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=None, count=questions),))
    rules = make_rules()
    divisions = tuple(replace(one, blueprint=blueprint) for one in rules.divisions)
    return open_world(rules=replace(rules, divisions=divisions), questions=questions * 2)


def open_round_now(round_id: int) -> None:
    """Let the time come at which a scheduled round opens by itself: it came an hour ago."""
    with transaction() as session:
        session.execute(
            update(RoundIntervalRow)
            .where(RoundIntervalRow.round_id == round_id)
            .values(opens_at=system_clock() - timedelta(hours=1))
        )


def close_round_now(world: World) -> None:
    """Let the round's time be over: the organisers' part begins where the participants' ends."""
    with transaction() as session:
        session.execute(
            update(RoundIntervalRow)
            .where(RoundIntervalRow.round_id == world.round_id)
            .values(closes_at=system_clock() - timedelta(seconds=1))
        )


def register(page: Page, *, name: str = NAME, phone: str = PHONE, unit: str = "so noi vu") -> None:
    """Register in two pages and enter for a unit found without diacritics."""
    page.goto("/dang-ky")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anh/chị dự thi với tư cách")
    page.get_by_role("radio", name="Cán bộ, công chức, viên chức").check(force=True)
    choose_unit(page, unit)
    page.get_by_role("checkbox", name="Tôi đồng ý").check()
    page.get_by_role("button", name="Đăng ký").click()
    page.wait_for_url("**/thi")


def choose_unit(page: Page, unit: str) -> None:
    """Search the unit and take the first suggestion; without scripts the page comes back with radios."""
    page.get_by_label("Gõ vài chữ trong tên").fill(unit)
    if page.get_by_role("combobox").count():
        page.get_by_role("option", name="Sở Nội vụ").first.click()
    else:
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.get_by_role("radio", name="Sở Nội vụ").first.check(force=True)


def start(page: Page) -> None:
    """Start the open round."""
    page.goto("/thi")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.wait_for_url("**/thi/*")


def answer_all(page: Page, *, questions: int = QUESTIONS) -> None:
    """Choose the first option of every question and go on, the way the page shows one at a time."""
    for number in range(1, questions + 1):
        question = page.locator(f"#cau-{number}")
        expect(question).to_be_visible()
        question.get_by_role("radio").first.check(force=True)
        page.get_by_role("button", name="Câu sau").click()


def sign_in(page: Page, phone: str, password: str = PASSWORD) -> None:
    """Sign in by phone number and password."""
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda address: "/dang-nhap" not in address)


@contextmanager
def running_site(databases: Databases, folder: Path) -> Iterator[Site]:
    """A site that the tests of a module share, each with people of its own: starting one takes seconds."""
    with databases.fresh("sqlite") as url:
        settings = settings_for_tests(folder=folder, database_url=url, staff_second_factor=False)
        app = create_app(settings)
        with servers.running(settings, folder=folder) as server, app.app_context():
            yield Site(url=server.url, app=app, settings=settings, server=server)
            disconnect()


def come_in(site: Site, page: Page, account_id: int) -> None:
    """Sign somebody in on this browser by the cookie that signing in would have brought."""
    client = site.app.test_client()
    give_sign_in(client, account_id, at=system_clock())
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": site.url}])


def enter_and_start(site: Site, page: Page, world: World, number: int) -> int:
    """A new person with the password PASSWORD on the paper of the open round; answers the account's id."""
    account_id = make_entry(world, number, password=PASSWORD)
    come_in(site, page, account_id)
    start(page)
    await_paper(page)
    return account_id


def await_paper(page: Page) -> None:
    """Wait until the script has taken the paper over: one question at a time."""
    expect(page.locator("html.quiz-page")).to_be_attached()
    expect(page.locator(".q.here")).to_be_visible()


def await_kept_paper(page: Page) -> None:
    """Wait until the service worker could show the paper without a connection."""
    page.evaluate("navigator.serviceWorker.ready")
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    kept = "caches.open('bai').then((cache) => cache.keys()).then((keys) => keys.map(({ url }) => url))"
    eventually(
        lambda: all(any(end in url for url in page.evaluate(kept)) for end in ("/thi/", ".css", ".js"))
    )


def choose(page: Page, number: int, letter: str) -> None:
    """Go to a question and choose an option by its letter."""
    page.evaluate(f"location.hash = 'cau-{number}'")
    question = page.locator(f"#cau-{number}")
    expect(question).to_be_visible()
    question.locator("label", has_text=f"{letter}.").click()
    assert chosen_letters(page)[number] == letter


def chosen_letters(page: Page) -> dict[int, str]:
    """What the paper shows as chosen."""
    chosen = page.evaluate("[...document.querySelectorAll('.q input:checked')].map(({ id }) => id)")
    pairs = [words[1:].split("-") for words in chosen if words.startswith("c")]
    return {int(number): "ABCDEFGH"[int(place) - 1] for number, place in pairs}


def attempt_on(page: Page, account_id: int) -> Attempt:
    """The attempt whose page this is, as it stands in the database."""
    return get_attempt(code=urlsplit(page.url).path.split("/")[2], account_id=account_id)


def stored_letters(attempt: Attempt) -> dict[int, str]:
    """What the database holds as chosen."""
    questions = answers_of(attempt).questions
    return {one.number: choice.letter for one in questions for choice in one.choices if choice.chosen}


def eventually(is_so: Callable[[], object]) -> None:
    """Wait for something that no element of the page shows."""
    ends_at = monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert monotonic() < ends_at, "it never became so"
        sleep(0.1)


def await_worker(page: Page) -> None:
    """Wait until the service worker answers for this page and keeps the offline page with its looks."""
    page.evaluate("navigator.serviceWorker.ready")
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    eventually(lambda: "/ngoai-tuyen" in page.evaluate(KEPT))
    eventually(lambda: any(path.endswith(".css") for path in page.evaluate(KEPT)))


def open_practice(questions: int = 12) -> None:
    """Questions that may be practised; no round draws them."""
    items = [make_item(number, code=f"mo-{number}") for number in range(101, 101 + questions)]
    bank.import_items(items=items, pool=Pool.OPEN, status=Status.APPROVED, by=None, now=NOW)
