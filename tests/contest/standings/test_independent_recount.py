"""Boards and prizes of a contest are as recounted from its answers; `make recount` does a whole province."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness.databases import KINDS, Databases, disconnect, settings_for_tests
from recount import bulk, contest_of_a_province, counting
from sqlalchemy import text

from contest import create_app
from contest.demonstration import scenarios
from contest.demonstration.scenarios import BY_USE_CASES, Way
from contest.platform.database import transaction

PEOPLE, FEW, SEED = 300, 150, 7
DIGESTS = "SELECT digest FROM publication UNION ALL SELECT digest FROM overall_publication"


@contextmanager
def app_on(databases: Databases, kind: str, folder: Path) -> Iterator[None]:
    """A fresh database and an app that writes in it."""
    with databases.fresh(kind) as url:
        app = create_app(settings_for_tests(folder=folder / kind, database_url=url))
        with app.app_context():
            yield
            disconnect()


def test_a_contest_written_as_rows_is_the_contest_of_the_use_cases(databases: Databases, tmp_path: Path):
    found = []
    ways: tuple[Way, ...] = (BY_USE_CASES, bulk.AS_ROWS)
    for number, way in enumerate(ways):
        with app_on(databases, "sqlite", tmp_path / str(number)):
            scenarios.load_simulation(people=FEW, seed=SEED, way=way)
            found.append([one["digest"] for one in counting.rows_of(DIGESTS)])
    assert found[0] == found[1]
    assert len(found[0]) >= 4


def test_rounds_and_the_whole_contest_are_as_recounted_from_the_answers_on_both_databases(
    databases: Databases, tmp_path: Path
):
    found = {}
    for kind in KINDS:
        with app_on(databases, kind, tmp_path):
            contest_of_a_province.hold(people=PEOPLE, seed=SEED)
            found[kind] = counting.recount()
    assert found["sqlite"] == found["postgresql"]
    assert len(found["sqlite"]) == 5  # four rounds and the whole
    assert all(one.persons > 100 and one.units > 100 and one.prizes > 5 for one in found["sqlite"])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE response SET value = 0 WHERE attempt_id % 9 = 0", "places of persons"),
        ("UPDATE attempt SET unit_id = (SELECT max(id) FROM unit) WHERE id % 5 = 0", "places of units"),
        ("UPDATE attempt SET finished_at = started_at WHERE id % 7 = 0", "places of persons"),
    ],
)
def test_what_was_changed_after_the_publication_is_found_by_the_recount(
    databases: Databases, tmp_path: Path, change: str, what: str
):
    with app_on(databases, "sqlite", tmp_path):
        contest_of_a_province.hold(people=FEW, seed=SEED)
        with transaction() as session:
            session.execute(text(change))
        with pytest.raises(counting.Differs, match=what):
            counting.recount()
