"""Two organisers on one form: the later one is told once who saved it, and all that was typed stays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from factories import NOW, make_rules, make_staff, make_world, sign_in
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.commendations.documents import settings as papers
from contest.rounds import queries, services
from contest.rounds.queries import Round
from contest.units import queries as units
from contest.units import services as unit_services

FIRST, SECOND = 90, 91
SAVED_BY = "Trưởng Mẫu Ban đã lưu thay đổi ở đây lúc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A form, what one organiser saves while another has it open, what the other types, what there is."""

    address: str
    form: str
    meanwhile: Callable[[int], object]
    typed: dict[str, str]
    stored: Callable[[], str]


def texts(round_: Round) -> Edited:
    known = queries.get_contest(round_.contest_id)
    new = services.ContestTexts(
        title=known.title, organiser=known.organiser, legal_basis=known.legal_basis, hotline="0900 000 001"
    )
    return Edited(
        address=f"/quan-tri/cuoc-thi/{known.id}/sua",
        form="/sua",
        meanwhile=lambda by: services.edit_contest(contest_id=known.id, texts=new, by=by, now=NOW),
        typed={"hotline": "0900 000 002"},
        stored=lambda: queries.get_contest(known.id).hotline,
    )


def times(round_: Round) -> Edited:
    return Edited(
        address=f"/quan-tri/dot/{round_.id}/sua",
        form="/sua",
        meanwhile=lambda by: services.edit_round(
            round_id=round_.id, name="Tuần Một", intervals=round_.intervals, by=by, now=NOW
        ),
        typed={"name": "Tuần mở đầu"},
        stored=lambda: queries.get_round(round_.id).name,
    )


def terms(round_: Round) -> Edited:
    known = papers.terms_of(round_.contest_id, now=NOW)
    new = replace(known, committee_signer="Nguyễn Mẫu Ánh")
    return Edited(
        address="/quan-tri/van-ban/thiet-lap",
        form="/thiet-lap",
        meanwhile=lambda by: papers.save_terms(contest_id=round_.contest_id, terms=new, by=by, now=NOW),
        typed={"committee_signer": "Trần Mẫu Bình"},
        stored=lambda: papers.terms_of(round_.contest_id, now=NOW).committee_signer,
    )


def name(round_: Round) -> Edited:
    list_id = queries.get_contest(round_.contest_id).unit_list_id
    unit = units.get_unit(list_id=list_id, code="02-SNV")
    return Edited(
        address=f"/quan-tri/don-vi/{unit.id}/doi-ten",
        form="/doi-ten",
        meanwhile=lambda by: unit_services.rename_unit(unit_id=unit.id, name="Sở Một", by=by, now=NOW),
        typed={"name": "Sở Hai"},
        stored=lambda: units.get_by_id(unit.id).name,
    )


FORMS = [texts, times, terms, name]


@pytest.fixture
def round_(client: StrictClient) -> Round:
    """A round to come, and an organiser who looks at it."""
    sign_in(client, make_staff(FIRST))
    return queries.get_round(make_world(opens_at=NOW + timedelta(days=3)).round_id)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_saved_meanwhile_is_said_once_and_overwritten_only_knowingly(
    client: StrictClient, round_: Round, form: Callable[[Round], Edited]
):
    edited = form(round_)
    page = client.get(edited.address)
    edited.meanwhile(make_staff(SECOND))
    [(field, typed)] = edited.typed.items()
    before = edited.stored()
    refused = client.submit(page, edited.typed, form=edited.form)
    assert refused.status_code == 422
    assert SAVED_BY in refused.page.text
    assert dict(refused.page.form(edited.form).filled)[field] == typed
    assert edited.stored() == before != typed
    assert client.submit(refused, form=edited.form).status_code == 303
    assert edited.stored() == typed


@pytest.mark.parametrize("form", FORMS)
def test_a_second_click_on_save_is_not_somebody_else(
    client: StrictClient, round_: Round, form: Callable[[Round], Edited]
):
    edited = form(round_)
    page = client.get(edited.address)
    assert [client.submit(page, edited.typed, form=edited.form).status_code for _ in range(2)] == [303, 303]


def test_rules_that_began_from_an_older_version_are_not_saved_unawares(
    client: StrictClient, round_: Round, clock: SettableClock
):
    address = f"/quan-tri/cuoc-thi/{round_.contest_id}/the-le/moi"
    page = client.get(address)
    newer = replace(make_rules(), attempts_allowed=7)
    services.add_rule_set(contest_id=round_.contest_id, rules=newer, by=make_staff(SECOND), now=clock())
    typed = {"attempts_allowed": "2"}
    refused = client.submit(page, typed, form="/moi", button="Lưu phiên bản 2")
    assert refused.status_code == 422
    assert SAVED_BY in refused.page.text
    assert queries.newest_rule_set(round_.contest_id).number == 2
    for _ in range(2):
        answer = client.submit(refused, typed, form="/moi", button="Lưu phiên bản 3")
        assert answer.status_code == 303
    newest = queries.newest_rule_set(round_.contest_id)
    assert (newest.number, newest.rules.attempts_allowed) == (3, 2)
