import io
import re
import zipfile
from datetime import date, timedelta
from random import Random

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    approve_waiting,
    make_account,
    make_entry,
    make_rules,
    make_staff,
    make_world,
    phone_of,
    sign_in,
    take_attempt,
)
from harness.strict_client import StrictClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.commendations.certificates import acts
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.commendations.paper_errors import (
    CertificateUnknown,
    CertificateWithdrawn,
    DecisionMissing,
    WithdrawalReasonMissing,
)
from contest.entries import queries as entries
from contest.entries import services as entry_services
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rules.scope import Scope
from contest.standings import services
from contest.standings.errors import NotPublished

PATH = "/quan-tri/chung-nhan"
ORGANISER, SECOND = 90, 9_999
DAY = date(2024, 12, 5)


@pytest.fixture
def world(client: StrictClient) -> World:
    """A published round: two people with a prize, one without; an organiser looks."""
    sign_in(client, make_staff(ORGANISER))
    world = make_world(rules=make_rules(prizes_need_all_correct=True))
    for number, right in ((1, QUESTIONS), (2, QUESTIONS), (3, 1)):
        account_id = make_entry(world, number, name=f"Sùng Mẫu {'ABC'[number - 1]}")
        take_attempt(world, account_id, right=right, prediction=number, takes=timedelta(minutes=number))
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    return world


def scope_of(world: World) -> Scope:
    return Scope(contest_id=world.contest_id, round_id=world.round_id)


def issued(world: World, wanted: Wanted = Wanted.ALL, *, seed: int = 1) -> int:
    return acts.issue(
        scope=scope_of(world),
        wanted=wanted,
        decision_number="08/QĐ-BTC",
        decided_on=DAY,
        by=ORGANISER,
        now=NOW + timedelta(days=9),
        rng=Random(seed),
    )


def codes(world: World) -> list[str]:
    return [one.code for one in certificates.part_of(scope_of(world), 1)]


def account_of(world: World, code: str) -> int:
    entry_id = certificates.get_certificate(code).entry_id
    return entries.registrations_of(world.contest_id)[entry_id].account_id


def test_everybody_ranked_gets_one_and_a_second_click_gives_none(world: World):
    assert issued(world) == 3
    assert issued(world, seed=2) == 0
    assert len(set(codes(world))) == 3
    (entry,) = audit.latest(limit=5, action="commendations:certificates:issue")
    assert (entry.facts["count"], entry.facts["decision"]) == (3, "08/QĐ-BTC")


def test_winners_alone_can_be_certified_first(world: World):
    winners = issued(world, Wanted.WINNERS)
    assert winners == 2
    assert all(one.prize for one in certificates.part_of(scope_of(world), 1))
    assert issued(world, Wanted.ALL, seed=2) == 1


def test_a_decision_and_a_publication_are_needed(client: StrictClient, world: World):
    with pytest.raises(DecisionMissing):
        acts.issue(
            scope=scope_of(world), wanted=Wanted.ALL, decision_number="  ", decided_on=DAY, by=ORGANISER,
            now=NOW, rng=Random(1),
        )  # fmt: skip
    with pytest.raises(NotPublished):
        acts.issue(
            scope=Scope(contest_id=1, round_id=999),
            wanted=Wanted.ALL, decision_number="8", decided_on=DAY, by=ORGANISER, now=NOW,
            rng=Random(1),
        )  # fmt: skip


def test_a_code_has_seventy_nine_bits_of_signs_that_are_not_mistaken():
    code = acts.new_code("HG24", Random(1))
    assert re.fullmatch(r"HG24(-[2-9A-HJKMNP-Z]{4}){4}", code)
    assert len(acts.SIGNS) == len(set(acts.SIGNS)) == 31


def test_everybody_can_check_a_code_in_any_letters(client: StrictClient, world: World):
    issued(world)
    code = codes(world)[0]
    found = certificates.get_certificate(code)
    sign_out = client.application.test_client()
    page = sign_out.get(f"/xac-nhan/{code.lower()}").page
    for fact in (found.name, found.unit_name, found.result, "08/QĐ-BTC", "05/12/2024", "có hiệu lực"):
        assert fact in page.text
    answer = client.submit(client.get("/xac-nhan"), {"ma": f" {code} "}, form="/xac-nhan")
    assert answer.location == f"/xac-nhan/{code}"


