"""The contest that participants sit in a fault run: two rounds, people with their sign-ins, real time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from factories import make_entry, make_round, make_rules, make_world
from faults.agreed import ATTEMPTS, DURATIONS, GRACE, LONG_ROUND, SHORT_ROUND, Seat
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from contest.accounts import services as accounts
from contest.platform.database import transaction
from contest.rounds import services as rounds
from contest.rules.ruleset import RuleSet
from questions.blueprint import Cell, PaperBlueprint

OPEN_SINCE = timedelta(hours=1)
OPEN_FOR = timedelta(hours=4)


def build(app: Flask, *, people: int, questions: int, now: datetime) -> tuple[Seat, ...]:
    """Make the contest with two open rounds, and let people enter and sign in."""
    opened = now - OPEN_SINCE
    with app.app_context(), transaction():
        world = make_world(
            rules=_rules(questions, DURATIONS[LONG_ROUND]),
            opens_at=opened,
            length=OPEN_FOR,
            questions=3 * questions,
        )
        rounds.add_rule_set(
            contest_id=world.contest_id,
            rules=_rules(questions, DURATIONS[SHORT_ROUND]),
            by=None,
            now=opened - timedelta(days=2),
        )
        make_round(world.contest_id, name="Tuần 2", opens_at=opened, length=OPEN_FOR)
        people_ids = [
            make_entry(world, number, entered_at=opened - timedelta(minutes=1))
            for number in range(1, people + 1)
        ]
    return seats_of(app, people_ids, now=now)


def seats_of(app: Flask, account_ids: Sequence[int], *, now: datetime) -> tuple[Seat, ...]:
    """Sign people in, as their browsers would be afterwards; nobody's password has to be checked for it."""
    with app.app_context(), transaction():
        tokens = {
            account_id: accounts.open_sign_in(
                account_id=account_id,
                shared_device=False,
                lasts=timedelta(hours=2),
                now=now,
                asks_second_factor=False,
            )
            for account_id in account_ids
        }
    return tuple(_seat(app, account_id, token) for account_id, token in tokens.items())


def _seat(app: Flask, account_id: int, token: str) -> Seat:
    """The browser's cookie, signed as the product signs it."""
    with app.test_request_context():
        csrf_token = generate_csrf()
        carried = {"_user_id": token, "csrf_token": session["csrf_token"]}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own kind
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(carried)}"
    return Seat(account_id=account_id, cookie=cookie, csrf_token=csrf_token)


def _rules(questions: int, duration: timedelta) -> RuleSet:
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=None, count=questions),))
    rules = make_rules(attempts_allowed=ATTEMPTS, grace=GRACE, duration=duration)
    divisions = tuple(replace(one, blueprint=blueprint) for one in rules.divisions)
    return replace(rules, divisions=divisions)
