from datetime import date, timedelta

import pytest
from factories import NOW, make_item, make_round, make_staff, make_world, sign_in
from harness.strict_client import StrictClient

from contest.bank import queries, services
from contest.bank.queries import Filter, Law, Pool, Status
from contest.platform.viewer import Role
from contest.rounds import queries as rounds

TODAY = date(2024, 11, 18)
LIST = "/quan-tri/cau-hoi"


def approved(*valid_to: date | None) -> None:
    items = [
        make_item(number, valid_to=day, replaced_by="Văn bản mới" if day else "")
        for number, day in enumerate(valid_to, start=31)
    ]
    services.import_items(items=items, pool=Pool.CONTEST, status=Status.APPROVED, by=None, now=NOW)


@pytest.mark.usefixtures("app")
def test_law_has_ended_from_the_day_after_its_last_and_is_about_to_for_sixty_days():
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=60), TODAY + timedelta(days=61), None]
    approved(*days)
    found = {
        law: [one.content.code for one in queries.list_items(Filter(law=law, as_of=TODAY), limit=None)]
        for law in Law
    }
    assert found == {Law.EXPIRED: ["ch-031"], Law.EXPIRING: ["ch-032", "ch-033"]}


@pytest.mark.usefixtures("app")
def test_questions_whose_law_ends_before_a_round_opens_are_not_drawn_for_it():
    opens_at = NOW + timedelta(days=9)
    last = (opens_at + timedelta(hours=7)).date()
    world = make_world()
    approved(last - timedelta(days=1), last)
    round_id = make_round(world.contest_id, name="Tuần 2", opens_at=opens_at)
    drawn = rounds.item_versions_of(round_id)
    ended, still = (queries.find_by_code(code) for code in ("ch-031", "ch-032"))
    assert ended is not None
    assert still is not None
    assert ended.version_id not in drawn
    assert still.version_id in drawn


def test_the_alarm_page_counts_from_today_or_from_the_opening_of_a_round(client: StrictClient):
    world = make_world()
    approved(TODAY - timedelta(days=1), TODAY + timedelta(days=3))
    make_round(world.contest_id, name="Tuần 2", opens_at=NOW + timedelta(days=9))
    sign_in(client, make_staff(91, Role.EDITOR))
    assert client.get(LIST).page.links["Xem và xử lý"] == f"{LIST}/het-hieu-luc"
    today = client.get(f"{LIST}/het-hieu-luc").page
    assert [row[0] for row in today.rows("Căn cứ đã hết hiệu lực")[1:]] == ["ch-031"]
    assert [row[0] for row in today.rows("Căn cứ hết hiệu lực trong 60 ngày")[1:]] == ["ch-032"]
    address = next(href for words, href in today.links.items() if words.startswith("Tuần 2"))
    then = client.get(address).page
    assert [row[0] for row in then.rows("Căn cứ đã hết hiệu lực")[1:]] == ["ch-031", "ch-032"]
