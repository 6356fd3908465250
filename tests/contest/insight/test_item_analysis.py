"""Pages of the item analysis from real attempts, and what nobody may see before the round is over."""

from datetime import timedelta
from fractions import Fraction
from io import BytesIO

import pandas as pd
import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    make_entry,
    make_staff,
    make_world,
    right_answers,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import StrictClient, StrictRunner

from contest.attempts import queries as attempts
from contest.attempts import services
from contest.bank import queries as bank
from contest.insight import item_analysis
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.corrections import Way
from questions.analysis import reliability

PATH = "/quan-tri/phan-tich"


@pytest.fixture
def world(app: Flask) -> World:
    """A bank of as many questions as a paper has: everybody answers every one."""
    assert app
    return make_world(questions=QUESTIONS)


def answer_as(
    world: World, number: int, rights: list[bool], *, step: timedelta = timedelta(seconds=20)
) -> None:
    """One person answers the questions in the order of the bank, one save after another."""
    attempt = start_attempt(world, make_entry(world, number))
    slots = {slot.version_id: slot.number for slot in attempts.paper_of(attempt.id)}
    all_right, all_wrong = right_answers(attempt, QUESTIONS), right_answers(attempt, 0)
    now = NOW
    for version_id, is_right in zip(sorted(slots), rights, strict=True):
        now += step
        slot = slots[version_id]
        answer = (all_right if is_right else all_wrong)[slot - 1]
        services.save(
            code=attempt.code, account_id=attempt.account_id, device="may-1", answers=[answer], now=now
        )
    services.submit(code=attempt.code, account_id=attempt.account_id, now=now)


PATTERNS = [
    [True, True, True, True],
    [True, True, True, False],
    [True, True, False, False],
    [True, False, False, False],
    [True, False, True, False],
]


def lock(world: World, clock: SettableClock) -> None:
    clock.now = NOW + timedelta(days=8)
    services.close_round(round_id=world.round_id, by=None, now=clock.now)


def test_figures_reliability_and_times_come_out_of_the_stored_answers(world: World, clock: SettableClock):
    for number, rights in enumerate(PATTERNS, start=1):
        answer_as(world, number, rights)
    lock(world, clock)
    seen = item_analysis.analysis_of(rounds.get_round(world.round_id), division="cbccvc")
    by_version = sorted(seen.items, key=lambda one: one.version_id)
    assert [one.figures.facility for one in by_version] == [
        Fraction(sum(column), len(PATTERNS)) for column in zip(*PATTERNS, strict=True)
    ]
    assert seen.alpha == reliability([[int(one) for one in row] for row in PATTERNS])
    assert by_version[0].figures.discrimination_index is None  # everybody was right: nothing to compare
    assert [one.time for one in by_version] == [timedelta(seconds=20)] * QUESTIONS
    wrong = by_version[3].figures.choices
    assert sum(row.count for row in wrong) == len(PATTERNS)
    assert next(row for row in wrong if row.is_key).count == 1


def test_answers_saved_together_tell_no_time(world: World, clock: SettableClock):
    for number in range(1, 7):
        take_attempt(world, make_entry(world, number), right=2)
    lock(world, clock)
    seen = item_analysis.analysis_of(rounds.get_round(world.round_id), division="")
    assert {(one.time, one.times) for one in seen.items} == {(None, 0)}
    assert seen.alpha == 0 or seen.alpha is None


def test_nobody_sees_anything_before_the_last_paper_is_handed_in(
    world: World, client: StrictClient, clock: SettableClock
):
    attempt = take_attempt(world, make_entry(world, 1), right=2)
    version_id = attempts.paper_of(attempt.id)[0].version_id
    sign_in(client, make_staff(90, Role.EDITOR))
    assert "Chưa có đợt thi nào kết thúc." in client.get(PATH).page.text
    for path in (f"{PATH}/{world.round_id}/excel", f"{PATH}/{world.round_id}/{version_id}"):
        assert client.get(path).status_code == 404
    lock(world, clock)
    sign_in(client, make_staff(91, Role.AUDITOR), at=clock.now)
    assert client.get(PATH).status_code == 403  # an auditor does not see keys


def test_an_editor_reads_the_pages_takes_the_workbook_and_fills_the_banks_column(
    world: World, client: StrictClient, clock: SettableClock
):
    for number in range(1, 22):
        answer_as(world, number, [number % 3 > 0, True, number % 7 == 0, number % 2 == 0])
    lock(world, clock)
    sign_in(client, make_staff(90, Role.EDITOR), at=clock.now)
    page = client.get(f"{PATH}?dot={world.round_id}&nhom=cbccvc")
    rows = page.page.rows("Câu hỏi, khó nhất trước")[1:]
    assert len(rows) == QUESTIONS
    assert [row[1] for row in rows] == ["21"] * QUESTIONS
    assert rows[0][2] == "14,3%"
    assert "chỉ 14% trả lời đúng" in rows[0][-1]
    assert "phương án" in rows[-1][-1]
    assert rows[-1][3:5] == ["–", "–"]  # everybody right: no variance
    only = client.get(f"{PATH}?dot={world.round_id}&can-xem=1").page.rows("Câu hỏi, khó nhất trước")
    assert len(only) - 1 == sum(row[-1] != "–" for row in rows)
    hardest = item_analysis.analysis_of(rounds.get_round(world.round_id), division="").items[0]
    detail = client.get(f"{PATH}/{world.round_id}/{hardest.version_id}?nhom=cbccvc")
    choices = detail.page.rows("Phương án được chọn")[1:]
    assert sum(int(row[1]) for row in choices) == 21
    assert sum("đáp án" in row[0] for row in choices) == 1
    book = client.get(f"{PATH}/{world.round_id}/excel?nhom=cbccvc")
    sheets = pd.read_excel(BytesIO(book.get_data()), sheet_name=None, header=None, engine="calamine")
    assert list(sheets) == ["Câu hỏi", "Phương án", "Độ tin cậy"]
    done = client.submit(page, form="/ghi", follow_redirects=True)
    assert "Đã ghi số liệu của 4 câu" in done.page.text
    code = hardest.item.code
    assert bank.statistics_of([bank.find_by_code(code).id])[bank.find_by_code(code).id].right_answers == 3


def test_a_command_fills_the_column_for_locked_rounds(
    world: World, runner: StrictRunner, clock: SettableClock
):
    take_attempt(world, make_entry(world, 1), right=3)
    assert runner.invoke(args=["attempts", "analyse"]).output == ""
    lock(world, clock)
    assert "Tuần 1: số liệu của 4 câu hỏi." in runner.invoke(args=["attempts", "analyse"]).output


def test_a_corrected_question_is_analysed_by_its_new_key(world: World, clock: SettableClock):
    from contest.platform.two_persons.acts import Decision
    from contest.rules.corrections import Correction
    from contest.standings.publishing import corrections

    for number, rights in enumerate(PATTERNS, start=1):
        answer_as(world, number, rights)
    version_id = sorted(rounds.item_versions_of(world.round_id))[3]
    key = bank.keys_of([version_id])[version_id]
    corrections.correct(
        contest_id=world.contest_id,
        correction=Correction(version_id=version_id, way=Way.KEY, key=(key + 1) % 4),
        notice="Đính chính.",
        decision=Decision(proposed_by=1, decided_by=2, reason="Sai đáp án", now=NOW),
    )
    lock(world, clock)
    found = item_analysis.analysis_of(rounds.get_round(world.round_id), division="").item(version_id)
    assert found is not None
    assert (found.figures.facility, found.correction) == (Fraction(4, 5), Way.KEY)
