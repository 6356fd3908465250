"""Pictures, recordings and other languages of the questions in a person's own paper alone (A7)."""

import re
from datetime import timedelta

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_item,
    make_staff,
    make_world,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import queries as attempts
from contest.attempts.paper_media import NAME_LENGTH, shown_media
from contest.bank import media, queries
from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.rounds import queries as rounds
from questions.item import Item, Language, Medium, Variant

PICTURE, RECORDING, SPOKEN, OTHERS = (
    media.recognised(content)
    for content in (
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 20 + b"IEND\xaeB`\x82",
        b"ID3\x03" + b"\x00" * 60,
        b"OggS" + b"\x00" * 60,
        b"OggS" + b"\x01" * 60,
    )
)
FILES = re.compile(r'src="(/thi/[^"]+/tep/[^"]+)"')


def illustrated(number: int) -> Item:
    """A question with a picture, a recording of its second choice, in Tày, and to be heard in Mông."""
    item = make_item(number)
    return make_item(
        number,
        media=(
            PICTURE.medium(description="Sơ đồ <một cửa>", choice=None),
            RECORDING.medium(description="Lời của phương án B", choice=1),
            Medium(kind=PICTURE.kind, file="chua-tai.png", description="Chưa tải lên"),
        ),
        variants=(
            Variant(
                language=Language.TAY,
                stem=f"Cằm xam {number}",
                choices=tuple(f"Tày: {text}" for text in item.choices),
                explanation="Lời giải tiếng Tày",
            ),
            Variant(
                language=Language.MONG,
                media=(
                    SPOKEN.medium(description="Lời đọc tiếng Mông", choice=None),
                    RECORDING.medium(description="Lời đọc của B", choice=1),
                ),
            ),
        ),
    )


@pytest.fixture
def world(app: Flask) -> World:
    """Papers of four questions, the first illustrated; the file of a fifth, a draft, is stored too."""
    editor = make_staff(91)
    draft = bank.create(item=make_item(99), pool=Pool.CONTEST, by=editor, now=NOW)
    bank.edit(
        item_id=draft,
        item=make_item(99, media=(OTHERS.medium(description="Của câu khác", choice=None),)),
        based_on=1,
        by=editor,
        now=NOW,
        files=(PICTURE, RECORDING, SPOKEN, OTHERS),
    )
    items = [illustrated(1), *map(make_item, range(2, QUESTIONS + 1))]
    bank.import_items(items=items, pool=Pool.CONTEST, status=Status.APPROVED, by=None, now=NOW)
    return make_world(questions=0)


def started(client: StrictClient, account_id: int) -> str:
    """The code of the attempt that a person has just started in this browser."""
    sign_in(client, account_id)
    return client.submit(client.get("/thi"), form="/bat-dau").location.rpartition("/")[2]


