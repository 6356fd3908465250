"""The made-up contest of contest.demonstration, its people and papers written as rows, thousands at a time.

Chance is asked in the same order as by the use cases, and papers are drawn and marked by the product's own
functions, so that the contest is the same to the letter: test_independent_recount.py compares the digests.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.accounts.models import AccountRow
from contest.attempts import finishing, papers, pools
from contest.attempts.models import AttemptRow, ResponseRow
from contest.attempts.starting import SEED_BITS
from contest.bank import queries as bank
from contest.demonstration import habits, simulation
from contest.demonstration.habits import Entrant, Sitting, Work
from contest.demonstration.scenarios import Way
from contest.entries import queries as entries
from contest.entries.models import EntryRow
from contest.entries.queries import Entry
from contest.platform.database import dialect_name, read, transaction
from contest.platform.language.vietnamese import fold, name_sort_key
from contest.rounds import queries as rounds
from contest.rounds.queries import Terms
from contest.rules import scoring, windows
from questions.drawing import draw

BATCH = 2000
ANSWER = ("attempt_id", "slot", "seq", "value", "flagged", "saved_at")
COPY = f"COPY response ({', '.join(ANSWER)}) FROM STDIN"
Row = dict[str, Any]


def enter_people(
    *, contest_id: int, people: int, first_number: int, rng: Random, opens_at: datetime
) -> tuple[Entrant, ...]:
    """Accounts and entries of so many people."""
    expected = simulation.registrations(
        contest_id=contest_id, people=people, first_number=first_number, rng=rng, opens_at=opens_at
    )
    entrants: list[Entrant] = []
    for batch in simulation.batches(expected, BATCH):
        registered = list(batch)
        with transaction() as session:
            accounts = [
                {
                    "phone": f"+84{one.person.phone[1:]}", "name": one.person.name, "status": "active",
                    "sort_key": name_sort_key(one.person.name), "search": fold(one.person.name),
                    "created_at": one.at,
                }
                for one in registered
            ]  # fmt: skip
            account_ids = _insert(session, AccountRow, accounts)
            entered = [
                {
                    "contest_id": contest_id, "account_id": account_id, "division": one.division,
                    "unit_id": one.unit.id, "unit_path": one.unit.path, "entered_at": one.at,
                    "wants_extra_time": False,
                }
                for account_id, one in zip(account_ids, registered, strict=True)
            ]  # fmt: skip
            session.execute(insert(EntryRow), entered)
        entrants += [
            Entrant(account_id=account_id, person=one.person)
            for account_id, one in zip(account_ids, registered, strict=True)
        ]
    return tuple(entrants)


def take_round(*, round_id: int, entrants: Sequence[Entrant], rng: Random, until: datetime) -> int:
    """Everybody's finished attempts of a round, with their answers. Answers how many."""
    desk = _Desk(terms=rounds.terms_of(round_id), rng=rng)
    started = 0
    sittings = simulation.sittings(desk.terms.round, entrants=entrants, rng=rng, until=until)
    for batch in simulation.batches(sittings, BATCH):
        sat = [desk.sit(entrant, sitting) for entrant, sitting in batch]
        with transaction() as session:
            ids = _insert(session, AttemptRow, [row for row, _work in sat])
            works = [work for _row, work in sat]
            _insert_answers(session, ids, works)
        started += len(sat)
    return started


AS_ROWS = Way(enter_people=enter_people, take_round=take_round)


