"""A site in the middle of its contest: two rounds closed and published, the third open, readers signed in."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from flask import Flask
from harness import server as servers
from harness.databases import disconnect, migrate, settings_for_tests
from playwright.sync_api import BrowserContext

from contest import create_app
from contest.accounts import queries as account_queries
from contest.accounts import services as accounts
from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.attempts.handles import handle_of
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer
from contest.commendations.certificates import acts as certificate_acts
from contest.commendations.certificates import queries as certificates
from contest.demonstration.scenarios import load_demonstration
from contest.entries import data_requests
from contest.entries import services as entries
from contest.entries.data_requests import Kind
from contest.platform.clock import system_clock
from contest.platform.configuration import settings
from contest.platform.language.key_texts import KEY_TEXTS
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rounds import recordings
from contest.rounds import services as round_services
from contest.rounds.queries import Round
from contest.rules.scope import Scope
from contest.rules.windows import Interval, RoundPhase
from contest.standings import services as standings
from contest.standings.reviews import services as reviews
from contest.units import queries as units
from contest.units.importing import ImportKind
from contest.units.queries import Unit

PEOPLE = 150
UNIT = "02-SNV"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
DEVICE = "may-chup-anh-thu-nhat"
LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running site, who may be signed in, and the codes that addresses need."""

    url: str
    app: Flask
    tokens: Mapping[str, str]  # the sign-in of each kind of reader
    samples: Mapping[str, object]  # the value of an address's argument, by its name
    samples_of: Mapping[
        str, Mapping[str, object]
    ]  # where a slice means something else, by the start of endpoints
    way_back: str  # of the helper's device at which "guest" sits, and which "left" has just left


SOUND = b"\x1aE\xdf\xa3" + bytes(20) + b"webm" + bytes(20_000)  # as much as five seconds of speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a database was filled with: see the fields of Stage."""

    tokens: Mapping[str, str]
    samples: Mapping[str, object]
    samples_of: Mapping[str, Mapping[str, object]]
    way_back: str


def standing(folder: Path, *, people: int = PEOPLE) -> AbstractContextManager[Stage]:
    """The site in the middle of its contest: build it, serve it, and take it down."""
    return served(folder, lambda: furnished(people, now=system_clock()))


@contextmanager
def served(folder: Path, fill: Callable[[], Filled]) -> Iterator[Stage]:
    """Build a site with what ``fill`` stores, serve it, and take it down."""
    used = settings_for_tests(
        folder=folder,
        database_url=f"sqlite:///{folder}/shots.sqlite3",
        staff_second_factor=False,
        environment="demonstration",
    )
    app = create_app(used)
    with app.app_context():
        migrate(app)
        filled = fill()
        disconnect()
    with servers.running(used, folder=folder) as server, app.app_context():
        yield stage_of(filled, app, url=server.url)
        disconnect()


def stage_of(filled: Filled, app: Flask, *, url: str = "") -> Stage:
    """What a database was filled with, and the app that works on it; without an address nothing serves it."""
    return Stage(
        url=url,
        app=app,
        tokens=filled.tokens,
        samples=filled.samples,
        samples_of=filled.samples_of,
        way_back=filled.way_back,
    )


def sign_in(context: BrowserContext, stage: Stage, who: str) -> None:
    """Give a browser the session of a kind of reader; nobody needs none."""
    if who in stage.tokens or who == LEFT:
        name = stage.app.config["SESSION_COOKIE_NAME"]
        context.add_cookies([{"name": name, "value": session_of(stage, who), "url": stage.url}])


def session_of(stage: Stage, who: str) -> str:
    """The value of the session cookie of a kind of reader; empty for nobody."""
    content: dict[str, object] = {"tro_lai": stage.way_back} if who in {"guest", LEFT} else {}
    if who in stage.tokens:
        content |= {"_user_id": stage.tokens[who], "_fresh": True}
    if not content:
        return ""
    serializer = stage.app.session_interface.get_signing_serializer(stage.app)  # type: ignore[attr-defined] # Flask's own
    value: str = serializer.dumps(content)
    return value


