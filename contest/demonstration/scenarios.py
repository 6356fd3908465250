"""The two made-up contests: one around today for trying the site, one in 2024 for proving the figures."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from contest.accounts import queries as account_queries
from contest.accounts import services as accounts
from contest.attempts import services as attempts
from contest.demonstration import setup, simulation
from contest.demonstration.habits import Entrant
from contest.platform.clock import VIETNAM
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import Payload
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.ruleset import RuleSet
from contest.rules.scope import Scope
from contest.standings import services as standings

TITLE = "Tìm hiểu cải cách hành chính tỉnh Hà Giang năm 2024"
FIRST_MONDAY_2024 = date(2024, 11, 4)
STAFF = (
    ("Trưởng Mẫu Ban", "0900900001", Role.ORGANISER),
    ("Phó Mẫu Ban", "0900900002", Role.ORGANISER),
    ("Biên Mẫu Tập", "0900900003", Role.EDITOR),
    ("Giám Mẫu Sát", "0900900004", Role.AUDITOR),
)
PARTICIPANT = ("Thí Mẫu Sinh", "0900900009")
SIMULATED_PEOPLE = 500
# The acts as standings register them.
PUBLISH, SETTLE = "standings:round:publish", "standings:tie:settle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How what made-up people do is stored."""

    enter_people: Callable[..., tuple[Entrant, ...]]
    take_round: Callable[..., int]


BY_USE_CASES = Way(enter_people=simulation.enter_people, take_round=simulation.take_round)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccount:
    """Somebody to sign in as; the password is shown once."""

    id: int
    name: str
    phone: str
    password: str
    role: str


def load_demonstration(*, now: datetime, people: int) -> tuple[DemonstrationAccount, ...]:
    """Set the contest up around today if there is none yet: two weeks closed, the third open."""
    if rounds.find_current_contest() is not None:
        return ()
    rng = Random(2024)  # noqa: S311 - made-up people are not a secret
    monday = now.astimezone(VIETNAM).date()
    monday -= timedelta(days=monday.weekday() + 14)
    prepared = setup.prepare_contest(
        slug="ha-giang-2024", first_monday=monday, rng=rng, now=_before(monday), title=TITLE
    )
    made = _staff_accounts(now)
    organisers = [one.id for one in made if one.role == Role.ORGANISER.label]
    _simulate(prepared, people, first_number=0, rng=rng, until=now, publish_before=2, publishers=organisers)
    return made


def _before(monday: date) -> datetime:
    return datetime(monday.year, monday.month, monday.day, tzinfo=VIETNAM).astimezone(UTC) - timedelta(days=7)


def _staff_accounts(now: datetime) -> tuple[DemonstrationAccount, ...]:
    made = []
    for name, phone, role in (*STAFF, (*PARTICIPANT, None)):
        password = "-".join(secrets.token_hex(2) for _part in range(3))
        account_id = accounts.register(name=name, phone=phone, password=password, consent=True, now=now)
        if role is not None:
            accounts.grant_role(account_id=account_id, role=role, unit_id=None, by=None, now=now)
        label = role.label if role else "Thí sinh"
        made.append(
            DemonstrationAccount(id=account_id, name=name, phone=phone, password=password, role=label)
        )
    return tuple(made)


def simulation_slug(people: int, seed: int) -> str:
    """The name under which a simulation is stored."""
    return f"mo-phong-{people}-{seed}"


def load_simulation(
    *,
    people: int,
    seed: int,
    rules: RuleSet | None = None,
    way: Way = BY_USE_CASES,
    report: Callable[[str], None] = lambda _line: None,
) -> tuple[int, ...]:
    """A whole contest of November 2024 with so many people, published round by round and as a whole.

    Answers the round ids.

    Reproducible: the same people and seed give the same standings and digests on any database.
    ``rules`` are those of 2024 unless others are given.
    """
    rng = Random(seed)  # noqa: S311 - the same
    prepared = setup.prepare_contest(
        slug=simulation_slug(people, seed),
        first_monday=FIRST_MONDAY_2024,
        rng=rng,
        now=_before(FIRST_MONDAY_2024),
        title=f"{TITLE} (mô phỏng {people} người)",
        rules=rules,
        people=people,
    )
    until = datetime(2025, 1, 1, tzinfo=UTC)
    _simulate(
        prepared,
        people,
        first_number=account_queries.count(),
        rng=rng,
        until=until,
        publish_before=len(prepared.round_ids) + 1,
        way=way,
        report=report,
    )
    standings.publish_overall(contest_id=prepared.contest_id, by=None, now=until)
    return prepared.round_ids


def _simulate(
    prepared: setup.Prepared,
    people: int,
    *,
    first_number: int,
    rng: Random,
    until: datetime,
    publish_before: int,
    publishers: Sequence[int] = (),
    way: Way = BY_USE_CASES,
    report: Callable[[str], None] = lambda _line: None,
) -> None:
    opens_at = rounds.get_round(prepared.round_ids[0]).intervals[0].opens_at
    entrants = way.enter_people(
        contest_id=prepared.contest_id, people=people, first_number=first_number, rng=rng, opens_at=opens_at
    )
    report(f"{people} người đã đăng ký.")
    for round_id in prepared.round_ids:
        this_round = rounds.get_round(round_id)
        if this_round.intervals[0].opens_at >= until:
            break
        closes_at = this_round.intervals[-1].closes_at
        started = way.take_round(
            round_id=round_id, entrants=entrants, rng=rng, until=min(until, closes_at + timedelta(minutes=5))
        )
        report(f"{this_round.name}: {started} lượt thi.")
        if closes_at < until and this_round.number < publish_before:
            after = closes_at + timedelta(hours=12)
            attempts.close_round(round_id=round_id, by=None, now=after)
            _publish(round_id, publishers, now=after + timedelta(hours=4))


def _publish(round_id: int, publishers: Sequence[int], *, now: datetime) -> None:
    """Publish as two organisers do it, where there are two; otherwise as the machine itself."""
    if not publishers:
        standings.publish(round_id=round_id, by=None, now=now)
        return
    contest_id = rounds.get_round(round_id).contest_id
    scope = Scope(contest_id=contest_id, round_id=round_id)
    for board in standings.proposals_of(scope):
        for tie in board.ties:
            payload: Payload = {
                "contest_id": contest_id,
                "scope": scope.code,
                "board": tie.board,
                "fingerprint": tie.fingerprint,
                "title": f"{tie.board_name}, hạng {tie.place}",
                "method": "equal_prizes",
                "seed_source": "",
                "seed_due_at": None,
            }
            _agreed(publishers, contest_id, SETTLE, payload, reason="Thể lệ, mục Giải thưởng", now=now)
    over = "Đã gọi các đơn vị: người trùng họ tên là những người khác nhau"
    publishing: Payload = {"round_id": round_id, "over": over}
    later = now + timedelta(hours=1)
    _agreed(publishers, contest_id, PUBLISH, publishing, reason="Đã rà soát bài thi", now=later)


def _agreed(
    persons: Sequence[int], contest_id: int, kind: str, payload: Payload, *, reason: str, now: datetime
) -> None:
    """What one organiser asks for and the other approves."""
    first, second = persons
    asked = proposals.put_forward(
        contest_id=contest_id, kind=kind, payload=payload, reason=reason, by=first, now=now
    )
    waiting = proposals.get(asked.proposal_id or 0, now=now)
    proposals.approve(
        proposal_id=waiting.id,
        seen=waiting.digest,
        remark="Đồng ý",
        by=second,
        roles=frozenset({Role.ORGANISER}),
        now=now + timedelta(minutes=20),
    )
