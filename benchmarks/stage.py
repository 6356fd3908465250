"""The contest that is measured: the real bank, a crowd that has finished, people who have yet to start."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from benchmarks import crowd
from benchmarks.crowd import Person
from contest.accounts.passwords import hashed
from contest.attempts.devices import COOKIE
from contest.bank.queries import Pool
from contest.demonstration import setup
from contest.platform.database import db, refresh_statistics, transaction
from contest.rounds import services as rounds
from contest.rules.ruleset import RuleSet, default_2024
from contest.rules.terms import DivisionKind
from contest.rules.windows import Interval
from contest.units import queries as units
from questions.blueprint import Cell, PaperBlueprint
from questions.item import TOPICS

PASSWORD = "mot-mat-khau-dai"  # noqa: S105 - of made-up people
STAFF, CITIZENS = "cbccvc", "nguoi-dan"
LONG, SHORT = 30, 10
ROUND_NUMBER = 1
OPEN_SINCE, OPEN_FOR = timedelta(hours=2), timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What one participant's browser holds after signing in, and the number its person signs in with."""

    phone: str
    cookie: str
    csrf_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everybody who has not started yet, by the length of the paper."""

    long: tuple[Seat, ...]
    short: tuple[Seat, ...]


def build(app: Flask, *, finished: int, long: int, short: int, now: datetime) -> Stage:
    """Fill a migrated database: so many have finished, so many have 30 and 10 questions before them."""
    opened = now - OPEN_SINCE
    before = opened - timedelta(days=2)
    with app.app_context():
        contest = setup.prepare_contest(
            slug="do-toc-do",
            first_monday=date(2024, 11, 4),
            rng=Random(7),  # noqa: S311 - the same contest each time
            now=before,
            title="Cuộc thi để đo",
            rounds_count=0,
        )
        round_id = _open_round(contest.contest_id, opened, before)
        communes = [one for one in units.units_of(contest.unit_list_id).values() if one.kind == "commune"]
        password_hash = hashed(PASSWORD)
        groups: list[list[Person]] = []
        with transaction() as writing:
            first = 0
            for people, division in ((finished, STAFF), (long, STAFF), (short, CITIZENS)):
                numbers = range(first, first + people)
                first += people
                groups.append(
                    crowd.enter(
                        writing,
                        contest_id=contest.contest_id,
                        units=communes,
                        numbers=numbers,
                        division=division,
                        password_hash=password_hash,
                        at=before,
                    )
                )
            crowd.finish(writing, groups[0], round_id=round_id, division=STAFF, at=opened)
            tokens = {person.account_id: secrets.token_urlsafe(32) for person in groups[1] + groups[2]}
            crowd.sign_in(writing, tokens, at=now, lasts=timedelta(hours=14))
        refresh_statistics()
        db.session.remove()
        db.engine.dispose()
    return Stage(long=_seats(app, groups[1], tokens), short=_seats(app, groups[2], tokens))


def _open_round(contest_id: int, opened: datetime, before: datetime) -> int:
    rounds.add_rule_set(contest_id=contest_id, rules=_rules(), by=None, now=before)
    round_id = rounds.add_round(
        contest_id=contest_id,
        name="Tuần 1",
        intervals=(Interval(opens_at=opened, closes_at=opened + OPEN_FOR),),
        by=None,
        now=before,
    )
    rounds.schedule(round_id=round_id, pools=(Pool.CONTEST,), by=None, now=before)
    return round_id


def _rules() -> RuleSet:
    base = default_2024()
    divisions = tuple(
        replace(one, blueprint=_blueprint(LONG if one.kind is DivisionKind.STAFF else SHORT))
        for one in base.divisions
    )
    return replace(base, divisions=divisions)


def _blueprint(questions: int) -> PaperBlueprint:
    each = questions // len(TOPICS)
    return PaperBlueprint(cells=tuple(Cell(topic=topic, level=None, count=each) for topic in TOPICS))


def _seats(app: Flask, people: Sequence[Person], tokens: dict[int, str]) -> tuple[Seat, ...]:
    """Browsers as they are after signing in: the cookies signed as the product signs them."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own kind
    with app.test_request_context():
        csrf_token = generate_csrf()
        raw_token = session["csrf_token"]
    name = app.config["SESSION_COOKIE_NAME"]
    carried = {"_fresh": True, "_id": "", "_permanent": True, "csrf_token": raw_token}
    return tuple(
        Seat(
            phone=person.phone,
            cookie=f"{name}={signer.dumps({'_user_id': tokens[person.account_id], **carried})}; "
            f"{COOKIE}={secrets.token_urlsafe(16)}",
            csrf_token=csrf_token,
        )
        for person in people
    )
