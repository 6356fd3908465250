"""Batches of answers that the paper's script sends: what is stored, what is refused, with which status."""

import json
from typing import Any

import pytest
from factories import QUESTIONS, World, make_entry, make_world, sign_in
from flask import Flask
from harness.clock import SettableClock
from harness.strict_client import PageResponse, StrictClient

from contest.accounts import services as accounts
from contest.attempts import queries, services, showing
from contest.attempts.handles import handle_of
from contest.attempts.queries import Attempt


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def person(client: StrictClient, clock: SettableClock, world: World) -> int:
    account_id = make_entry(world)
    sign_in(client, account_id, at=clock.now)
    return account_id


@pytest.fixture
def attempt(client: StrictClient, person: int) -> Attempt:
    started = client.submit(client.get("/thi"), form="/bat-dau")
    return queries.get_attempt(code=started.location.rpartition("/")[2], account_id=person)


def answer(attempt: Attempt, slot: int, choice: int | None, seq: int, **more: Any) -> dict[str, Any]:
    handle = None if choice is None else handle_of(attempt.code, slot, choice)
    return {"slot": slot, "choice": handle, "seq": seq, "flag": False} | more


def token_of(client: StrictClient) -> str:
    return str(client.get("/thi").page.one("meta", name="csrf-token").get("content"))


def put(client: StrictClient, attempt: Attempt, body: object, **headers: str) -> PageResponse:
    text = body if isinstance(body, str) else json.dumps(body)
    given = {"X-CSRF-Token": token_of(client), "Content-Type": "application/json"} | headers
    return client.put(f"/thi/{attempt.code}/tra-loi", data=text, headers=given)


def beacon(client: StrictClient, attempt: Attempt, body: dict[str, Any]) -> PageResponse:
    headers = {"Content-Type": "text/plain;charset=UTF-8"}
    return client.post(f"/thi/{attempt.code}/tra-loi", data=json.dumps(body), headers=headers)


def test_a_batch_is_stored_and_confirmed_with_the_servers_time(
    client: StrictClient, clock: SettableClock, attempt: Attempt
):
    body = {
        "answers": [answer(attempt, 1, 2, 12), answer(attempt, 3, None, 13, flag=True)],
        "prediction": {"value": "1250", "seq": 14},
    }
    reply = put(client, attempt, body)
    assert reply.status_code == 200
    assert reply.json == {
        "stored": [{"slot": 1, "seq": 12}, {"slot": 3, "seq": 13}],
        "prediction_seq": 14,
        "kept": [],
        "saved_at": clock.now.isoformat(),
        "now": clock.now.isoformat(),
        "deadline": attempt.deadline_at.isoformat(),
    }
    assert reply.headers["Cache-Control"] == "no-store"
    stored = showing.answers_of(attempt)
    assert (stored.unanswered, stored.flagged, stored.prediction) == ((2, 3, 4), (3,), 1250)


def test_a_repeat_changes_nothing_and_an_older_batch_gets_the_stored_sequence(
    client: StrictClient, clock: SettableClock, attempt: Attempt
):
    first = put(client, attempt, {"answers": [answer(attempt, 1, 2, 5)]})
    clock.advance(seconds=3)
    again = put(client, attempt, {"answers": [answer(attempt, 1, 2, 5)]})
    older = put(client, attempt, {"answers": [answer(attempt, 1, 3, 4)]})
    assert first.json["stored"] == again.json["stored"] == older.json["stored"] == [{"slot": 1, "seq": 5}]
    assert first.json["kept"] == again.json["kept"] == []
    held = {"slot": 1, "seq": 5, "value": handle_of(attempt.code, 1, 2), "flag": False}
    assert older.json["kept"] == [held]
    [chosen] = [one for one in showing.answers_of(attempt).questions[0].choices if one.chosen]
    assert chosen.handle == held["value"]


