"""Whole valid things for tests; each function takes only what a test is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

from openpyxl import Workbook

from contest.accounts import services as accounts
from contest.accounts.services import NewBatch
from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.attempts.handles import handle_of
from contest.attempts.queries import Attempt
from contest.attempts.services import Answer
from contest.bank import queries as bank_queries
from contest.bank import services as bank
from contest.bank.queries import Pool, Status
from contest.entries import services as entries
from contest.platform.two_persons import proposals
from contest.platform.viewer import Role
from contest.rounds import services as rounds
from contest.rounds.services import NewContest
from contest.rules.ruleset import (
    Division,
    OverallMethod,
    OverallRule,
    Prize,
    RuleSet,
    TieKey,
    default_2024,
)
from contest.rules.windows import Interval
from contest.units import queries as unit_queries
from contest.units import services as units
from contest.units.services import NewHeadcount, NewUnit
from questions.blueprint import Cell, PaperBlueprint
from questions.item import Item, Level

NOW = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
"""08:00 on a Monday in Viet Nam; the clock fixture stands an hour later."""

PASSWORD = "mot-mat-khau-dai"
UNITS = (
    NewUnit(code="02", name="Tỉnh Hà Giang", kind="province", parent_code=""),
    NewUnit(code="02-SNV", name="Sở Nội vụ", kind="department", parent_code="02"),
    NewUnit(code="02-STC", name="Sở Tài chính", kind="department", parent_code="02"),
    NewUnit(code="02-SNV-CCHC", name="Phòng Cải cách hành chính", kind="division", parent_code="02-SNV"),
    NewUnit(code="027", name="Huyện Mèo Vạc", kind="district", parent_code="02", tile=(2, 5)),
    NewUnit(code="026", name="Huyện Đồng Văn", kind="district", parent_code="02", tile=(1, 4)),
    NewUnit(code="00796", name="Xã Tả Lủng", kind="commune", parent_code="027"),
    NewUnit(code="00742", name="Xã Tả Lủng", kind="commune", parent_code="026"),
    NewUnit(code="00796-TH", name="Trường Tiểu học Tả Lủng", kind="school", parent_code="00796"),
)
QUESTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A contest with units, questions and one scheduled round, open from NOW for a week."""

    contest_id: int
    unit_list_id: int
    round_id: int


def make_item(number: int, **changes: Any) -> Item:
    """A sound question; its key is choice number % 4."""
    key = number % 4
    words = ["mười", "hai mươi", "ba mươi", "bốn mươi"]
    item = Item(
        code=f"ch-{number:03}",
        topic="the-che",
        level=Level.RECALL,
        stem=f"Theo văn bản mẫu số {number}, việc thứ {number} được giải quyết trong bao nhiêu ngày?",
        choices=tuple(f"Trong {word} ngày thứ {number}" for word in words),
        key=key,
        explanation=f"Văn bản mẫu số {number} quy định như vậy.",
        citation=f"Văn bản mẫu số {number}, Điều 1",
        valid_from=date(2020, 1, 1),
        valid_to=None,
    )
    return replace(item, **changes)


def make_bank(count: int = 12, *, pool: Pool = Pool.CONTEST, now: datetime = NOW) -> None:
    """So many approved questions of one topic."""
    bank.import_items(
        items=[make_item(number) for number in range(1, count + 1)],
        pool=pool,
        status=Status.APPROVED,
        by=None,
        now=now,
    )


def make_units(*, now: datetime = NOW) -> int:
    """A small tree of units with headcounts for all but the district of Đồng Văn; answers the list's id."""
    list_id = units.import_list(
        code="ha-giang-2024",
        name="Hà Giang 2024",
        valid_from=None,
        valid_to=None,
        rows=UNITS,
        by=None,
        now=now,
    )
    known = {unit.code: unit.id for unit in unit_queries.units_of(list_id).values()}
    people = {"02-SNV": 10, "02-STC": 20, "02-SNV-CCHC": 4, "027": 30, "00796": 8, "00796-TH": 12}
    units.record_headcounts(
        rows=[
            NewHeadcount(
                unit_id=known[code],
                category=unit_queries.ALL_STAFF,
                people=count,
                as_of=date(2024, 11, 1),
                source="Công văn mẫu",
            )
            for code, count in people.items()
        ],
        by=None,
        now=now,
    )
    return list_id


def make_rules(**changes: Any) -> RuleSet:
    """The default rules with short papers of one topic, each round ranked alone; two divisions."""
    blueprint = PaperBlueprint(cells=(Cell(topic="the-che", level=None, count=QUESTIONS),))
    base = default_2024()
    divisions: Sequence[Division] = [
        replace(one, blueprint=blueprint, overall_prizes=()) for one in base.divisions
    ]
    groups = tuple(replace(one, overall_prizes=()) for one in base.collective.groups)
    alone = replace(
        base,
        divisions=tuple(divisions),
        collective=replace(base.collective, groups=groups),
        overall=None,
    )
    return replace(alone, **changes)


