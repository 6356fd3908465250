"""Certificates of the whole contest: issued, printed, checked, withdrawn and taken by their holders."""

import io
import zipfile
from datetime import date, timedelta
from random import Random

import pytest
from factories import (
    QUESTIONS,
    World,
    approve_waiting,
    make_account,
    make_staff,
    make_two_rounds,
    make_whole_rules,
    sign_in,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from contest.commendations.certificates import acts
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.entries import queries as entry_queries
from contest.entries import services as entries
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.rules.scope import Scope
from contest.standings import services
from contest.standings.errors import NotPublished

PATH = "/quan-tri/chung-nhan"
LAN, MINH, NGA = "Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga"
SCORES = {LAN: (QUESTIONS, 1), MINH: (3, 3), NGA: (None, QUESTIONS)}


@pytest.fixture
def world(client: StrictClient) -> World:
    """Two published rounds and the whole of them, with one first prize for Minh; an organiser looks."""
    sign_in(client, make_staff(90))
    world, second, now = make_two_rounds(SCORES, rules=make_whole_rules())
    for round_id in (world.round_id, second):
        services.publish(round_id=round_id, by=None, now=now)
    services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    return world


def whole_of(world: World) -> Scope:
    return Scope(contest_id=world.contest_id, round_id=None)


def issued(scope: Scope, wanted: Wanted = Wanted.ALL, *, seed: int = 1) -> int:
    published = acts.basis_of(scope).publication.published_at
    return acts.issue(
        scope=scope,
        wanted=wanted,
        decision_number="08/QĐ-BTC",
        decided_on=date(2024, 12, 26),
        by=90,
        now=published + timedelta(days=9),
        rng=Random(seed),
    )


def certificate_of(world: World, name: str) -> certificates.Certificate:
    return next(one for one in certificates.part_of(whole_of(world), 1) if one.name == name)


def test_winners_of_the_whole_alone_or_everybody_are_certified_once(world: World):
    assert issued(whole_of(world), Wanted.WINNERS) == 1
    minh = certificate_of(world, MINH)
    assert (minh.result, minh.prize) == ("6/8 câu đúng, cộng 2 đợt thi", "Giải Nhất toàn cuộc")
    assert (minh.round_id, minh.publication_id) == (None, None)
    assert minh.overall_publication_id == services.get_overall(world.contest_id).id
    assert issued(whole_of(world), seed=2) == 2
    assert issued(whole_of(world), seed=3) == 0
    [entry, *_] = audit.latest(limit=5, action="commendations:certificates:issue")
    assert entry.subject == "toan-cuoc"


def test_those_of_a_round_and_of_the_whole_are_counted_and_handed_out_apart(world: World):
    of_round = Scope(contest_id=world.contest_id, round_id=world.round_id)
    assert issued(of_round) == 2
    assert issued(whole_of(world), seed=2) == 3
    counts = certificates.counts_of(world.contest_id)
    assert {key: count.valid for key, count in counts.items()} == {world.round_id: 2, None: 3}
    assert len(certificates.part_of(of_round, 1)) == 2
    assert len(certificates.part_of(whole_of(world), 1)) == 3


def test_two_organisers_issue_take_and_withdraw_them(
    client: StrictClient, clock: SettableClock, world: World
):
    make_staff(91)
    page = client.get(f"{PATH}/toan-cuoc/cap")
    assert "Cấp giấy chứng nhận toàn cuộc thi" in page.page.text
    sent = client.submit(
        page,
        {
            "wanted": "winners", "decision_number": "08/QĐ-BTC", "decided_on": "26/12/2024",
            "reason": "Đã ký quyết định",
        },
        form=f"{PATH}/toan-cuoc/cap",
    )  # fmt: skip
    assert "Cấp 1 giấy mới, trong đó 1 giấy ghi giải." in client.get(sent.location).page.text
    assert certificates.part_of(whole_of(world), 1) == ()
    assert approve_waiting(91, now=clock.now) == ["Đã cấp 1 giấy chứng nhận."]
    found = certificate_of(world, MINH)
    listed = client.get(PATH)
    assert "Toàn cuộc thi" in listed.page.text
    pdf = client.submit(listed, form=f"{PATH}/toan-cuoc/tep/1/pdf")
    assert pdf.data.startswith(b"%PDF")
    assert "toan-cuoc-chung-nhan-1.pdf" in pdf.headers["Content-Disposition"]
    archive = client.submit(listed, form=f"{PATH}/toan-cuoc/tep/1/zip")
    assert zipfile.ZipFile(io.BytesIO(archive.data)).namelist() == [f"{found.code}.pdf"]
    assert client.post(f"{PATH}/toan-cuoc/tep/2/pdf", data={}).status_code in {400, 404}
    public = client.get(f"/xac-nhan/{found.code}").page.text
    assert "Giấy chứng nhận này có hiệu lực." in public
    assert "Cuộc thi mẫu, toàn cuộc thi" in public
    assert "6/8 câu đúng, cộng 2 đợt thi, Giải Nhất toàn cuộc" in public
    address = f"{PATH}/thu-hoi/{found.code}"
    page = client.get(address)
    assert "toàn cuộc thi" in page.page.text
    assert client.submit(page, {"reason": "Cấp nhầm"}, form=address).status_code == 303
    assert approve_waiting(91, now=clock.now) == [f"Đã thu hồi giấy chứng nhận {found.code}."]
    assert "đã bị thu hồi" in client.get(f"/xac-nhan/{found.code}").page.text
    assert issued(whole_of(world), Wanted.WINNERS, seed=4) == 1


def test_a_holder_finds_and_takes_the_own_one(client: StrictClient, world: World):
    issued(whole_of(world))
    minh, lan = certificate_of(world, MINH), certificate_of(world, LAN)
    sign_in(client, entry_queries.account_ids_of({minh.entry_id})[minh.entry_id])
    page = client.get("/toi/chung-nhan").page.text
    assert "Toàn cuộc thi" in page
    assert minh.code in page
    assert lan.code not in page
    assert client.get(f"/toi/chung-nhan/{minh.code}").data.startswith(b"%PDF")
    assert client.get(f"/toi/chung-nhan/{lan.code}").status_code == 404
    sign_in(client, make_account(77))
    assert client.get(f"/toi/chung-nhan/{minh.code}").status_code == 404


def test_after_a_correction_those_that_say_something_else_are_named(client: StrictClient, world: World):
    issued(whole_of(world))
    published = services.get_overall(world.contest_id).published_at
    assert acts.outdated(acts.basis_of(whole_of(world))) == ()
    entries.exclude(
        contest_id=world.contest_id, phone="0900000002", name=MINH, reason="Tổ ra đề", by=None, now=published
    )
    services.publish_overall(
        contest_id=world.contest_id, by=None, now=published + timedelta(days=1), reason="Loại một người"
    )
    assert {one.name for one in acts.outdated(acts.basis_of(whole_of(world)))} == {MINH, LAN}
    assert "Giấy không còn đúng với kết quả toàn cuộc thi" in client.get(PATH).page.text


def test_before_the_whole_is_published_there_is_nothing_to_certify(client: StrictClient):
    sign_in(client, make_staff(90))
    world, _second, _now = make_two_rounds(SCORES)
    with pytest.raises(NotPublished):
        acts.basis_of(whole_of(world))
    assert client.get(f"{PATH}/toan-cuoc/cap").status_code == 404
    assert client.get(PATH).status_code == 200


COPIED = (
    "name, unit_name, result, prize, taken_on, decision_number, decided_on, issued_at, issued_by, "
    "contest_id, entry_id"
)


def copied(**columns: object) -> str:
    """A statement that stores a certificate again, with other values in these columns."""
    return (
        f"INSERT INTO certificate (code, serial, round_id, publication_id, overall_publication_id, {COPIED}) "  # noqa: S608 - values of this test
        f"SELECT '{columns['code']}', {columns['serial']}, {columns['round_id']}, "
        f"{columns['publication_id']}, {columns['overall_publication_id']}, {COPIED} FROM certificate LIMIT 1"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": 0},  # the same person twice
        {"publication_id": 1},  # of two publications
        {"overall_publication_id": "NULL"},  # of none
        {"round_id": 1},  # of a round, and of the whole
    ],
)
def test_the_database_refuses_what_no_certificate_can_be(world: World, changes: dict[str, object]):
    issued(whole_of(world), Wanted.WINNERS)
    whole = services.get_overall(world.contest_id).id
    usual = {
        "code": "HG24-X", "serial": 1, "round_id": "NULL", "publication_id": "NULL",
        "overall_publication_id": whole,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(copied(**{**usual, **changes})))
    with transaction() as session:
        session.execute(text(copied(**usual)))
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text("DELETE FROM certificate"))
