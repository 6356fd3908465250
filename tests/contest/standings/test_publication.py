from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from factories import NOW, QUESTIONS, World, make_entry, make_rules, make_world, take_attempt
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.platform.audit import check as audit_check
from contest.platform.audit.check import BadPlace, Damage
from contest.platform.database import transaction
from contest.rounds import queries as rounds
from contest.rounds.errors import RoundStillOpen
from contest.rules.prediction import Closeness, PredictionRule, PredictionScope, PredictionTarget
from contest.rules.windows import RoundPhase
from contest.standings import queries, services, visibility
from contest.standings.errors import ReasonMissing, RoundNotLocked

pytestmark = pytest.mark.usefixtures("app")


def closed(world: World) -> datetime:
    """Lock the world's round an hour after it closed; answers when."""
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return now


def published(world: World) -> queries.Publication:
    """Lock and publish the world's round."""
    services.publish(round_id=world.round_id, by=None, now=closed(world))
    return queries.get_publication(world.round_id)


def test_only_a_locked_round_is_published_and_only_a_closed_one_is_locked() -> None:
    world = make_world()
    with pytest.raises(RoundNotLocked):
        services.publish(round_id=world.round_id, by=None, now=NOW)
    with pytest.raises(RoundStillOpen):
        attempts.close_round(round_id=world.round_id, by=None, now=NOW)


def test_score_then_prediction_then_time_decide_and_every_place_has_its_reason() -> None:
    world = make_world()
    lan = make_entry(world, 1, name="Hoàng Mẫu Lan")
    minh = make_entry(world, 2, name="Lý Mẫu Minh")
    nga = make_entry(world, 3, name="Ma Mẫu Nga")
    take_attempt(world, lan, right=QUESTIONS, prediction=9, takes=timedelta(minutes=2))
    take_attempt(world, minh, right=QUESTIONS, prediction=2, takes=timedelta(minutes=9))
    take_attempt(world, nga, right=QUESTIONS - 1, prediction=2)
    publication = published(world)
    persons = queries.persons_of(publication.id)
    assert publication.actual_numbers["cbccvc"] == 2
    assert [(one.place, one.name, one.prediction_error) for one in persons] == [
        (1, "Lý Mẫu Minh", 0),
        (2, "Hoàng Mẫu Lan", 7),
        (3, "Ma Mẫu Nga", 0),
    ]
    assert all(one.reason.startswith(f"Hạng {one.place}:") for one in persons)
    assert [one.prize for one in persons] == ["Giải Nhất", "Giải Nhì", "Giải Nhì"]


def test_the_best_attempt_counts_and_all_attempts_are_told() -> None:
    world = make_world()
    person = make_entry(world)
    take_attempt(world, person, right=3)
    take_attempt(world, person, right=1, at=NOW + timedelta(hours=1))
    [row] = queries.persons_of(published(world).id)
    assert (row.score, row.attempts) == (3, 2)


def test_excluded_people_neither_rank_nor_count() -> None:
    world = make_world()
    take_attempt(world, make_entry(world, 1), right=QUESTIONS, prediction=1)
    take_attempt(world, make_entry(world, 2), right=QUESTIONS, prediction=1)
    entries.exclude(
        contest_id=world.contest_id, phone="0900000002", name="Mẫu", reason="Tổ ra đề", by=None, now=NOW
    )
    publication = published(world)
    assert publication.actual_numbers["cbccvc"] == 1
    assert len(queries.persons_of(publication.id)) == 1


