"""A finished round of so many people, one in four of whom sat twice, and its publication, as rows."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import insert, select

from benchmarks import crowd
from contest.attempts.models import AttemptRow
from contest.bank.queries import Pool
from contest.demonstration import setup
from contest.platform.database import read, refresh_statistics, transaction
from contest.rounds import queries as rounds
from contest.rounds import services as round_services
from contest.rules.windows import Interval
from contest.standings import services as standings
from contest.units import queries as units

OPENED = datetime(2024, 11, 4, 1, 0, tzinfo=UTC)
CLOSED = OPENED + timedelta(days=6)
QUESTIONS = 20
BATCH = 20_000
DIVISIONS = ("cbccvc", "nguoi-dan")


def build(app: Flask, *, people: int, published: bool) -> None:
    """Fill a migrated database."""
    before = OPENED - timedelta(days=7)
    with app.app_context():
        contest = setup.prepare_contest(
            slug="do-tep",
            first_monday=date(2024, 11, 4),
            rng=Random(7),  # noqa: S311 - the same contest each time
            now=before,
            title="Cuộc thi để đo",
            rounds_count=0,
        )
        this_round = round_services.add_round(
            contest_id=contest.contest_id,
            name="Tuần 1",
            intervals=(Interval(opens_at=OPENED, closes_at=CLOSED),),
            by=None,
            now=before,
        )
        round_services.schedule(round_id=this_round, pools=(Pool.CONTEST,), by=None, now=before)
        tree = [one for one in units.units_of(contest.unit_list_id).values() if one.kind != "province"]
        for first in range(0, people, BATCH):
            division = DIVISIONS[first // BATCH % len(DIVISIONS)]
            with transaction() as session:
                entered = crowd.enter(
                    session,
                    contest_id=contest.contest_id,
                    units=tree,
                    numbers=range(first, min(first + BATCH, people)),
                    division=division,
                    password_hash="",
                    at=before,
                )
                rows = [row for person in entered for row in attempts_of(person, this_round, division)]
                session.execute(insert(AttemptRow), rows)
        if published:
            after = CLOSED + timedelta(days=1)
            round_services.lock(round_id=this_round, by=None, now=after)
            standings.publish(round_id=this_round, by=None, now=after)
        refresh_statistics()


def attempts_of(person: crowd.Person, round_id: int, division: str) -> list[dict[str, object]]:
    """One finished attempt of a person, or two, as rows."""
    rng = Random(person.entry_id)  # noqa: S311 - the same attempts each time
    return [
        {
            "code": f"{person.entry_id}-{number}",
            "receipt": f"HG24-{person.entry_id:08}-{number}",
            "entry_id": person.entry_id,
            "account_id": person.account_id,
            "round_id": round_id,
            "rule_set_id": 1,
            "number": number,
            "division": division,
            "unit_id": person.unit.id,
            "unit_path": person.unit.path,
            "state": "finished",
            "device": "",
            "started_at": OPENED,
            "deadline_at": OPENED + timedelta(days=1),
            "grace_ms": 0,
            "paper": [],
            "questions": QUESTIONS,
            "finished_at": OPENED + timedelta(milliseconds=rng.randrange(500_000_000)),
            "finished_by": "participant",
            "score": min(QUESTIONS, int(rng.gauss(15, 4))) if rng.random() < 0.99 else 1,  # noqa: PLR2004 - a few give up
            "time_used_ms": rng.randint(120_000, 1_200_000),
            "prediction": rng.randint(0, 5000),
        }
        for number in (1, 2)[: 2 if person.entry_id % 4 == 0 else 1]
    ]


def round_id() -> int:
    """The id of the only round."""
    found: int = read().execute(select(AttemptRow.round_id).limit(1)).scalar_one()
    assert rounds.get_round(found).number == 1  # noqa: S101 - a stage that is not ours measures nothing
    return found