@pytest.mark.parametrize("code", ["HG24-2222-2222-2222-2222", "1", "khong-co", "%F0%9F%98%80", "' OR 1=1"])
def test_unknown_codes_all_look_the_same(client: StrictClient, world: World, code: str):
    answer = client.get(f"/xac-nhan/{code}")
    assert answer.status_code == 404
    assert answer.page.heading == "Không tìm thấy giấy chứng nhận"


def test_a_withdrawn_one_says_so_and_why_and_may_be_given_anew(client: StrictClient, world: World):
    issued(world)
    code = codes(world)[0]
    place = f"{PATH}/thu-hoi/{code}"
    refused = client.submit(client.get(place), {"reason": ""}, form=place)
    assert refused.status_code == 422
    asked = client.submit(client.get(place), {"reason": "Sai tên đơn vị"}, form=place).location
    assert "1 giấy chứng nhận hết hiệu lực" in client.get(asked).page.text
    assert "đang chờ một người khác duyệt" in client.get(place).page.text
    assert certificates.get_certificate(code).is_valid
    assert approve_waiting(SECOND, now=NOW) == [f"Đã thu hồi giấy chứng nhận {code}."]
    page = client.get(f"/xac-nhan/{code}").page
    assert "đã bị thu hồi" in page.text
    assert "Sai tên đơn vị" in page.text
    assert code not in codes(world)
    assert client.get(place).status_code == 200
    assert issued(world, seed=3) == 1
    assert len(codes(world)) == 3
    (entry,) = audit.latest(limit=5, action="commendations:certificate:withdraw")
    assert (entry.subject, entry.reason) == (code, "Sai tên đơn vị")


def test_after_a_correction_the_page_names_the_certificates_that_say_something_else(
    client: StrictClient, world: World
):
    issued(world)
    first, second, third = codes(world)
    assert acts.outdated(acts.basis_of(scope_of(world))) == ()
    entry_services.exclude(
        contest_id=world.contest_id, phone=phone_of(2), name="Mẫu", reason="Tổ ra đề", by=None, now=NOW
    )
    services.publish(
        round_id=world.round_id, by=None, now=NOW + timedelta(days=10), reason="Loại người của tổ ra đề"
    )
    assert {one.code for one in acts.outdated(acts.basis_of(scope_of(world)))} == {first, second}
    page = client.get(PATH).page
    assert "2 giấy còn hiệu lực ghi khác bản công bố mới nhất" in page.text
    assert third not in page.text
    for code in (first, second):
        acts.withdraw(code=code, reason="Đính chính", by=ORGANISER, now=NOW)
    assert acts.outdated(acts.basis_of(scope_of(world))) == ()
    assert issued(world, seed=2) == 1
    assert acts.outdated(acts.basis_of(scope_of(world))) == ()


def test_a_withdrawal_needs_a_reason_and_happens_once(world: World):
    issued(world)
    code = codes(world)[0]
    with pytest.raises(WithdrawalReasonMissing):
        acts.withdraw(code=code, reason=" ", by=ORGANISER, now=NOW)
    acts.withdraw(code=code, reason="Sai", by=ORGANISER, now=NOW)
    with pytest.raises(CertificateWithdrawn):
        acts.withdraw(code=code, reason="Sai nữa", by=ORGANISER, now=NOW)
    with pytest.raises(CertificateUnknown):
        acts.withdraw(code="HG24-0000", reason="Sai", by=ORGANISER, now=NOW)


def test_people_take_their_own_and_nobody_elses(client: StrictClient, world: World):
    issued(world)
    first, second = codes(world)[:2]
    sign_in(client, account_of(world, first))
    page = client.get("/toi/chung-nhan").page
    assert first in page.text
    assert second not in page.text
    file = client.get(f"/toi/chung-nhan/{first}")
    assert file.mimetype == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    assert client.get(f"/toi/chung-nhan/{second}").status_code == 404
    acts.withdraw(code=first, reason="Sai", by=ORGANISER, now=NOW)
    assert client.get(f"/toi/chung-nhan/{first}").status_code == 409
    assert "Đã thu hồi" in client.get("/toi/chung-nhan").page.text


