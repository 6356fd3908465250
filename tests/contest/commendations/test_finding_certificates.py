"""Organisers find one certificate among tens of thousands."""

from datetime import date, timedelta

import pytest
from alembic import command
from factories import NOW, World, make_rules, make_staff, make_world, sign_in
from flask import Flask
from harness.databases import disconnect, migrate
from harness.strict_client import StrictClient
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.commendations.certificates import queries as certificates
from contest.commendations.paper_models import CertificateRow, searched
from contest.platform.database import db, read, transaction
from contest.rounds import queries as rounds
from contest.standings import queries, services

PATH = "/quan-tri/chung-nhan"
NAMES = ("Sùng Mẫu Đào", "Vừ Mẫu Lý", "Nguyễn Mẫu Hòa")
UNITS = ("Sở Nội vụ", "UBND xã Mẫu Sơn")


@pytest.fixture
def world(client: StrictClient) -> World:
    """A published round with 130 certificates: three names and two units in turn."""
    sign_in(client, make_staff(90))
    world = make_world(rules=make_rules())
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    attempts.close_round(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=1))
    publication_id = services.publish(round_id=world.round_id, by=None, now=closes_at + timedelta(hours=2))
    with transaction() as session:
        session.execute(insert(CertificateRow), [row(world, publication_id, n) for n in range(130)])
    return world


def row(world: World, publication_id: int, number: int) -> dict[str, object]:
    """One certificate as it is issued."""
    name, unit, code = NAMES[number % 3], UNITS[number % 2], f"HG24-{number:04}"
    return {
        "code": code,
        "contest_id": world.contest_id,
        "round_id": world.round_id,
        "publication_id": publication_id,
        "entry_id": number,
        "serial": 0,
        "name": name,
        "unit_name": unit,
        "result": "18/20 câu đúng",
        "prize": "",
        "taken_on": date(2024, 11, 22),
        "decision_number": "08/QĐ-BTC",
        "decided_on": date(2024, 12, 5),
        "issued_at": NOW,
        "search": searched(f"{name} {unit} {code}"),
    }


def found(world: World, wanted: str, **page: int | None) -> list[int]:
    result = certificates.matching(world.contest_id, wanted, size=1000, **page)
    return [one.entry_id for one in result.rows]


def test_words_of_name_and_unit_are_found_without_marks_and_in_any_order(world: World):
    both = [number for number in reversed(range(130)) if number % 3 == 0 and number % 2 == 0]
    assert found(world, "sung mau dao noi vu") == both
    assert found(world, "Nội vụ ĐÀO") == both
    assert found(world, "mau son hoa")[:2] == [125, 119]


def test_a_code_finds_its_own_certificate_and_its_beginning_all_that_begin_so(world: World):
    assert found(world, " hg24-0007 ") == [7]
    assert found(world, "HG24-012") == list(range(129, 119, -1))


def test_a_word_is_found_by_its_beginning_and_not_inside_others(world: World):
    assert found(world, "ngu")[:2] == [128, 125]
    assert found(world, "guyen") == []


@pytest.mark.parametrize("wanted", ["khong co ai", "%", "_", "\\"])
def test_signs_that_databases_read_as_patterns_are_signs_like_others(world: World, wanted: str):
    assert found(world, wanted) == []


def test_pages_go_on_behind_the_last_one_shown(world: World):
    seen: list[int] = []
    older_than = None
    while True:
        page = certificates.matching(world.contest_id, "mau", size=50, older_than=older_than)
        seen += [one.entry_id for one in page.rows]
        if not page.has_older:
            break
        older_than = page.rows[-1].id
    assert seen == list(reversed(range(130)))


def test_an_organiser_turns_the_pages(client: StrictClient, world: World):
    first = client.get(f"{PATH}?tim=mau")
    assert len(first.page.rows("Kết quả tìm")) == 51
    second = client.get(first.page.links["Sau \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"]).page
    assert second.rows("Kết quả tìm")[1][0] == f"{NAMES[79 % 3]}{UNITS[79 % 2]}"
    assert "« Đầu" in second.text
    assert client.get(f"{PATH}?tim=mau&truoc=hom-qua").page.rows("Kết quả tìm") == first.page.rows(
        "Kết quả tìm"
    )


SEARCH = "SELECT id FROM certificate WHERE contest_id = 1 AND id < 99 AND search LIKE '%a%' ORDER BY id DESC"
PLANS = {"sqlite": text("EXPLAIN QUERY PLAN " + SEARCH), "postgresql": text("EXPLAIN " + SEARCH)}
# What PostgreSQL would read a few rows by.
OTHER_WAYS = ("enable_seqscan", "enable_indexscan", "enable_sort", "enable_bitmapscan")


def test_what_a_search_compares_is_read_from_its_index(world: World):
    kind = db.engine.dialect.name
    for way in OTHER_WAYS if kind == "postgresql" else ():
        read().execute(text(f"SET LOCAL {way} = off"))
    plan = read().execute(PLANS[kind])
    assert "ix_certificate_search" in " ".join(str(line) for line in plan)


# Names and units as they can be stored: letters of other languages, look-alikes, letters with no plain one.
STORED = (
    ("Müller Mẫu Çelik", "Café Mẫu Số 1"),
    ("Nuñez Mẫu Åse", 'Chi cục "Mẫu" – Hà Giang'),
    ("Ðặng Mẫu Ở", "Ủy ban nhân dân xã Lũng Cú"),
    ("İpek Mẫu ǅ", "ﬁ Mẫu 한국 Ω Ж"),
    ("Sùng Mẫu Đào", "Sở Nội vụ"),
)


def test_certificates_issued_before_are_found_after_the_migrations(app: Flask, world: World):
    published = queries.get_publication(world.round_id).id
    rows = [
        {**row(world, published, 500 + number), "name": name, "unit_name": unit}
        for number, (name, unit) in enumerate(STORED)
    ]
    with transaction() as session:
        session.execute(insert(CertificateRow), rows)
    disconnect()
    config = app.extensions["migrate"].migrate.get_config()
    command.downgrade(config, "0018")
    command.upgrade(config, "0020")
    assert found(world, "muller") == []
    disconnect()
    migrate(app)
    assert found(world, "muller celik") == [500]
    kept = read().execute(text("SELECT name, unit_name, code, search FROM certificate")).all()
    assert len(kept) == 130 + len(STORED)
    assert [one.search for one in kept] == [
        searched(f"{one.name} {one.unit_name} {one.code}") for one in kept
    ]
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text("UPDATE certificate SET search = ''"))