def furnished(people: int, *, now: datetime) -> Filled:
    """Fill an empty database, of the app in whose context we are: the middle of the contest."""
    made = load_demonstration(now=now, people=people)
    contest = rounds.current_contest()
    unit = units.get_unit(list_id=contest.unit_list_id, code=UNIT)
    by_role = {
        one.role: account_queries.find_id_by_number(accounts.canonical_phone(one.phone)) or 0 for one in made
    }
    officer = accounts.register(name="Đầu Mẫu Mối", phone="0900900011", password=None, consent=True, now=now)
    accounts.grant_role(account_id=officer, role=Role.UNIT_OFFICER, unit_id=unit.id, by=None, now=now)
    participant = accounts.register(
        name="Thí Mẫu Hai", phone="0900900012", password=None, consent=True, now=now
    )
    entry_id = entries.enter(
        contest_id=contest.id,
        account_id=participant,
        division="cbccvc",
        unit_code=UNIT,
        wants_extra_time=False,
        now=now,
    )
    readers = {
        "participant": participant,
        "organiser": by_role[Role.ORGANISER.label],
        "editor": by_role[Role.EDITOR.label],
        "auditor": by_role[Role.AUDITOR.label],
        "unit_officer": officer,
    }
    tokens = {who: token(account_id, now=now) for who, account_id in readers.items()}
    standings.keep_day(now=now)
    finished, open_one = _taken(participant, now=now), _started(participant, now=now).code
    closed = [one for one in rounds.rounds_of(contest.id) if one.phase(now) is RoundPhase.CLOSED]
    samples: dict[str, object] = {
        "code": finished,
        "open_code": open_one,
        "entry_id": entry_id,
        "request_id": _asked(participant, Kind.WITHDRAWAL, now=now),
        "account_id": participant,
        "contest_id": contest.id,
        "round_id": closed[-1].id,
        "unit_id": unit.id,
        "list_code": units.get_list(contest.unit_list_id).code,
        "kind_code": ImportKind.UNITS.value,
        "version": 1,
        "number": 1,
        "item_id": 1,
        "topic": "the-che",
        "board": "don-vi",
        "published_id": closed[0].id,
        "division_code": "cbccvc",
        "role_code": Role.ORGANISER.value,
    }
    samples |= _cards(unit, by=readers["organiser"], now=now)
    samples |= _workbooks(closed[0].id, by=readers["organiser"], now=now)
    draft_id = _drafted(contest.id, by=readers["organiser"], now=now)
    published = {"round_id": closed[0].id, "code": _certified(closed[0].id, by=readers["organiser"], now=now)}
    samples_of: dict[str, dict[str, object]] = {
        "commendations_documents.contest_paper": {"kind": "bao-cao-tong-ket"},
        "commendations_": published | {"kind": "thong-bao"},
        "bank_manage.items.act_with_reason": {"act": "ngung-dung"},
        "bank_manage.items.variant_page": {"language": "en"},
        "standings.": {"code": UNIT},
        "entries_manage.data_requests.correct": {"request_id": _asked(participant, Kind.CORRECTION, now=now)},
        "newer_tree.": {"round_id": closed[0].id},
        "winners.": {"round_id": closed[0].id},
        "ties.": {"round_id": closed[0].id},
        "reviews.": _reviewed(closed[-1].id, by=readers["organiser"], now=now),
        "accounts_manage.": {"account_id": readers["editor"], "role_code": Role.EDITOR.value},
        "rounds_manage.rounds.withdraw_round": {"round_id": _round_to_come(contest.id, now=now).id},
        "rounds_manage.rounds.schedule_round": {"round_id": draft_id},
        "rounds_manage.rounds.remove_round": {"round_id": draft_id},
        "rounds_manage.recordings.": _recorded(by=readers["organiser"], now=now),
    }
    tokens["guest"], way_back = _seated(now=now)
    return Filled(tokens=tokens, samples=samples, samples_of=samples_of, way_back=way_back)


def _round_to_come(contest_id: int, *, now: datetime) -> Round:
    """A scheduled round that has not opened."""
    return next(one for one in rounds.rounds_of(contest_id) if one.phase(now) is RoundPhase.NOT_OPEN)


def _drafted(contest_id: int, *, by: int, now: datetime) -> int:
    """A round that is written and not scheduled."""
    last = rounds.rounds_of(contest_id)[-1].intervals[-1]
    return round_services.add_round(
        contest_id=contest_id,
        name="Tuần dự phòng",
        intervals=[Interval(opens_at=last.opens_at + WEEK, closes_at=last.closes_at + WEEK)],
        by=by,
        now=now,
    )


def _workbooks(round_id: int, *, by: int, now: datetime) -> dict[str, object]:
    """Long workbooks as their folder holds them: being written, ready, failed; nobody takes them away."""
    folder = settings().resolved_instance_path / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    said = {"account_id": by, "round_id": round_id, "version": 1, "ordered_at": (now + DAY).isoformat()}
    tokens = {}
    for state, ending in {"writing": "draft", "ready": "xlsx", "failed": "failed"}.items():
        token = tokens[state] = state.ljust(32, "-")
        (folder / f"{token}.{ending}").touch()
        (folder / f"{token}.json").write_text(json.dumps(said), encoding="utf-8")
    return {"token_" + state: token for state, token in tokens.items()}


