"""Key texts that are heard: kept by organisers, told by their content, played beside the text."""

import io

import factories
import pytest
from flask import Flask
from harness.strict_client import StrictClient

from contest.platform.audit import log as audit
from contest.platform.language.key_texts import KEY_TEXTS
from contest.platform.viewer import Role
from contest.rounds import recordings
from contest.rounds.errors import NoRecording, RecordingTooLarge, RecordingUnknown
from contest.translations.extracting import texts

NOW = factories.NOW
PATH = "/quan-tri/loi-doc/dang-ky"
OGG = b"OggS" + bytes(3000)
WEBM = b"\x1aE\xdf\xa3" + bytes(20) + b"webm" + bytes(2000)
FILM = WEBM + b"V_VP9"
pytestmark = pytest.mark.settings(staff_second_factor=False)


@pytest.fixture
def organiser(client: StrictClient) -> StrictClient:
    factories.make_world()
    factories.sign_in(client, factories.make_staff(role=Role.ORGANISER))
    return client


def send(client: StrictClient, content: bytes, *, language: str = "vi", name: str = "a.ogg"):
    return client.submit(
        client.get(PATH), {"language": language, "file": (io.BytesIO(content), name)}, form=PATH
    )


def test_every_key_text_is_one_that_readers_see():
    said = {one.text for one in texts()}
    assert {text for one in KEY_TEXTS for text in one.texts} <= said
    assert len({one.key for one in KEY_TEXTS}) == len(KEY_TEXTS)


def test_a_recording_that_was_sent_is_heard_beside_the_text(organiser: StrictClient):
    assert send(organiser, OGG).status_code == 303
    assert "Nghe (3 kB)" not in organiser.get("/ho-tro").page.text
    visitor = organiser.application.test_client()
    heard = visitor.get("/dang-ky").page
    link = next(address for words, address in heard.links.items() if words.startswith("Nghe (3 kB)"))
    played = visitor.get(link)
    assert played.data == OGG
    assert played.mimetype == "audio/ogg"
    assert "immutable" in played.headers["Cache-Control"]


def test_a_newer_recording_takes_the_place_of_the_older(organiser: StrictClient):
    send(organiser, OGG)
    old = recordings.find_recording("dang-ky", "vi")
    send(organiser, WEBM)
    new = recordings.find_recording("dang-ky", "vi")
    assert old is not None
    assert new is not None
    assert new.name.endswith(".webm")
    assert organiser.get(f"/nghe/{old.name}").status_code == 404
    assert organiser.get(f"/nghe/{new.name}").data == WEBM


def test_each_language_has_its_own_and_is_offered_to_listeners(organiser: StrictClient):
    send(organiser, OGG)
    send(organiser, WEBM, language="tyz")
    visitor = organiser.application.test_client()
    assert [one.language for one in recordings.heard("dang-ky")] == ["vi", "tyz"]
    assert "Tiếng Tày (chỉ nghe)" in visitor.get("/tuy-chon").page.text
    assert "Tiếng Tày" in visitor.get("/dang-ky").page.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ghi âm hoặc chọn tệp ghi âm."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "Tệp phải là ghi âm"),
        (b"<html>" + bytes(50), "Tệp phải là ghi âm"),
        (FILM, "Tệp phải là ghi âm"),
        (OGG + bytes(recordings.LARGEST), "không được lớn hơn 60 kB"),
    ],
    ids=["nothing", "a picture", "a page", "a film", "too large"],
)
def test_what_is_no_recording_is_refused_at_its_field(organiser: StrictClient, content: bytes, sentence: str):
    back = send(organiser, content)
    assert back.status_code == 422
    assert sentence in back.page.text
    assert recordings.all_recordings() == ()


def test_the_same_recording_sent_twice_is_kept_once(app: Flask):
    factories.make_world()
    for _ in range(2):
        recordings.keep(key="dang-ky", language="vi", content=OGG, by=1, now=NOW)
    kept = [one for one in audit.latest(limit=20) if one.action == "rounds:recording:keep"]
    assert len(kept) == 1
    assert kept[0].facts["size"] == len(OGG)


def test_a_recording_is_removed_with_a_reason_that_the_log_keeps(organiser: StrictClient):
    send(organiser, OGG)
    asked = organiser.get(f"{PATH}/vi/xoa")
    assert "không lấy lại được" in asked.page.text
    assert organiser.submit(asked, {"reason": ""}, form="/xoa").status_code == 422
    assert organiser.submit(asked, {"reason": "Đọc nhầm số"}, form="/xoa").status_code == 303
    assert recordings.all_recordings() == ()
    assert organiser.get(f"{PATH}/vi/xoa").status_code == 404
    newest = audit.latest(limit=1)[0]
    assert (newest.action, newest.reason) == ("rounds:recording:remove", "Đọc nhầm số")


def test_only_these_pages_may_use_the_microphone(organiser: StrictClient):
    recording, other = organiser.get(PATH), organiser.get("/quan-tri/loi-doc")
    assert "microphone=(self)" in recording.headers["Permissions-Policy"]
    assert "media-src 'self' blob:;" in recording.headers["Content-Security-Policy"]
    for page in (other, organiser.get("/")):
        assert "microphone=()" in page.headers["Permissions-Policy"]
        assert "blob:" not in page.headers["Content-Security-Policy"]


def test_unknown_texts_languages_and_files_are_not_there(app: Flask):
    factories.make_world()
    with pytest.raises(RecordingUnknown):
        recordings.keep(key="khong-co", language="vi", content=OGG, by=1, now=NOW)
    with pytest.raises(RecordingUnknown):
        recordings.keep(key="dang-ky", language="xx", content=OGG, by=1, now=NOW)
    with pytest.raises(NoRecording):
        recordings.keep(key="dang-ky", language="vi", content=b"RIFF", by=1, now=NOW)
    with pytest.raises(RecordingTooLarge):
        recordings.keep(key="dang-ky", language="vi", content=OGG * 21, by=1, now=NOW)
    recordings.keep(key="dang-ky", language="vi", content=OGG, by=1, now=NOW)
    for name in ("", "%", "%.ogg", "_" * 32 + ".ogg", "a.ogg"):
        with pytest.raises(RecordingUnknown):
            recordings.file_of(name)


def test_people_who_take_part_may_not_record(client: StrictClient):
    factories.make_world()
    factories.sign_in(client, factories.make_account())
    assert client.get(PATH).status_code == 403