def make_contest(
    *,
    rules: RuleSet | None = None,
    now: datetime = NOW - timedelta(days=7),
    questions: int = 12,
    two_persons: bool = True,
) -> tuple[int, int]:
    """Units, questions and a contest without a round; answers the contest's id and the unit list's."""
    list_id = make_units(now=now)
    make_bank(questions, now=now)
    contest_id = rounds.create_contest(
        contest=NewContest(
            slug="mau",
            title="Cuộc thi mẫu",
            organiser="Sở Nội vụ mẫu",
            legal_basis="Kế hoạch mẫu",
            hotline="0900 900 900",
            receipt_prefix="HG24",
            unit_list_id=list_id,
            two_persons=two_persons,
        ),
        rules=rules or make_rules(),
        by=None,
        now=now,
    )
    return contest_id, list_id


def make_world(
    *,
    rules: RuleSet | None = None,
    opens_at: datetime = NOW,
    length: timedelta = timedelta(days=6, hours=14),
    questions: int = 12,
    two_persons: bool = True,
) -> World:
    """Units, questions, a contest and its scheduled round "Tuần 1"."""
    contest_id, list_id = make_contest(
        rules=rules, now=opens_at - timedelta(days=7), questions=questions, two_persons=two_persons
    )
    round_id = make_round(contest_id, opens_at=opens_at, length=length)
    return World(contest_id=contest_id, unit_list_id=list_id, round_id=round_id)


def make_whole_rules(**changes: Any) -> RuleSet:
    """Rules that rank the whole contest too, with one first prize; changes are those of the overall rule."""
    rule = OverallRule(
        method=OverallMethod.SUM,
        best_of=0,
        least_rounds=0,
        tie_break=(TieKey.SCORE, TieKey.TIME_USED, TieKey.LOTTERY),
    )
    rules = make_rules(overall=replace(rule, **changes))
    prize = Prize(code="nhat", name="Giải Nhất toàn cuộc", quota=1, amount_vnd=5_000_000)
    return replace(rules, divisions=tuple(replace(one, overall_prizes=(prize,)) for one in rules.divisions))


def make_two_rounds(
    scores: Mapping[str, Sequence[int | None]], *, rules: RuleSet | None = None
) -> tuple[World, int, datetime]:
    """Two locked rounds in which people of one agency scored so; the second round, and when both are over."""
    world = make_world(rules=rules or make_whole_rules())
    week = timedelta(days=7)
    second = make_round(world.contest_id, name="Tuần 2", opens_at=NOW + week)
    for number, (name, own) in enumerate(scores.items(), start=1):
        account_id = make_entry(world, number, name=name)
        for round_id, at, right in ((world.round_id, NOW, own[0]), (second, NOW + week, own[1])):
            if right is not None:
                take_attempt(world, account_id, right=right, prediction=1, at=at, round_id=round_id)
    now = NOW + 3 * week
    for round_id in (world.round_id, second):
        attempts.close_round(round_id=round_id, by=None, now=now)
    return world, second, now


def make_round(
    contest_id: int, *, name: str = "Tuần 1", opens_at: datetime = NOW, length: timedelta = timedelta(days=6)
) -> int:
    """A scheduled round of one interval."""
    before = opens_at - timedelta(days=1)
    round_id = rounds.add_round(
        contest_id=contest_id,
        name=name,
        intervals=(Interval(opens_at=opens_at, closes_at=opens_at + length),),
        by=None,
        now=before,
    )
    rounds.schedule(round_id=round_id, pools=(Pool.CONTEST,), by=None, now=before)
    return round_id


def make_account(number: int = 1, *, name: str = "Sùng Mẫu Mai", password: str | None = None) -> int:
    """An account with the phone number 0900 0xx xxx."""
    return accounts.register(
        name=name, phone=phone_of(number), password=password, consent=True, now=NOW - timedelta(days=1)
    )


def phone_of(number: int) -> str:
    """The made-up phone number of an account number."""
    return f"0900{number:06}"


def make_staff(number: int = 90, role: Role = Role.ORGANISER, *, unit_id: int | None = None) -> int:
    """A staff account with the password PASSWORD."""
    account_id = make_account(number, name="Trưởng Mẫu Ban", password=PASSWORD)
    accounts.grant_role(account_id=account_id, role=role, unit_id=unit_id, by=None, now=NOW)
    return account_id


