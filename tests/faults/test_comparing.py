"""The comparison itself: a sound story has no fault, and each kind of harm is seen as what it is."""

import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from faults.agreed import ATTEMPTS, DURATIONS, GRACE, LONG_ROUND
from faults.comparing import Fault, compare
from faults.ledger import Exchange
from faults.stored import Row, Stored

BEGIN = datetime(2024, 11, 18, 1, tzinfo=UTC)
DEADLINE = BEGIN + DURATIONS[LONG_ROUND]
END = BEGIN + timedelta(minutes=5)
CODE, RECEIPT = "abc", "HG24-AAAA-BBBB"
CHOICES = {1: ["đỏ", "xanh"], 2: ["núi", "sông"]}


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def exchange(kind: str, seconds: float, status: int = 200, *, sent: Any = None, **got: Any) -> Exchange:
    return Exchange(
        person=7,
        kind=kind,
        sent={"code": CODE} | (sent or {}),
        sent_at=at(seconds),
        status=status,
        got={"location": ""} | got,
        got_at=at(seconds + 0.1),
    )


def save(seconds: float, slot: int, seq: int, words: str, *, stored: int | None = None) -> Exchange:
    """A confirmed save of one answer; the prediction is slot 3."""
    held = stored or seq
    data = {
        "stored": [] if slot == 3 else [{"slot": slot, "seq": held}],
        "prediction_seq": held if slot == 3 else None,
        "saved_at": at(seconds).isoformat(),
        "deadline": DEADLINE.isoformat(),
    }
    answer = {"slot": slot, "seq": seq, "words": words, "flag": False}
    return exchange("save", seconds, sent={"answers": [answer]}, data=data)


STORY = (
    exchange(
        "start", 0, 303, sent={"round": LONG_ROUND, "intention": 1, "code": ""}, location=f"/thi/{CODE}"
    ),
    save(10, 1, 1, "đỏ"),
    save(20, 2, 2, "núi"),
    save(30, 1, 3, "xanh"),
    save(40, 3, 4, "250"),
    exchange("submit", 300, 303, location=f"/thi/{CODE}/ket-qua"),
    exchange("result", 310, receipt=RECEIPT),
)
ATTEMPT: Row = {
    "id": 1, "code": CODE, "entry_id": 3, "account_id": 7, "round": LONG_ROUND,
    "number": 1, "state": "finished", "started_at": BEGIN, "deadline_at": DEADLINE, "questions": 2,
    "paper": [[1, [0, 1]], [2, [1, 0]]],
    "finished_at": END, "finished_by": "participant", "score": 2, "prediction": 250, "time_used_ms": 300_000,
    "receipt": RECEIPT,
}  # fmt: skip


def response(slot: int, seq: int, value: int | None, seconds: float) -> Row:
    return {
        "attempt_id": 1, "slot": slot, "seq": seq, "value": value, "flagged": False, "saved_at": at(seconds),
    }  # fmt: skip


def sound() -> Stored:
    """What a database holds after the story: both answers right, the prediction too."""
    return Stored(
        attempts=(deepcopy(ATTEMPT),),
        responses=(response(1, 3, 1, 30), response(2, 2, 0, 20), response(3, 4, 250, 40)),
        late=(),
        choices=CHOICES,
        keys={1: 1, 2: 0},
    )


def attempt_with(**changes: Any) -> Callable[[Stored], Stored]:
    return lambda stored: replace(stored, attempts=(stored.attempts[0] | changes,))


def answer_with(index: int, **changes: Any) -> Callable[[Stored], Stored]:
    def change(stored: Stored) -> Stored:
        responses = list(stored.responses)
        responses[index] |= changes
        return replace(stored, responses=tuple(responses))

    return change


def with_second_attempt(**changes: Any) -> Callable[[Stored], Stored]:
    return lambda stored: replace(
        stored, attempts=(*stored.attempts, stored.attempts[0] | {"id": 2, "code": "def"} | changes)
    )