def test_a_unit_holds_everyone_below_it_and_a_district_its_communes_and_schools() -> None:
    world = make_world()
    for number, code in enumerate(("02-SNV", "02-SNV-CCHC", "00796", "00796-TH", "00796-TH", "027"), start=1):
        take_attempt(world, make_entry(world, number, unit_code=code), right=2)
    take_attempt(world, make_entry(world, 9, unit_code="00796", division="nguoi-dan"), right=2)
    rows = {row.code: row for row in queries.published_units(published(world).id)}
    assert (rows["02-SNV"].people, rows["02-SNV"].headcount) == (2, 14)
    assert (rows["00796"].people, rows["00796"].headcount, rows["00796"].rate) == (3, 20, Fraction(3, 20))
    assert (rows["027"].people, rows["027"].headcount, rows["027"].citizens) == (4, 50, 1)
    assert "02" not in rows


def test_a_missing_headcount_gives_no_rate_and_no_place() -> None:
    world = make_world()
    take_attempt(world, make_entry(world, 1, unit_code="00742"), right=2)
    rows = {row.code: row for row in queries.published_units(published(world).id)}
    assert rows["00742"].rate is None
    assert rows["00742"].place is None
    assert "Chưa có số thuộc diện" in rows["00742"].reason


def test_publishing_twice_changes_nothing_and_a_correction_needs_a_reason() -> None:
    world = make_world()
    take_attempt(world, make_entry(world, 1), right=1)
    attempt = take_attempt(world, make_entry(world, 2), right=2)
    now = closed(world)
    first = services.publish(round_id=world.round_id, by=None, now=now)
    assert services.publish(round_id=world.round_id, by=None, now=now + timedelta(hours=1)) == first
    attempts.strike(attempt_id=attempt.id, reason="Hai tài khoản của một người", by=1, now=now)
    with pytest.raises(ReasonMissing):
        services.publish(round_id=world.round_id, by=None, now=now)
    second = services.publish(round_id=world.round_id, by=None, now=now, reason="Hủy một lượt thi")
    assert second != first
    assert [one.version for one in queries.publications_of(world.contest_id)] == [2, 1]
    assert len(queries.persons_of(first)) == 2
    assert len(queries.persons_of(second)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE published_person SET place = 1",
        "DELETE FROM published_person",
        "UPDATE publication SET digest = 'x'",
        "DELETE FROM published_unit",
        "UPDATE item_version SET key = 0",
        "UPDATE rule_set SET body = '{}'",
        "DELETE FROM audit_event",
        "UPDATE headcount SET people = 1",
    ],
)
def test_what_was_published_cannot_be_changed_in_the_database(statement: str) -> None:
    world = make_world()
    take_attempt(world, make_entry(world), right=1)
    published(world)
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(text(statement))


def test_the_log_is_a_chain_that_shows_tampering(database: str) -> None:
    world = make_world()
    take_attempt(world, make_entry(world), right=1)
    published(world)
    assert audit_check.first_bad_place() is None
    drop = (
        "DROP TRIGGER audit_event_no_update"
        if database.startswith("sqlite")
        else "DROP TRIGGER audit_event_insert_only ON audit_event"
    )
    with transaction() as session:
        session.execute(text(drop))
        session.execute(text("UPDATE audit_event SET reason = 'khác' WHERE id = 3"))
    assert audit_check.first_bad_place() == BadPlace(entry_id=3, damage=Damage.CHANGED)


PEOPLE = PredictionRule(
    target=PredictionTarget.PEOPLE, scope=PredictionScope.OVERALL, variant=Closeness.ABSOLUTE
)


@pytest.mark.parametrize(
    ("phase", "counts_people", "participation", "scores"),
    [
        (RoundPhase.OPEN, False, True, False),
        (RoundPhase.OPEN, True, False, False),
        (RoundPhase.BETWEEN, True, False, False),
        (RoundPhase.CLOSED, True, True, True),
    ],
)
def test_what_is_predicted_stays_hidden_until_the_round_is_over(
    phase: RoundPhase, *, counts_people: bool, participation: bool, scores: bool
) -> None:
    rules = make_rules(prediction=PEOPLE) if counts_people else make_rules()
    seen = visibility.of_round(rules, phase=phase, is_published=False)
    assert (seen.participation, seen.scores, seen.is_final) == (participation, scores, False)
