"""Results stay under the unit tree of their day and can be seen under the newer one through the map."""

from datetime import timedelta

import pytest
from factories import NOW, World, make_entry, make_staff, make_world, sign_in, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.rounds import queries as rounds
from contest.standings import queries, services
from contest.standings.newer_tree import NewerTree, under_newer_tree
from contest.units import services as units
from contest.units.services import NewUnit

pytestmark = pytest.mark.usefixtures("app")


def published_world() -> World:
    """Two communes of one name with 2 and 1 officials, published."""
    world = make_world()
    for number, code in enumerate(("00796", "00796", "00742"), start=1):
        take_attempt(world, make_entry(world, number, unit_code=code), right=2)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    services.publish(round_id=world.round_id, by=None, now=now)
    return world


def merge(world: World, *pairs: tuple[str, str, str]) -> None:
    """A list of 2025 with one commune, and the map to it."""
    new_list = units.import_list(
        code="tuyen-quang-2025",
        name="Tuyên Quang 2025",
        valid_from=None,
        valid_to=None,
        rows=(
            NewUnit(code="08", name="Tỉnh Tuyên Quang", kind="province", parent_code=""),
            NewUnit(code="00999", name="Xã Tả Lủng Mới", kind="commune", parent_code="08"),
        ),
        by=None,
        now=NOW,
    )
    units.import_mapping(old_list_id=world.unit_list_id, new_list_id=new_list, rows=pairs, now=NOW, by=None)


def seen(world: World) -> NewerTree:
    rows = queries.published_units(queries.get_publication(world.round_id).id)
    return under_newer_tree([one for one in rows if one.kind == "commune"])


def test_merged_communes_are_added_up_and_an_unknown_headcount_stays_unknown() -> None:
    world = published_world()
    merge(world, ("00796", "00999", "whole"), ("00742", "00999", "main-part"))
    [row] = seen(world).rows
    assert (row.unit.name, row.people, row.headcount, row.rate) == ("Xã Tả Lủng Mới", 3, None, None)
    assert len(row.sources) == 2
    assert len(row.divided) == 1


def test_a_commune_that_nobody_took_over_is_named() -> None:
    world = published_world()
    merge(world, ("00796", "00999", "whole"))
    tree = seen(world)
    assert [(one.people, one.headcount) for one in tree.rows] == [(2, 20)]
    assert len(tree.without_successor) == 1


def test_organisers_look_at_published_results_under_the_newer_tree(
    client: StrictClient, clock: SettableClock
) -> None:
    world = published_world()
    merge(world, ("00796", "00999", "whole"), ("00742", "00999", "whole"))
    clock.move_to(NOW + timedelta(days=20))
    sign_in(client, make_staff(90))
    page = client.get(f"/quan-tri/xep-hang/{world.round_id}/don-vi-moi")
    assert "Xã Tả Lủng Mới" in page.page.text
    assert client.get("/quan-tri/xep-hang/999/don-vi-moi").status_code == 404
