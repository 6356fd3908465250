"""Before a round is over no answer of ours tells which option is right, or why (A6)."""

from datetime import timedelta

import pytest
from factories import World, make_entry, make_item, make_rules, make_world, sign_in, take_attempt
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import desk, showing
from contest.attempts.queries import Attempt
from contest.rounds import queries as rounds
from contest.rules.ruleset import ScoresShown

GRACE = timedelta(seconds=30)
SECRETS = [
    text for number in range(1, 13) for text in (make_item(number).explanation, make_item(number).citation)
]


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(rules=make_rules(scores_shown=ScoresShown.AFTER_CLOSE))


@pytest.fixture
def taken(client: StrictClient, clock: SettableClock, world: World) -> Attempt:
    account_id = make_entry(world)
    sign_in(client, account_id, at=clock.now)
    return take_attempt(world, account_id, right=3, prediction=9)


def pages(client: StrictClient, attempt: Attempt) -> list[str]:
    """Everything a participant can fetch about rounds and papers."""
    started = client.submit(client.get("/thi"), form="/bat-dau")
    paths = [
        "/thi",
        "/toi",
        started.location,
        f"{started.location}/nop",
        f"{started.location}/gio",
        f"/thi/{attempt.code}/ket-qua",
    ]
    answers = [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.get_data(as_text=True) for answer in answers]


def test_nothing_leaks_while_the_round_is_open(client: StrictClient, taken: Attempt):
    for text in pages(client, taken):
        assert not [secret for secret in SECRETS if secret in text]
        assert "đáp án</b>" not in text
        assert "3/4" not in text


@pytest.mark.usefixtures("client")
def test_the_handles_of_right_options_have_nothing_in_common(world: World, taken: Attempt):
    first, second = (
        showing.answers_of(one) for one in (taken, take_attempt(world, make_entry(world, 2), right=4))
    )
    handles = [
        choice.handle for one in (first, second) for question in one.questions for choice in question.choices
    ]
    assert len(set(handles)) == len(handles)
    assert {len(handle) for handle in handles} == {8}


def test_answers_reasons_and_sources_appear_when_the_round_and_its_grace_are_over(
    client: StrictClient, clock: SettableClock, world: World, taken: Attempt
):
    closes_at = rounds.get_round(world.round_id).closes_at
    for instant in (closes_at - timedelta(seconds=1), closes_at, closes_at + GRACE):
        clock.move_to(instant)
        sign_in(client, taken.account_id, at=instant)
        page = client.get(f"/thi/{taken.code}/ket-qua").page
        assert not [secret for secret in SECRETS if secret in page.text], instant
        assert "Điểm công bố sau 22:00 ngày 24/11." in page.text
    clock.advance(milliseconds=1)
    page = client.get(f"/thi/{taken.code}/ket-qua").page
    assert len([secret for secret in SECRETS if secret in page.text]) == 8
    assert "3/4" in page.text
    assert page.rows("chủ đề")[1] == ["Cải cách thể chế", "3/4"]


@pytest.mark.usefixtures("app")
def test_where_the_rules_allow_it_the_score_is_shown_at_once_but_no_key(
    client: StrictClient, clock: SettableClock
):
    world = make_world(rules=make_rules(scores_shown=ScoresShown.AFTER_SUBMIT, attempts_allowed=1))
    account_id = make_entry(world)
    sign_in(client, account_id, at=clock.now)
    attempt = take_attempt(world, account_id, right=2)
    page = client.get(f"/thi/{attempt.code}/ket-qua").page
    assert "2/4" in page.text
    assert not [secret for secret in SECRETS if secret in page.text]


@pytest.mark.usefixtures("app")
def test_where_started_papers_may_finish_keys_wait_for_the_last_of_them():
    world = make_world(rules=make_rules(lets_started_finish=True))
    terms = rounds.terms_of(world.round_id)
    closes_at = terms.round.closes_at
    assert closes_at is not None
    longest = timedelta(minutes=30)  # twenty minutes, and half as much again for those who need it
    last = closes_at + longest + GRACE
    assert not desk.is_over(terms.round, terms.rules, now=last)
    assert desk.is_over(terms.round, terms.rules, now=last + timedelta(milliseconds=1))