def make_entry(
    world: World,
    number: int = 1,
    *,
    unit_code: str = "02-SNV",
    division: str = "cbccvc",
    name: str = "Sùng Mẫu Mai",
    password: str | None = None,
    entered_at: datetime = NOW - timedelta(hours=1),
) -> int:
    """An entered person; answers the account's id."""
    account_id = make_account(number, name=name, password=password)
    entries.enter(
        contest_id=world.contest_id,
        account_id=account_id,
        division=division,
        unit_code=unit_code,
        wants_extra_time=False,
        now=entered_at,
    )
    return account_id


def start_attempt(
    world: World, account_id: int, *, at: datetime = NOW, round_id: int | None = None, seed: int = 1
) -> Attempt:
    """An attempt started at an instant on the device "may-1"."""
    return attempts.start(
        round_id=round_id or world.round_id,
        account_id=account_id,
        device="may-1",
        rng=Random(f"{seed}-{account_id}-{at}"),
        now=at,
    )


def right_answers(attempt: Attempt, count: int, *, prediction: int | None = None) -> list[Answer]:
    """Answers of which the first `count` are right, the others wrong."""
    slots = attempt_queries.paper_of(attempt.id)
    keys = bank_queries.keys_of({slot.version_id for slot in slots})
    answers = []
    for slot in slots:
        key = keys[slot.version_id]
        choice = key if slot.number <= count else (key + 1) % len(slot.order)
        answers.append(Answer(slot=slot.number, value=handle_of(attempt.code, slot.number, choice), seq=1))
    if prediction is not None:
        answers.append(Answer(slot=attempt.prediction_slot, value=str(prediction), seq=1))
    return answers


def take_attempt(
    world: World,
    account_id: int,
    *,
    right: int,
    prediction: int | None = None,
    at: datetime = NOW,
    takes: timedelta = timedelta(minutes=5),
    round_id: int | None = None,
) -> Attempt:
    """A submitted attempt with so many right answers."""
    attempt = start_attempt(world, account_id, at=at, round_id=round_id)
    ends_at = at + takes
    attempts.save(
        code=attempt.code,
        account_id=account_id,
        device="may-1",
        answers=right_answers(attempt, right, prediction=prediction),
        now=ends_at,
    )
    return attempts.submit(code=attempt.code, account_id=account_id, now=ends_at)


def sign_in(client: Any, account_id: int, *, at: datetime = NOW) -> None:
    """Sign an account in on this browser, past the second factor."""
    lasts = timedelta(days=30)
    token = accounts.open_sign_in(account_id=account_id, shared_device=False, lasts=lasts, now=at)
    fresh = accounts.renew_sign_in(account_id=account_id, token=token, lasts=lasts, now=at)
    with client.session_transaction() as session:
        session["_user_id"] = fresh


def approve_waiting(by: int, *, now: datetime) -> list[str]:
    """Let a second organiser approve everything that waits; answers what was done, in words."""
    waiting = [one for one in proposals.newest(limit=100, now=now) if one.is_waiting]
    return [
        proposals.approve(
            proposal_id=one.id,
            seen=proposals.outlook(one, now=now).digest,
            by=by,
            roles=frozenset({Role.ORGANISER}),
            now=now,
        )
        for one in waiting
    ]


def workbook_of(*rows: Sequence[object], merge: str = "") -> bytes:
    """An Excel file with these rows on its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


PIN = "480612"


def make_cards(
    *, unit_code: str = "00796", size: int = 2, at: datetime = NOW, lasts: timedelta = timedelta(days=30)
) -> NewBatch:
    """A batch of code cards for a unit, with their codes; its click is named after the instant."""
    [known] = unit_queries.lists()
    unit = unit_queries.get_unit(list_id=known.id, code=unit_code)
    return accounts.make_card_batch(
        unit_id=unit.id,
        unit_path=unit.path,
        size=size,
        expires_at=at + lasts,
        click=f"{unit_code}-{size}-{at}",
        by=None,
        rng=Random(f"{unit_code}-{size}-{at}"),
        now=at,
    )


def make_card_entry(
    world: World, code: str, *, name: str = "Vàng Mẫu Pà", birth_year: int | None = 1956, at: datetime = NOW
) -> int:
    """Somebody without a number who registered with a card and the PIN PIN; answers the account's id."""
    person = accounts.prepare_with_card(
        card=code, name=name, birth_year=birth_year, pin=PIN, address="198.51.100.1", now=at
    )
    account_id = accounts.create(person=person, consent=True, now=at)
    entries.enter(
        contest_id=world.contest_id,
        account_id=account_id,
        division="nguoi-dan",
        unit_code="00796",
        wants_extra_time=False,
        now=at,
    )
    return account_id