def test_somebody_without_an_entry_has_no_certificates(client: StrictClient, world: World):
    issued(world)
    sign_in(client, make_account(50))
    assert "chưa có giấy chứng nhận" in client.get("/toi/chung-nhan").page.text
    assert client.get(f"/toi/chung-nhan/{codes(world)[0]}").status_code == 404


def test_an_organiser_issues_finds_and_takes_them_away(client: StrictClient, world: World):
    place = f"{PATH}/{world.round_id}/cap"
    refused = client.submit(client.get(place), {"decision_number": "", "decided_on": ""}, form=place)
    assert refused.status_code == 422
    values = {"wanted": "all", "decision_number": "08/QĐ-BTC", "decided_on": "05/12/2024"}
    silent = client.submit(client.get(place), values, form=place)
    assert (silent.status_code, codes(world)) == (422, [])
    asked = client.submit(client.get(place), values | {"reason": "Đã ký quyết định"}, form=place).location
    seen = client.get(asked).page.text
    assert "Cấp 3 giấy mới, trong đó 2 giấy ghi giải." in seen
    assert "Theo quyết định 08/QĐ-BTC ngày 05/12/2024" in seen
    assert codes(world) == []
    assert approve_waiting(SECOND, now=NOW) == ["Đã cấp 3 giấy chứng nhận."]
    found = client.get(f"{PATH}?tim=sung mau b").page
    assert [row[0] for row in found.rows("Kết quả tìm")[1:]] == ["Sùng Mẫu BSở Nội vụ"]
    pdf = client.submit(client.get(PATH), form=f"/{world.round_id}/tep/1/pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.data)) == 3
    archive = client.submit(client.get(PATH), form=f"/{world.round_id}/tep/1/zip")
    names = zipfile.ZipFile(io.BytesIO(archive.data)).namelist()
    assert sorted(names) == sorted(f"{code}.pdf" for code in codes(world))
    taken = audit.latest(limit=5, action="commendations:file:download")
    assert [entry.facts["rows"] for entry in taken] == [3, 3]


@pytest.mark.parametrize("table", ["certificate", "certificate_withdrawal"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_them(world: World, table: str, deed: str):
    issued(world)
    acts.withdraw(code=codes(world)[0], reason="Sai", by=ORGANISER, now=NOW)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(deed.format(table)))


def test_what_is_put_forward_is_shown_anew_after_a_correction(client: StrictClient, world: World):
    place = f"{PATH}/{world.round_id}/cap"
    values = {"decision_number": "08/QĐ-BTC", "decided_on": "05/12/2024", "reason": "Đã ký quyết định"}
    asked = client.submit(client.get(place), {"wanted": "winners", **values}, form=place).location
    sign_in(client, make_staff(91))
    seen = client.get(asked)
    entry_services.exclude(
        contest_id=world.contest_id, phone=phone_of(2), name="Mẫu", reason="Tổ ra đề", by=None, now=NOW
    )
    services.publish(
        round_id=world.round_id, by=None, now=NOW + timedelta(days=10), reason="Loại người của tổ ra đề"
    )
    refused = client.submit(seen, form=asked)
    assert (refused.status_code, codes(world)) == (422, [])
    assert "Cấp 1 giấy mới" in refused.page.text
    assert client.submit(refused, form=asked).status_code == 303
    assert len(codes(world)) == 1


def test_a_contest_of_one_person_issues_at_once(client: StrictClient):
    sign_in(client, make_staff(ORGANISER))
    world = make_world(two_persons=False)
    take_attempt(world, make_entry(world, 1), right=QUESTIONS)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    place = f"{PATH}/{world.round_id}/cap"
    values = {"wanted": "all", "decision_number": "08/QĐ-BTC", "decided_on": "05/12/2024"}
    assert client.submit(client.get(place), values, form=place).location == PATH
    assert len(codes(world)) == 1
