"""Posters and invitation cards as officers and organisers take them: own units, one unit, whole kinds."""

import io
import zipfile
from datetime import timedelta

import pytest
from factories import NOW, make_account, make_round, make_staff, make_world, sign_in
from harness.printed import pages_of
from harness.qr_reading import text_of

from contest.entries import posters
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rounds import services as round_services
from contest.rules.windows import Interval
from contest.units import queries as units
from contest.units import services as unit_services

PUBLIC = "http://localhost"
MANAGE = "/quan-tri/don-vi/ap-phich"


@pytest.fixture
def world(app):
    return make_world()


def unit_of(world, code: str):
    return units.get_unit(list_id=world.unit_list_id, code=code)


@pytest.fixture
def officer(world, client):
    sign_in(client, make_staff(role=Role.UNIT_OFFICER, unit_id=unit_of(world, "02-SNV").id))


@pytest.fixture
def organiser(world, client):
    sign_in(client, make_staff())


def test_an_officer_takes_the_poster_of_the_own_unit(client, officer):
    page = client.get("/don-vi").page
    assert "Áp phích và thẻ mời để in" in page.text
    answer = client.get("/don-vi/ap-phich?don-vi=02-SNV&giay=a3&mau=den")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "ap-phich-02-SNV-so-noi-vu-a3.pdf" in answer.headers["Content-Disposition"]
    (poster,) = pages_of(answer.data)
    assert round(poster.width) == 297
    assert text_of(poster.codes[0].modules) == f"{PUBLIC}/dang-ky?don-vi=02-SNV"
    assert "Sở Nội vụ" in poster.text
    assert "Tuần 1: 08:00 18/11" in poster.text


def test_the_code_on_it_leads_to_the_registration_with_the_unit_chosen(client, officer):
    (poster,) = pages_of(client.get("/don-vi/ap-phich").data)
    address = text_of(poster.codes[0].modules).removeprefix(PUBLIC)
    visitor = client.application.test_client()
    assert "Anh/chị được mời dự thi cho" in visitor.get(address).page.text
    assert "Sở Nội vụ" in visitor.get(address).page.text


def test_a_foreign_units_poster_and_cards_are_not_there(client, officer):
    for path in ("/don-vi/ap-phich", "/don-vi/the-moi"):
        assert client.get(f"{path}?don-vi=02-STC").status_code == 404
        assert client.get(f"{path}?don-vi=khong-co").status_code == 404
    assert client.get(MANAGE).status_code == 403


def test_cards_invite_without_a_code(client, officer):
    answer = client.get("/don-vi/the-moi?don-vi=02-SNV")
    (sheet,) = pages_of(answer.data)
    assert [text_of(one.modules) for one in sheet.codes] == [f"{PUBLIC}/dang-ky?don-vi=02-SNV"] * 8
    assert sheet.text.count("Sở Nội vụ") >= 8


def test_participants_and_strangers_get_none(client, world):
    assert client.get("/don-vi/ap-phich").status_code == 303
    sign_in(client, make_account())
    assert client.get("/don-vi/ap-phich").status_code == 403


def test_an_organiser_takes_one_units_poster_from_its_page(client, world, organiser):
    unit = unit_of(world, "02-STC")
    assert f"{MANAGE}?don-vi=02-STC" in client.get(f"/quan-tri/don-vi/{unit.id}").page.links.values()
    page = client.get(f"{MANAGE}?don-vi=02-STC").page
    assert unit.title in page.text
    assert "chưa phải địa chỉ công khai" in page.text
    answer = client.get(f"{MANAGE}/tep?don-vi=02-STC")
    assert text_of(pages_of(answer.data)[0].codes[0].modules) == f"{PUBLIC}/dang-ky?don-vi=02-STC"
    assert client.get("/quan-tri/don-vi/the-moi?don-vi=02-STC").mimetype == "application/pdf"


def test_all_communes_come_in_one_pdf_or_one_file_each(client, world, organiser):
    communes = [one for one in units.units_of(world.unit_list_id).values() if one.kind == "commune"]
    together = client.get(f"{MANAGE}/tep?loai=commune")
    assert together.mimetype == "application/pdf"
    read = [text_of(page.codes[0].modules) for page in pages_of(together.data)]
    assert sorted(read) == sorted(f"{PUBLIC}/dang-ky?don-vi={one.code}" for one in communes)
    each = client.get(f"{MANAGE}/tep?loai=commune&gop=tung-don-vi")
    assert each.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(each.data))
    assert archive.testzip() is None
    assert len(archive.namelist()) == len(communes)
    assert all(name.isascii() and name.endswith(".pdf") for name in archive.namelist())


def test_more_pages_than_a_printer_takes_are_divided(client, world, organiser, monkeypatch):
    monkeypatch.setattr(posters, "PAGES_A_FILE", 2)
    answer = client.get(f"{MANAGE}/tep?loai=")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    found = posters.inviting_units(world.unit_list_id, on=NOW.date())
    assert len(archive.namelist()) == -(-len(found) // 2)
    assert archive.namelist()[0] == "ap-phich-0001-0002.pdf"


@pytest.mark.parametrize("asked", ["loai=khong-co", "don-vi=khong-co", "don-vi=02"])
def test_what_nobody_can_register_for_has_no_poster(client, organiser, asked):
    assert client.get(f"{MANAGE}/tep?{asked}").status_code == 404


def test_a_unit_that_ended_has_no_poster(client, world, organiser):
    unit_services.close_unit(
        unit_id=unit_of(world, "02-STC").id,
        on=(NOW - timedelta(days=1)).date(),
        reason="Sáp nhập",
        by=None,
        now=NOW,
    )
    assert client.get(f"{MANAGE}/tep?don-vi=02-STC").status_code == 404


def test_two_communes_of_one_name_are_told_apart_by_their_district(world):
    communes = posters.inviting_units(world.unit_list_id, kind="commune", on=NOW.date())
    names = [one.unit for one in posters.posters_of(communes, public_url=PUBLIC)]
    assert all(", huyện " in name or ", thành phố " in name for name in names)


def test_rounds_in_preparation_are_not_announced_and_many_are_summed_up(world):
    contest = rounds.current_contest()
    stretch = Interval(opens_at=NOW + timedelta(days=30), closes_at=NOW + timedelta(days=31))
    round_services.add_round(
        contest_id=contest.id, name="Đợt chưa công bố", intervals=(stretch,), by=None, now=NOW
    )
    lines = posters.announced(contest, rounds.rounds_of(contest.id)).rounds
    assert [name for name, _ in lines] == ["Tuần 1"]
    for number in range(2, 11):
        make_round(contest.id, name=f"Tuần {number}", opens_at=NOW + timedelta(days=7 * number))
    ((name, times),) = posters.announced(contest, rounds.rounds_of(contest.id)).rounds
    assert name == "10 đợt thi"
    assert times.startswith("08:00 18/11")