class _Desk:
    """Where papers of one round are drawn and marked."""

    def __init__(self, *, terms: Terms, rng: Random) -> None:
        self.terms = terms
        self._rng = rng
        contest_id = terms.contest.id
        entered = entries.entries_below(contest_id=contest_id, path="/")
        self._entries = {one.account_id: one for one in entered}
        self._numbers: defaultdict[int, int] = defaultdict(int)
        self._pool = pools.pool_of(terms.round)
        self._keys = bank.keys_of(rounds.item_versions_of(terms.round.id))
        self._seen = _versions_seen(contest_id)

    def sit(self, entrant: Entrant, sitting: Sitting) -> tuple[Row, Work]:
        """The row of a finished attempt, and what was answered in it."""
        entry = self._entries[entrant.account_id]
        blueprint = self.terms.rules.division(entry.division).blueprint
        own = Random(self._rng.getrandbits(SEED_BITS))
        paper = draw(blueprint, self._pool, own, seen=self._seen[entry.id])
        self._seen[entry.id].update(slot.version_id for slot in paper.slots)
        started = self._started(entry, entrant, sitting, papers.stored(paper))
        work = habits.work(
            who=entrant.person,
            sitting=sitting,
            slots=paper.slots,
            keys=self._keys,
            deadline_at=started["deadline_at"],
            rng=self._rng,
        )
        return started | _finished(started, work), work

    def _started(self, entry: Entry, entrant: Entrant, sitting: Sitting, paper: papers.StoredPaper) -> Row:
        rules, this_round = self.terms.rules, self.terms.round
        self._numbers[entry.id] += 1
        return {
            "code": papers.attempt_code(self._rng),
            "receipt": papers.receipt_code(self.terms.contest.receipt_prefix, self._rng),
            "entry_id": entry.id,
            "account_id": entry.account_id,
            "round_id": this_round.id,
            "rule_set_id": this_round.rule_set_id,
            "number": self._numbers[entry.id],
            "division": entry.division,
            "unit_id": entry.unit_id,
            "unit_path": entry.unit_path,
            "state": "finished",
            "device": entrant.device,
            "started_at": sitting.begins_at,
            "deadline_at": windows.deadline_of(
                started_at=sitting.begins_at,
                duration=rules.duration,
                closes_at=this_round.closes_at,
                lets_started_finish=rules.lets_started_finish,
            ),
            "grace_ms": rules.grace // timedelta(milliseconds=1),
            "paper": paper,
            "questions": len(paper),
        }


def _finished(started: Row, work: Work) -> Row:
    questions: int = started["questions"]
    marks = finishing.marks_of(started["paper"], questions, dict(work.answers))
    finished_at = work.saved_at if work.is_submitted else started["deadline_at"]
    return {
        "finished_at": finished_at,
        "finished_by": finishing.BY_PARTICIPANT if work.is_submitted else finishing.BY_TIMEOUT,
        "score": scoring.score_of(correct=marks.correct, questions=marks.total),
        "prediction": dict(work.answers).get(questions + 1),
        "time_used_ms": windows.time_used(
            started_at=started["started_at"], finished_at=finished_at, deadline_at=started["deadline_at"]
        ),
    }


def _versions_seen(contest_id: int) -> defaultdict[int, set[int]]:
    """What each entry was asked in the rounds before."""
    seen: defaultdict[int, set[int]] = defaultdict(set)
    asked = select(AttemptRow.entry_id, AttemptRow.paper).join(EntryRow, EntryRow.id == AttemptRow.entry_id)
    for entry_id, paper in read().execute(asked.where(EntryRow.contest_id == contest_id)):
        seen[entry_id].update(slot.version_id for slot in papers.slots_of(paper))
    return seen


def _insert(session: Session, table: Any, rows: Sequence[Row]) -> Sequence[int]:
    """The ids of new rows, in their order."""
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return session.execute(statement, rows).scalars().all()


def _insert_answers(session: Session, ids: Sequence[int], works: Sequence[Work]) -> None:
    """Answers are the bulk of a contest: PostgreSQL copies them in, SQLite takes them in one statement."""
    rows = [
        (attempt_id, slot, 1, value, False, work.saved_at)
        for attempt_id, work in zip(ids, works, strict=True)
        for slot, value in work.answers
    ]
    if dialect_name() == "sqlite":
        session.execute(insert(ResponseRow), [dict(zip(ANSWER, row, strict=True)) for row in rows])
        return
    connection: Any = session.connection().connection
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row(row)