def _recorded(*, by: int, now: datetime) -> dict[str, object]:
    """A recording of every key text: what pages weigh and ask for with it is what counts."""
    for text in KEY_TEXTS:
        recordings.keep(key=text.key, language="vi", content=SOUND, by=by, now=now)
    return {"key": KEY_TEXTS[0].key, "language": "vi"}


def _reviewed(round_id: int, *, by: int, now: datetime) -> dict[str, object]:
    """A review opened by hand for an attempt of a closed round."""
    code = attempt_queries.sittings_of(round_id)[0].code
    signal = reviews.open_by_hand(attempt_code=code, reason="Người dân phản ánh thi hộ", by=by, now=now)
    return {"subject": signal.subject, "attempt_id": signal.attempt_ids[0], "deed": "huy"}


def _asked(account_id: int, kind: Kind, *, now: datetime) -> int:
    """A request of the participant about their own data."""
    return data_requests.ask(account_id=account_id, kind=kind, content="Tên đúng: Thí Mẫu Ba", now=now)


def _cards(unit: Unit, *, by: int, now: datetime) -> dict[str, object]:
    """A batch of code cards, the first of which somebody has registered with."""
    made = accounts.make_card_batch(
        unit_id=unit.id,
        unit_path=unit.path,
        size=10,
        expires_at=now + 30 * DAY,
        click="shots",
        by=by,
        rng=Random(7),
        now=now,
    )
    person = accounts.prepare_with_card(
        card=made.cards[0].code, name="Vàng Mẫu Pà", birth_year=1956, pin="480612", address="-", now=now
    )
    accounts.create(person=person, consent=True, now=now)
    first = account_queries.cards_of(made.id, now=now)[0]
    return {"batch_id": made.id, "card_id": first.id}


def _seated(*, now: datetime) -> tuple[str, str]:
    """A citizen with a card at a helper's device: the citizen's sign-in, and the helper's way back."""
    contest = rounds.current_contest()
    unit = units.get_unit(list_id=contest.unit_list_id, code=UNIT)
    helper = accounts.register(name="Hỗ Mẫu Trợ", phone="0900900013", password=None, consent=True, now=now)
    accounts.grant_role(account_id=helper, role=Role.HELPER, unit_id=unit.id, by=None, now=now)
    [citizen] = account_queries.search("Vàng Mẫu Pà", limit=1)
    opened = accounts.open_guest(
        helper_id=helper,
        helper_token=token(helper, now=now),
        unit_id=unit.id,
        account_id=citizen.id,
        limits=accounts.GuestLimits(an_hour=6, a_day=40, lasts=DAY),
        now=now,
    )
    return opened.token, opened.way_back


def _certified(round_id: int, *, by: int, now: datetime) -> str:
    """The code of one of the certificates issued for the winners of a published round."""
    scope = Scope(contest_id=rounds.get_round(round_id).contest_id, round_id=round_id)
    certificate_acts.issue(
        scope=scope,
        wanted=certificate_acts.Wanted.ALL,
        decision_number="123/QĐ-SNV",
        decided_on=now.date(),
        by=by,
        now=now,
        rng=Random(7),
    )
    return certificates.part_of(scope, 1)[0].code


def token(account_id: int, *, now: datetime) -> str:
    """A sign-in past the second factor."""
    opened = accounts.open_sign_in(account_id=account_id, shared_device=False, lasts=DAY, now=now)
    return accounts.renew_sign_in(account_id=account_id, token=opened, lasts=DAY, now=now)


def _started(account_id: int, *, now: datetime) -> Attempt:
    contest = rounds.current_contest()
    at_hand = next(one for one in rounds.rounds_of(contest.id) if one.phase(now) is RoundPhase.OPEN)
    return attempts.start(
        round_id=at_hand.id, account_id=account_id, device=DEVICE, rng=Random(str(now)), now=now
    )


def _taken(account_id: int, *, now: datetime) -> str:
    """An attempt of the open round, handed in with every other question answered; its code."""
    began = now - timedelta(minutes=7)
    attempt = _started(account_id, now=began)
    answers = [
        Answer(slot=number, value=handle_of(attempt.code, number, 0), seq=1)
        for number in range(1, attempt.questions, 2)
    ]
    attempts.save(code=attempt.code, account_id=account_id, device=DEVICE, answers=answers, now=began)
    return attempts.submit(code=attempt.code, account_id=account_id, now=now).code
