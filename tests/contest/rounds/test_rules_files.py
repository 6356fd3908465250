"""The rules as files: the signed scan with its size, or the page's own words laid out to be signed."""

import io

import pytest
from factories import make_account, make_rules, make_staff, make_world, sign_in
from harness.printed import pages_of
from harness.strict_client import StrictClient

from contest.platform.audit import log as audit
from contest.rounds import queries, services, signed_rules
from contest.rounds.errors import NotAPdf
from contest.rules.ruleset import in_words

SCAN = b"%PDF-1.7\n" + b"x" * 245_000 + b"\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def world(app):
    return make_world()


def upload_path(world) -> str:
    return f"/quan-tri/cuoc-thi/{world.contest_id}/the-le/1/ban-ky"


def upload(client: StrictClient, world, content: bytes):
    path = upload_path(world)
    return client.submit(client.get(path), {"file": (io.BytesIO(content), "the-le.pdf")}, form=path)


def test_without_a_signed_copy_the_page_offers_what_is_to_be_printed(client: StrictClient, world):
    links = client.get("/the-le").page.links
    assert links["Tải bản in (PDF)"] == "/the-le/ban-in"
    assert client.get("/the-le/ban-ky").status_code == 404
    answer = client.get("/the-le/ban-in")
    assert answer.mimetype == "application/pdf"
    assert "the-le-mau-1.pdf" in answer.headers["Content-Disposition"]


def test_the_printed_rules_say_every_word_of_the_page_in_the_layout_of_the_decree(
    client: StrictClient, world
):
    pages = pages_of(client.get("/the-le/ban-in").data)
    text = " ".join(" ".join(page.text for page in pages).split())
    assert {(round(page.width), round(page.height)) for page in pages} == {(210, 297)}
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "THỂ LỆ",
        "TM. BAN TỔ CHỨC",
        "Cuộc thi mẫu",
        "Hà Giang, ngày",
    ):
        assert words in text
    assert min(one.x for one in pages[0].letters) >= 29.9
    version = queries.newest_rule_set(world.contest_id)
    assert version.digest[:12] in text
    for number, section in enumerate(in_words(version.rules), start=2):
        assert f"{number}. {section.title}" in text
    assert "08:00 ngày 18/11/2024" in text


def test_an_organiser_uploads_the_scan_and_everybody_loads_it_knowing_its_size(client: StrictClient, world):
    sign_in(client, make_staff())
    assert upload(client, world, SCAN).status_code == 303
    stranger = client.application.test_client()
    assert stranger.get("/the-le").page.links["Tải bản ký (PDF, 239 kB)"] == "/the-le/ban-ky"
    answer = stranger.get("/the-le/ban-ky")
    assert (answer.data, answer.mimetype) == (SCAN, "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (entry,) = audit.latest(limit=5, action="rounds:rules:signed_copy")
    assert entry.facts["size"] == len(SCAN)


def test_a_newer_scan_takes_over_and_the_same_one_again_is_no_news(client: StrictClient, world):
    sign_in(client, make_staff())
    other = SCAN.replace(b"x", b"y")
    for content in (SCAN, SCAN, other):
        assert upload(client, world, content).status_code == 303
    assert len(audit.latest(limit=9, action="rounds:rules:signed_copy")) == 2
    assert client.get("/the-le/ban-ky").data == other


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04 a workbook", b"<html>%PDF-1.7 %%EOF</html>", SCAN[:-20],
        SCAN.replace(b"startxref", b"/JavaScript (app.alert(1))"), SCAN.replace(b"startxref", b"/Launch"),
        SCAN.replace(b"startxref", b"/EmbeddedFile"),
    ],
    ids=["nothing", "workbook", "page", "cut off", "script", "program", "file inside"],
)  # fmt: skip
def test_what_is_no_plain_pdf_is_refused(client: StrictClient, world, content: bytes):
    sign_in(client, make_staff())
    assert upload(client, world, content).status_code == 422
    assert signed_rules.find_signed_copy(queries.newest_rule_set(world.contest_id).id) is None


def test_each_version_has_its_own_signed_copy(client: StrictClient, world):
    signed_rules.keep_signed_copy(
        contest_id=world.contest_id,
        number=1,
        content=SCAN,
        by=None,
        now=queries.rule_sets_of(1)[0].created_at,
    )
    services.add_rule_set(
        contest_id=world.contest_id,
        rules=make_rules(attempts_allowed=1),
        by=None,
        now=queries.rule_sets_of(1)[0].created_at,
    )
    assert "Tải bản in (PDF)" in client.get("/the-le").page.links
    assert (
        client.get("/the-le?phien-ban=1").page.links["Tải bản ký (PDF, 239 kB)"]
        == "/the-le/ban-ky?phien-ban=1"
    )
    assert client.get("/the-le/ban-ky").status_code == 404
    assert client.get("/the-le/ban-ky?phien-ban=1").status_code == 200
    assert client.get("/the-le/ban-ky?phien-ban=7").status_code == 404


def test_nobody_else_uploads(client: StrictClient, world):
    sign_in(client, make_account())
    assert client.get(upload_path(world)).status_code == 403
    with pytest.raises(NotAPdf):
        signed_rules.keep_signed_copy(
            contest_id=world.contest_id,
            number=1,
            content=b"%PDF-",
            by=None,
            now=queries.rule_sets_of(1)[0].created_at,
        )