def html(client: StrictClient, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def place_of_b(code: str, account_id: int) -> str:
    """The letter at which the second choice of the illustrated question stands."""
    attempt = attempts.get_attempt(code=code, account_id=account_id)
    first = queries.find_by_code("ch-001")
    assert first is not None
    (slot,) = (one for one in attempts.paper_of(attempt.id) if one.version_id == first.version_id)
    return "ABCD"[slot.order.index(1)]


def test_a_paper_shows_pictures_and_recordings_with_their_words(client: StrictClient, world: World):
    code = started(client, make_entry(world))
    fresh = html(client, f"/thi/{code}")
    assert 'alt="Sơ đồ &lt;một cửa&gt;"' in fresh
    assert '<audio controls preload="none"' in fresh
    assert "Lời của phương án B</p>" in fresh
    assert "Chưa tải lên" not in fresh
    addresses = FILES.findall(fresh)
    assert len(addresses) == 2
    assert not [one for one in (PICTURE, RECORDING) if one.sha256[:NAME_LENGTH] in fresh]
    client.submit(client.get(f"/thi/{code}"), {"f1": True}, form="/luu")
    assert (
        FILES.findall(html(client, f"/thi/{code}")) == addresses
    )  # once something is saved, the ordinary way


def test_a_recording_stands_at_its_choice_wherever_that_was_shuffled_to(client: StrictClient, world: World):
    for number in range(1, 7):
        account_id = make_entry(world, number)
        code = started(client, account_id)
        page = html(client, f"/thi/{code}")
        before, _, _ = page.partition("<audio controls")
        assert re.findall(r"<b>([A-D])\.</b>", before)[-1] == place_of_b(code, account_id)


def test_another_device_that_can_only_look_shows_them_too(
    client: StrictClient, world: World, clock: SettableClock
):
    account_id = make_entry(world)
    code = start_attempt(world, account_id, at=clock.now).code
    sign_in(client, account_id)
    page = html(client, f"/thi/{code}")
    assert "đang mở trên thiết bị khác" in page
    assert len(FILES.findall(page)) == 2
    assert f"/thi/{code}/ban-dich/tyz" in page


def test_a_file_is_given_to_whose_paper_holds_its_question_and_kept_nowhere(
    client: StrictClient, world: World
):
    code = started(client, make_entry(world))
    picture, recording = FILES.findall(html(client, f"/thi/{code}"))
    for address, file in ((picture, PICTURE), (recording, RECORDING)):
        reply = client.get(address)
        assert (reply.data, reply.mimetype) == (file.content, file.mimetype)
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_fetched_by_nobody_else_and_not_under_another_name(client: StrictClient, world: World):
    code = started(client, make_entry(world))
    own = FILES.findall(html(client, f"/thi/{code}"))
    (others,) = shown_media(code, [OTHERS.medium(description="", choice=None)], (0, 1, 2, 3))
    named = [f"/thi/{code}/tep/{name}" for name in (PICTURE.sha256, "é", "0" * NAME_LENGTH)]
    assert {client.get(path).status_code for path in (others.address, *named)} == {404}
    second = started(client, make_entry(world, 2))
    theirs = FILES.findall(html(client, f"/thi/{second}"))
    assert not set(own) & set(theirs)
    crossed = [one.replace(code, second) for one in own]
    assert {client.get(path).status_code for path in (*own, *crossed)} == {404}
    sign_in(client, make_entry(world, 3))  # entered, not started
    assert {client.get(path).status_code for path in (*own, *theirs)} == {404}


def test_a_paper_in_another_language_stands_beside_the_official_one(client: StrictClient, world: World):
    account_id = make_entry(world)
    code = started(client, account_id)
    paper = client.get(f"/thi/{code}").page
    links = {
        words.split(" (mở")[0]: address for words, address in paper.links.items() if "/ban-dich/" in address
    }
    assert list(links.values()) == [f"/thi/{code}/ban-dich/tyz", f"/thi/{code}/ban-dich/hmn-VN"]
    page = html(client, f"/thi/{code}/ban-dich/tyz")
    assert "Bản tiếng Việt là bản chính thức." in page
    assert 'lang="tyz"' in page
    assert "Cằm xam 1" in page
    assert "Lời giải" not in page
    asked = re.findall(r"<span>(Trong [^<]+ thứ 1)<", html(client, f"/thi/{code}"))
    assert len(asked) == 4
    assert re.findall(r"Tày: (Trong [^<]+ thứ 1)", page) == asked
    assert "Chưa có bản này của câu: " in page
    heard = html(client, f"/thi/{code}/ban-dich/hmn-VN")
    address, _of_b = FILES.findall(heard)
    letter = place_of_b(code, account_id)
    assert re.search(rf"<li>{letter}\.\s*<div class=.medium.>.*?Lời đọc của B", heard)
    assert client.get(address).data == SPOKEN.content
    assert "Lời đọc tiếng Mông" in heard


def test_a_language_that_is_not_there_and_a_paper_of_somebody_else_look_the_same(
    client: StrictClient, world: World
):
    code = started(client, make_entry(world))
    assert client.get(f"/thi/{code}/ban-dich/en").status_code == 404
    assert client.get(f"/thi/{code}/ban-dich/vi").status_code == 404
    sign_in(client, make_entry(world, 2))
    assert client.get(f"/thi/{code}/ban-dich/tyz").status_code == 404


def test_the_result_shows_media_once_the_round_is_over(
    client: StrictClient, world: World, clock: SettableClock
):
    account_id = make_entry(world, 1)
    attempt = take_attempt(world, account_id, right=1)
    sign_in(client, account_id, at=clock.now)
    assert not FILES.findall(html(client, f"/thi/{attempt.code}/ket-qua"))
    assert client.get(f"/thi/{attempt.code}/ban-dich/tyz").location == f"/thi/{attempt.code}/ket-qua"
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    clock.move_to(closes_at + timedelta(hours=1))
    sign_in(client, account_id, at=clock.now)
    picture, recording = FILES.findall(html(client, f"/thi/{attempt.code}/ket-qua"))
    assert client.get(picture).data == PICTURE.content
    assert client.get(recording).data == RECORDING.content


@pytest.mark.usefixtures("app")
def test_a_paper_of_words_alone_offers_no_language(client: StrictClient):
    code = started(client, make_entry(make_world()))
    assert "ban-dich" not in html(client, f"/thi/{code}")
