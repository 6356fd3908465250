import io

import pytest
from factories import NOW, make_item, make_staff, sign_in
from harness.strict_client import StrictClient

from contest.bank import media, queries, services
from contest.bank.errors import MediumRefused
from contest.bank.queries import Pool
from contest.platform.viewer import Role
from questions.item import Language, MediumKind

LIST = "/quan-tri/cau-hoi"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20 + b"IEND\xaeB`\x82"
MP3 = b"ID3\x03" + b"\x00" * 60


@pytest.fixture
def item_id(client: StrictClient) -> int:
    account_id = make_staff(91, Role.EDITOR)
    sign_in(client, account_id)
    return services.create(item=make_item(1), pool=Pool.CONTEST, by=account_id, now=NOW)


def test_a_picture_becomes_part_of_a_new_version_and_is_served_as_what_it_is(
    client: StrictClient, item_id: int
):
    page = client.get(f"{LIST}/{item_id}/tep")
    after = client.submit(
        page,
        {"file": (io.BytesIO(PNG), "../../ảnh.exe"), "description": "Sơ đồ một cửa", "place": "1"},
        form="/tep",
        follow_redirects=True,
    )
    known = queries.get_item(item_id)
    (medium,) = known.content.media
    assert (known.version, medium.kind, medium.choice) == (2, MediumKind.IMAGE, 1)
    assert medium.file == f"{medium.sha256[:16]}.png"
    address = f"{LIST}/tep/{medium.sha256}"
    assert address in after.data.decode()
    served = client.get(address)
    assert (served.data, served.mimetype) == (PNG, "image/png")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    client.submit(after, {"gone": [medium.file]}, form="/tep")
    assert queries.get_item(item_id).content.media == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "Tệp phải là hình PNG"),
        (b"MZ" + b"\x00" * 50, "Tệp phải là hình PNG"),
    ],
)
def test_a_file_is_judged_by_its_content(client: StrictClient, item_id: int, content: bytes, words: str):
    page = client.get(f"{LIST}/{item_id}/tep")
    refused = client.submit(
        page, {"file": (io.BytesIO(content), "hinh.png"), "description": "Hình"}, form="/tep"
    )
    assert refused.status_code == 422
    assert words in refused.page.text
    assert queries.get_item(item_id).version == 1


def test_a_picture_that_no_telephone_should_load_is_refused():
    with pytest.raises(MediumRefused) as refusal:
        media.recognised(PNG[:-8] + b"\x00" * 1024 * 1024 + PNG[-8:])
    assert refusal.value.facts == {"problem": "Hình không được lớn hơn 1 MB."}


def test_a_picture_without_words_for_those_who_do_not_see_it_is_refused(client: StrictClient, item_id: int):
    page = client.get(f"{LIST}/{item_id}/tep")
    refused = client.submit(page, {"file": (io.BytesIO(PNG), "a.png")}, form="/tep")
    assert refused.status_code == 422
    assert "chưa có lời mô tả" in refused.page.text


def test_pictures_of_secret_questions_are_for_editors_alone(client: StrictClient, item_id: int):
    page = client.get(f"{LIST}/{item_id}/tep")
    client.submit(page, {"file": (io.BytesIO(PNG), "a.png"), "description": "Hình"}, form="/tep")
    (medium,) = queries.get_item(item_id).content.media
    assert client.get(f"{LIST}/tep/{'0' * 64}").status_code == 404
    sign_in(client, make_staff(92, Role.AUDITOR))
    assert client.get(f"{LIST}/tep/{medium.sha256}").status_code == 403


def test_a_language_holds_text_or_a_recording_or_both_and_is_taken_away_empty(
    client: StrictClient, item_id: int
):
    address = f"{LIST}/{item_id}/ban-dich/tyz"
    spoken = client.submit(
        client.get(address), {"file": (io.BytesIO(MP3), "tay.mp3")}, form="/tyz", follow_redirects=True
    )
    variant = queries.get_item(item_id).content.in_language(Language.TAY)
    assert variant is not None
    assert (variant.has_text, variant.has_audio) == (False, True)
    texts = {f"choice_{letter}": f"Phuong an {letter}" for letter in "abcd"}
    client.submit(spoken, {"stem": "Cơ quan hâu?", **texts}, form="/tyz")
    both = queries.get_item(item_id).content.in_language(Language.TAY)
    assert both is not None
    assert (both.stem, both.has_audio, len(both.choices)) == ("Cơ quan hâu?", True, 4)
    shown = client.get(address)
    assert 'lang="tyz"' in shown.data.decode()
    empty = {"stem": "", "gone": [both.media[0].file], **dict.fromkeys(texts, "")}
    client.submit(shown, empty, form="/tyz")
    assert queries.get_item(item_id).content.variants == ()


def test_half_a_translation_is_refused_at_the_page(client: StrictClient, item_id: int):
    address = f"{LIST}/{item_id}/ban-dich/en"
    refused = client.submit(client.get(address), {"stem": "Which office?", "choice_a": "The one"}, form="/en")
    assert refused.status_code == 422
    assert queries.get_item(item_id).version == 1