def test_another_answer_under_the_same_sequence_is_told_what_is_kept_instead(
    client: StrictClient, attempt: Attempt
):
    put(client, attempt, {"answers": [answer(attempt, 1, 2, 5)]})
    prediction = {"prediction": {"value": "7", "seq": 2}}
    put(client, attempt, {"answers": [answer(attempt, 2, None, 1, flag=True)]} | prediction)
    for others in (
        {"answers": [answer(attempt, 1, 3, 5)]},
        {"answers": [answer(attempt, 1, None, 5)]},
        {"answers": [answer(attempt, 1, 2, 5, flag=True)]},
    ):
        reply = put(client, attempt, others)
        assert reply.json["stored"] == [{"slot": 1, "seq": 5}]
        assert reply.json["kept"] == [
            {"slot": 1, "seq": 5, "value": handle_of(attempt.code, 1, 2), "flag": False}
        ]
    batch = {"answers": [answer(attempt, 1, 0, 6), answer(attempt, 2, 1, 1)]}
    reply = put(client, attempt, batch | {"prediction": {"value": "8", "seq": 2}})
    assert reply.json["stored"] == [{"slot": 1, "seq": 6}, {"slot": 2, "seq": 1}]
    assert reply.json["prediction_seq"] == 2
    assert reply.json["kept"] == [
        {"slot": 2, "seq": 1, "value": "", "flag": True},
        {"slot": "du_doan", "seq": 2, "value": "7", "flag": False},
    ]


def test_replies_for_right_and_wrong_options_are_alike(client: StrictClient, attempt: Attempt):
    replies = [
        put(client, attempt, {"answers": [answer(attempt, 1, choice, choice + 1)]}) for choice in range(4)
    ]
    told = {reply.get_data(as_text=True).replace(f'"seq":{seq}', "") for seq, reply in enumerate(replies, 1)}
    assert len(told) == 1
    assert {reply.status_code for reply in replies} == {200}


def test_a_closing_page_saves_by_beacon_with_the_token_in_the_body(client: StrictClient, attempt: Attempt):
    body = {"answers": [answer(attempt, 2, 1, 3)], "csrf_token": token_of(client), "device": attempt.device}
    assert beacon(client, attempt, body).status_code == 200
    assert showing.answers_of(attempt).unanswered == (1, 3, 4)


@pytest.mark.parametrize("token", ["", "khong-phai"])
def test_a_beacon_without_a_good_token_is_refused(client: StrictClient, attempt: Attempt, token: str):
    body = {"answers": [answer(attempt, 2, 1, 3)], "csrf_token": token}
    assert beacon(client, attempt, body).status_code == 400
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS


def test_a_batch_without_a_token_or_of_another_kind_is_refused(client: StrictClient, attempt: Attempt):
    body = {"answers": [answer(attempt, 1, 1, 1)]}
    assert put(client, attempt, body, **{"X-CSRF-Token": "khong-phai"}).status_code == 400
    assert put(client, attempt, body, **{"Content-Type": "text/plain"}).status_code == 422
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS


GOOD = '{"slot": 1, "choice": null, "seq": 1}'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        "null",
        "{}",
        '{"answers": {}}',
        '{"answers": [1]}',
        '{"answers": [], "khac": 1}',
        '{"answers": [], "answers": []}',
        '{"answers": [{"slot": 1, "choice": null}]}',
        '{"answers": [{"slot": 1, "choice": null, "seq": 1, "diem": 9}]}',
        '{"answers": [{"slot": 1, "slot": 2, "choice": null, "seq": 1}]}',
        '{"answers": [{"slot": "1", "choice": null, "seq": 1}]}',
        '{"answers": [{"slot": true, "choice": null, "seq": 1}]}',
        '{"answers": [{"slot": 1.0, "choice": null, "seq": 1}]}',
        '{"answers": [{"slot": 1, "choice": 2, "seq": 1}]}',
        '{"answers": [{"slot": 1, "choice": "\\ud800", "seq": 1}]}',
        '{"answers": [{"slot": 1, "choice": "aaaaaaaaaaaaaaaaaaaa", "seq": 1}]}',
        '{"answers": [{"slot": 1, "choice": null, "seq": 0}]}',
        '{"answers": [{"slot": 1, "choice": null, "seq": 2147483648}]}',
        '{"answers": [{"slot": 1, "choice": null, "seq": NaN}]}',
        '{"answers": [{"slot": 1, "choice": null, "seq": 1, "flag": 1}]}',
        f'{{"answers": [{GOOD}, {GOOD}]}}',
        '{"answers": [], "prediction": "1250"}',
        '{"answers": [], "prediction": {"value": 1250, "seq": 1}}',
        '{"answers": [], "prediction": {"value": "nhieu", "seq": 1}}',
        '{"answers": [], "device": 7}',
        '{"answers": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"answers": [' + " " * 20000 + "]}",
    ],
)
def test_whatever_is_no_batch_is_refused_and_stores_nothing(
    client: StrictClient, attempt: Attempt, body: str
):
    reply = put(client, attempt, body)
    assert reply.status_code == 422
    assert reply.json["code"] in {"bai.goi_sai", "dudoan.sai"}
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS


def test_a_slot_or_an_option_of_another_paper_is_refused_with_the_whole_batch(
    client: StrictClient, attempt: Attempt
):
    good = answer(attempt, 1, 1, 1)
    for bad in (
        answer(attempt, 2, 1, 1) | {"choice": handle_of(attempt.code, 3, 1)},
        answer(attempt, QUESTIONS + 2, None, 1),
        answer(attempt, QUESTIONS + 1, None, 1) | {"choice": "12"},
    ):
        reply = put(client, attempt, {"answers": [good, bad], "prediction": {"value": "7", "seq": 1}})
        assert (reply.status_code, reply.json["code"]) == (422, "bai.cau_la")
    assert len(showing.answers_of(attempt).unanswered) == QUESTIONS


def test_without_a_sign_in_the_script_is_told_so(
    client: StrictClient, clock: SettableClock, person: int, attempt: Attempt
):
    token = token_of(client)
    accounts.disable(account_id=person, by=person + 1, reason="Mẫu", now=clock.now)
    reply = client.put(
        f"/thi/{attempt.code}/tra-loi",
        data='{"answers": []}',
        headers={"X-CSRF-Token": token, "Content-Type": "application/json"},
    )
    assert (reply.status_code, reply.json["code"]) == (401, "signed_out")


def test_another_persons_batch_finds_no_paper(
    client: StrictClient, clock: SettableClock, world: World, attempt: Attempt
):
    stranger = client.application.test_client()
    sign_in(stranger, make_entry(world, 2), at=clock.now)
    reply = put(stranger, attempt, {"answers": [answer(attempt, 1, 1, 1)]})
    assert (reply.status_code, reply.json["code"]) == (404, "bai.khong_co")


def test_another_device_is_told_and_the_pages_own_name_for_it_is_believed(
    client: StrictClient, clock: SettableClock, person: int, attempt: Attempt
):
    other = client.application.test_client()
    sign_in(other, person, at=clock.now)
    body = {"answers": [answer(attempt, 1, 1, 1)]}
    reply = put(other, attempt, body)
    assert (reply.status_code, reply.json["code"]) == (409, "may.khac")
    # The browser lost its cookie, but the paper that it shows still knows which device it is.
    assert put(other, attempt, body | {"device": attempt.device}).status_code == 200


def test_a_batch_counts_until_the_end_of_the_grace_and_is_evidence_afterwards(
    client: StrictClient, clock: SettableClock, attempt: Attempt
):
    clock.advance(minutes=20, seconds=30)
    assert put(client, attempt, {"answers": [answer(attempt, 1, 1, 1)]}).status_code == 200
    clock.advance(milliseconds=1)
    token = token_of(client)  # the list of rounds finishes the paper
    reply = put(client, attempt, {"answers": [answer(attempt, 2, 1, 2)]}, **{"X-CSRF-Token": token})
    assert reply.status_code == 410
    assert reply.json["code"] == "bai.tre"
    assert reply.json["result_url"] == f"/thi/{attempt.code}/ket-qua"
    assert queries.late_count(attempt.id) == 1
    assert showing.answers_of(attempt).unanswered == (2, 3, 4)


def test_after_handing_in_the_script_is_led_to_the_result(
    client: StrictClient, clock: SettableClock, person: int, attempt: Attempt
):
    services.submit(code=attempt.code, account_id=person, now=clock.now)
    reply = put(client, attempt, {"answers": [answer(attempt, 1, 1, 1)]})
    assert (reply.status_code, reply.json["code"]) == (410, "bai.dong")
    assert queries.late_count(attempt.id) == 0
