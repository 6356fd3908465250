"""Pictures and recordings of an open paper without a connection: small ones stay with it, and go with it."""

import zlib
from struct import pack

from browser.conftest import Site
from browser.steps import (
    await_kept_paper,
    await_paper,
    await_worker,
    come_in,
    eventually,
    open_world,
    start,
)
from factories import NOW, World, make_entry, make_item, make_staff
from playwright.sync_api import Page

from contest.bank import media
from contest.bank import services as bank
from contest.bank.queries import Pool, Status


def png(side: int) -> bytes:
    """A square picture of one colour, uncompressed, so that its side says how large it is."""
    rows = b"".join(b"\x00" + b"\x27\x30\x7a" * side for _row in range(side))

    def part(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows, 0)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


SMALL, LARGE = png(60), png(200)
RECORDING = b"OggS" + b"\x00" * 2000
KEPT = """caches.open("bai").then((cache) => cache.keys())
  .then((keys) => keys.map(({ url }) => url).filter((url) => url.includes("/tep/")))"""
SHOWN = "[...document.querySelectorAll('.medium img')].map((one) => one.naturalWidth).filter(Boolean)"
HEARD = """fetch(document.querySelector("audio").src).then((reply) => reply.arrayBuffer())
  .then(({ byteLength }) => byteLength).catch(() => 0)"""


def illustrated_world() -> World:
    """Papers of four questions: a small picture, a large one, a recording, and words alone."""
    files = [media.recognised(content) for content in (SMALL, LARGE, RECORDING)]
    editor = make_staff(91)
    draft = bank.create(item=make_item(99), pool=Pool.CONTEST, by=editor, now=NOW)
    shown = tuple(one.medium(description="Hình mẫu", choice=None) for one in files)
    bank.edit(
        item_id=draft, item=make_item(99, media=shown), based_on=1, by=editor, now=NOW, files=tuple(files)
    )
    items = [make_item(number, media=(one,)) for number, one in enumerate(shown, start=1)] + [make_item(4)]
    bank.import_items(items=items, pool=Pool.CONTEST, status=Status.APPROVED, by=None, now=NOW)
    return open_world(questions=0)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Xem lại").last.click()
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua")


def test_small_pictures_and_recordings_heard_stay_with_the_open_paper_and_go_with_it(
    site: Site, page_360: Page
) -> None:
    page = page_360
    come_in(site, page, make_entry(illustrated_world(), 1))
    page.goto("/")
    await_worker(page)
    start(page)
    await_paper(page)
    await_kept_paper(page)
    eventually(lambda: len(page.evaluate(KEPT)) == 1)
    assert page.evaluate(HEARD) == len(RECORDING)
    eventually(lambda: len(page.evaluate(KEPT)) == 2)

    page.context.set_offline(True)
    page.reload()
    await_paper(page)
    eventually(lambda: page.evaluate(SHOWN) == [60])
    assert page.evaluate(HEARD) == len(RECORDING)

    page.context.set_offline(False)
    page.reload()
    await_paper(page)
    page.evaluate("location.hash = 'cau-5'")
    hand_in(page)
    eventually(lambda: page.evaluate(KEPT) == [])