def test_it_is_a_second_opinion():
    """None of the code that it judges is loaded with it."""
    judged = ("contest.attempts", "contest.rules", "contest.standings", "questions")
    program = (
        f"import sys, faults.comparing; sys.exit(any(name.startswith({judged}) for name in sys.modules))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=False)  # noqa: S603 - our own words
    assert done.returncode == 0


def test_a_sound_story_has_no_fault():
    assert compare(STORY, sound()).sentences == []


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda stored: replace(stored, attempts=(), responses=()), Fault.LOST),
        (lambda stored: replace(stored, responses=stored.responses[1:]), Fault.LOST),
        (answer_with(0, seq=1, value=0), Fault.LOST),
        (attempt_with(state="open", finished_at=None, finished_by=None), Fault.LOST),
        (with_second_attempt(started_at=END, number=1, receipt="HG24-2"), Fault.DUPLICATED),
        (with_second_attempt(number=2, receipt="HG24-2"), Fault.DUPLICATED),
        (with_second_attempt(code=CODE), Fault.DUPLICATED),
        (
            lambda stored: replace(stored, responses=(*stored.responses, stored.responses[0])),
            Fault.DUPLICATED,
        ),
        (attempt_with(finished_at=END + timedelta(seconds=2)), Fault.DUPLICATED),
        (attempt_with(receipt="HG24-CCCC-DDDD"), Fault.DUPLICATED),
        (answer_with(0, value=0), Fault.PHANTOM),
        (answer_with(0, flagged=True), Fault.PHANTOM),
        (answer_with(1, seq=9), Fault.PHANTOM),
        (attempt_with(score=1), Fault.WRONG_SCORE),
        (attempt_with(prediction=None), Fault.WRONG_SCORE),
        (attempt_with(time_used_ms=299_000), Fault.WRONG_SCORE),
        (answer_with(0, saved_at=DEADLINE + GRACE + timedelta(milliseconds=1)), Fault.LATE),
        (attempt_with(deadline_at=DEADLINE + timedelta(seconds=1)), Fault.LATE),
    ],
)
def test_a_harmed_database_is_seen(harm: Callable[[Stored], Stored], fault: Fault):
    assert compare(STORY, harm(sound())).counts[fault] > 0


def test_an_older_answer_over_a_newer_one_is_stale_when_it_came_later():
    again = replace(save(50, 1, 1, "đỏ"), status=0, got={}, got_at=None)
    assert compare((*STORY, again), answer_with(0, seq=1, value=0)(sound())).counts[Fault.STALE] == 1


def test_a_save_confirmed_after_the_hand_in_or_the_end_is_late():
    for seconds in (302, (DEADLINE + GRACE - BEGIN).total_seconds() + 1):
        late = save(seconds, 2, 2, "núi")
        assert compare((*STORY, late), sound()).counts[Fault.LATE] > 0


def test_more_attempts_than_clicks_or_than_allowed_are_seen():
    without_start = STORY[1:]
    assert compare(without_start, sound()).counts[Fault.PHANTOM] == 1
    clicks = tuple(replace(STORY[0], sent={**STORY[0].sent, "intention": number}) for number in range(9))
    crowd = tuple(
        ATTEMPT
        | {
            "id": number,
            "code": f"code-{number}",
            "number": number,
            "started_at": at(1000 * number),
            "finished_at": at(1000 * number + 1),
        }
        for number in range(1, ATTEMPTS + 2)
    )
    findings = compare((*STORY, *clicks), replace(sound(), attempts=(ATTEMPT, *crowd)))
    assert findings.counts[Fault.DUPLICATED] > 0


def test_a_hand_in_that_nobody_sent_is_a_phantom():
    without_submit = tuple(one for one in STORY if one.kind != "submit")
    assert compare(without_submit, sound()).counts[Fault.PHANTOM] == 1
    by_timeout = attempt_with(finished_by="timeout", finished_at=DEADLINE, time_used_ms=1_800_000)
    assert compare(without_submit, by_timeout(sound())).sentences == []
