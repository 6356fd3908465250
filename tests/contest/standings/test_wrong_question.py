"""A question found wrong after it was asked: seen in numbers, approved by a second person, marked anew."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from factories import (
    NOW,
    QUESTIONS,
    World,
    approve_waiting,
    make_entry,
    make_rules,
    make_staff,
    make_world,
    right_answers,
    sign_in,
    start_attempt,
    take_attempt,
)
from flask import Flask
from harness.clock import SettableClock
from harness.databases import disconnect
from harness.strict_client import PageResponse, StrictClient
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.attempts import showing
from contest.attempts.models import ScoreCorrectionRow
from contest.attempts.pools import pool_of
from contest.bank import queries as bank
from contest.bank.queries import Filter, Status
from contest.platform import cache
from contest.platform.audit import log as audit
from contest.platform.database import transaction
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import Decision
from contest.rounds import queries as rounds
from contest.rules.corrections import Correction, StruckQuestion, Way
from contest.standings import queries, services
from contest.standings.publishing import corrections
from contest.standings.verification import checking
from contest.standings.verification.alone import results

PATH = "/quan-tri/dinh-chinh"
REASON = "Hai phương án đều đúng"


@pytest.fixture
def world(app: Flask, clock: SettableClock) -> World:
    """Only as many questions as a paper has: everybody is asked every one."""
    assert app
    clock.now = NOW + timedelta(hours=1)
    return make_world(questions=QUESTIONS)


def version_at(attempt: attempts.Attempt, slot: int) -> int:
    return attempts.paper_of(attempt.id)[slot - 1].version_id


def score(attempt: attempts.Attempt) -> int | None:
    return attempts.get_attempt(code=attempt.code, account_id=attempt.account_id).score


def correct(world: World, correction: Correction, *, now=NOW + timedelta(hours=2)) -> None:
    corrections.correct(
        contest_id=world.contest_id,
        correction=correction,
        notice="Đính chính.",
        decision=Decision(proposed_by=1, decided_by=2, reason=REASON, now=now),
    )


def lock(world: World, clock: SettableClock) -> None:
    clock.now = NOW + timedelta(days=8)
    attempt_services.close_round(round_id=world.round_id, by=None, now=clock.now)


def ask(client: StrictClient, version_id: int, way: str) -> PageResponse:
    """Look at the effect and put the correction forward; answers the page of the proposal."""
    page = client.get(f"{PATH}/{version_id}?cach={way}")
    return client.submit(page, {"reason": REASON}, form="/de-nghi", follow_redirects=True)


def test_a_struck_question_gives_everybody_the_point_once_and_keeps_the_old_score(world: World):
    wrong = take_attempt(world, make_entry(world, 1), right=QUESTIONS - 1)
    right = take_attempt(world, make_entry(world, 2), right=QUESTIONS)
    strike = Correction(version_id=version_at(wrong, QUESTIONS), way=Way.STRUCK)
    for _click in range(2):
        correct(world, strike)
    assert (score(wrong), score(right)) == (QUESTIONS, QUESTIONS)
    [(_id, old, new)] = attempt_services.score_history(wrong.id)
    assert (old, new) == (QUESTIONS - 1, QUESTIONS)
    assert attempt_services.score_history(right.id) == ()
    assert len(bank.corrections_of_contest(world.contest_id)) == 1
    assert attempt_services.recompute(round_id=world.round_id) == ()
    deeds = [one.action for one in audit.latest(limit=2)]
    assert deeds == ["attempts:round:rescore", "bank:item:strike"]


def test_a_new_key_takes_the_point_from_some_and_gives_it_to_others(world: World):
    first = take_attempt(world, make_entry(world, 1), right=QUESTIONS)
    version_id = version_at(first, 1)
    key = bank.keys_of([version_id])[version_id]
    other = (key + 1) % 4
    second = start_attempt(world, make_entry(world, 2))
    slot = next(one.number for one in attempts.paper_of(second.id) if one.version_id == version_id)
    answers = right_answers(second, QUESTIONS)
    wrong = right_answers(second, 0)[slot - 1]  # the choice after the key
    answers[slot - 1] = wrong
    attempt_services.save(
        code=second.code, account_id=second.account_id, device="may-1", answers=answers, now=NOW
    )
    attempt_services.submit(code=second.code, account_id=second.account_id, now=NOW)
    assert (score(first), score(second)) == (QUESTIONS, QUESTIONS - 1)
    correct(world, Correction(version_id=version_id, way=Way.KEY, key=other))
    assert (score(first), score(second)) == (QUESTIONS - 1, QUESTIONS)
    known = next(
        one
        for one in bank.list_items(Filter(), limit=99)
        if version_id != one.version_id and one.version == 2
    )
    assert (known.content.key, known.status, known.approver_id) == (other, Status.APPROVED, 2)
    assert bank.keys_of([version_id])[version_id] == key  # what was asked stays as it was asked
    [shown] = [one for one in showing.answered_questions(first) if one.number == 1]
    assert (shown.item.key, shown.is_correct, shown.correction) == (other, False, Way.KEY)
    correct(world, Correction(version_id=version_id, way=Way.KEY, key=key))  # it was right after all
    assert (score(first), score(second)) == (QUESTIONS, QUESTIONS - 1)
    assert [pair[1:] for pair in attempt_services.score_history(first.id)] == [(4, 3), (3, 4)]


def test_a_running_attempt_is_marked_with_the_correction_when_it_ends(world: World):
    running = start_attempt(world, make_entry(world, 1))
    attempt_services.save(
        code=running.code,
        account_id=running.account_id,
        device="may-1",
        answers=right_answers(running, QUESTIONS - 1),
        now=NOW,
    )
    correct(world, Correction(version_id=version_at(running, QUESTIONS), way=Way.STRUCK), now=NOW)
    assert (
        attempt_services.submit(code=running.code, account_id=running.account_id, now=NOW).score == QUESTIONS
    )
    assert attempt_services.score_history(running.id) == ()
    assert attempt_services.recompute(round_id=world.round_id) == ()


def test_where_the_rules_say_so_a_struck_question_leaves_the_total(app: Flask, clock: SettableClock):
    assert app
    rules = make_rules(struck=StruckQuestion.LEAVES_TOTAL, prizes_need_all_correct=False)
    world = make_world(questions=QUESTIONS, rules=rules)
    finished = take_attempt(world, make_entry(world, 1), right=QUESTIONS - 1)
    right = take_attempt(world, make_entry(world, 2), right=QUESTIONS)
    strike = Correction(version_id=version_at(finished, QUESTIONS), way=Way.STRUCK)
    correct(world, strike)
    facts = {one.attempt_id: (one.score, one.questions) for one in attempts.facts_of(world.round_id)}
    assert facts == {finished.id: (3, 3), right.id: (3, 3)}
    lock(world, clock)
    publication_id = services.publish(round_id=world.round_id, by=None, now=clock.now)
    assert {(one.score, one.questions) for one in queries.persons_of(publication_id)} == {(3, 3)}
    assert attempt_services.recompute(round_id=world.round_id) == ()


def test_a_struck_question_is_drawn_no_more_while_others_suffice(app: Flask):
    assert app
    world = make_world(questions=QUESTIONS + 1)
    this_round = rounds.get_round(world.round_id)
    attempt = take_attempt(world, make_entry(world, 1), right=0)
    drawn = [slot.version_id for slot in attempts.paper_of(attempt.id)]
    correct(world, Correction(version_id=drawn[0], way=Way.STRUCK))
    cache.install(app)  # what was kept for two seconds is forgotten
    assert drawn[0] not in {one.version_id for one in pool_of(this_round).candidates}
    correct(world, Correction(version_id=drawn[1], way=Way.STRUCK))
    cache.install(app)  # what was kept for two seconds is forgotten
    # One more would leave too few for a paper: then it is still drawn, and marked as the rules say.
    assert len(pool_of(this_round).candidates) == QUESTIONS + 1


@pytest.mark.usefixtures("world")
def test_what_was_stored_of_a_correction_is_never_changed(world: World):
    wrong = take_attempt(world, make_entry(world, 1), right=0)
    correct(world, Correction(version_id=version_at(wrong, 1), way=Way.STRUCK))
    with pytest.raises(DBAPIError, match="insert-only"), transaction() as session:
        session.execute(update(ScoreCorrectionRow).values(old_score=4))


def test_an_organiser_sees_whom_it_touches_and_another_one_approves(
    world: World, client: StrictClient, clock: SettableClock
):
    first = take_attempt(world, make_entry(world, 1, name="Hoàng Mẫu Lan"), right=QUESTIONS, prediction=1)
    second = take_attempt(
        world,
        make_entry(world, 2, name="Lý Mẫu Minh"),
        right=QUESTIONS - 1,
        prediction=1,
        takes=timedelta(minutes=3),
    )
    version_id = next(slot.version_id for slot in attempts.paper_of(second.id) if slot.number == QUESTIONS)
    lock(world, clock)
    published = services.publish(round_id=world.round_id, by=None, now=clock.now)
    sign_in(client, make_staff(90), at=clock.now)
    item = client.get(
        f"/quan-tri/cau-hoi/{bank.find_by_code(bank.explained_items([version_id])[version_id].code).id}"
    )
    assert f"{PATH}/{version_id}" in item.page.links.values()
    page = client.get(f"{PATH}/{version_id}?cach=huy")
    assert "2bài có câu này" in page.page.text
    assert "1bài đổi điểm" in page.page.text
    assert "Kết quả được công bố lại thành phiên bản 2" in page.page.text
    rows = {row[0]: row[2:] for row in page.page.rows("Người đổi điểm, hạng hoặc giải")[1:]}
    assert rows["Lý Mẫu Minh"] == ["3 → 4", "2 → 1", "Giải Nhì → Giải Nhất"]
    assert rows["Hoàng Mẫu Lan"] == ["4", "1 → 2", "Giải Nhất → Giải Nhì"]
    assert client.submit(page, {"reason": " "}, form="/de-nghi").status_code == 422
    asked = ask(client, version_id, "huy")
    assert "1 bài đổi điểm, 1 người đổi điểm được tính." in asked.page.text
    assert "2 người đổi hạng, 2 người đổi giải." in asked.page.text
    assert score(second) == QUESTIONS - 1
    assert "đang chờ một người khác duyệt" in client.get(f"{PATH}/{version_id}").page.text
    sign_in(client, make_staff(91), at=clock.now)
    done = client.submit(client.get(asked.request.path), form=asked.request.path, follow_redirects=True)
    assert "Đã đính chính câu hỏi" in done.page.text
    assert (score(first), score(second)) == (QUESTIONS, QUESTIONS)
    newest = queries.get_publication(world.round_id)
    assert (newest.version, newest.reason) == (2, REASON)
    assert [one.name for one in queries.persons_of(newest.id)] == ["Lý Mẫu Minh", "Hoàng Mẫu Lan"]
    assert [one.score for one in queries.persons_of(published)] == [4, 3]  # the old version stays readable
    everybody = client.get("/dinh-chinh").page.text
    assert "Hủy câu hỏi mã" in everybody
    assert bank.explained_items([version_id])[version_id].stem in everybody
    assert "Hủy câu hỏi mã" in client.get("/the-le").page.text


def test_an_open_round_tells_nobody_whose_score_changes_and_no_page_quotes_the_question(
    world: World, client: StrictClient, clock: SettableClock
):
    wrong = take_attempt(world, make_entry(world, 1), right=QUESTIONS - 1)
    start_attempt(world, make_entry(world, 2))
    version_id = version_at(wrong, QUESTIONS)
    stem = bank.explained_items([version_id])[version_id].stem
    sign_in(client, make_staff(90), at=clock.now)
    page = client.get(f"{PATH}/{version_id}?cach=huy")
    assert "1 bài đã nộp có câu này" in page.page.text
    assert "1 bài đang làm có câu này" in page.page.text
    assert "đổi điểm" not in page.page.text.replace("số điểm thay đổi không hiện", "")
    asked = ask(client, version_id, "huy")
    assert stem not in asked.html
    approve_waiting(91, now=clock.now)
    assert score(wrong) == QUESTIONS
    done = client.get(asked.request.path)
    assert "1 bài đổi" not in done.page.text
    for address in ("/dinh-chinh", "/the-le"):
        text = client.get(address).page.text
        assert "Hủy câu hỏi mã" in text
        assert stem not in text


def test_a_key_that_is_right_already_is_nothing_to_correct(
    world: World, client: StrictClient, clock: SettableClock
):
    attempt = take_attempt(world, make_entry(world, 1), right=0)
    version_id = version_at(attempt, 1)
    sign_in(client, make_staff(90), at=clock.now)
    letter = "ABCD"[bank.keys_of([version_id])[version_id]]
    page = client.get(f"{PATH}/{version_id}?cach={letter}")
    assert "không có gì thay đổi" in page.page.text
    assert f"{PATH}/{version_id}/de-nghi" not in [form.action for form in page.page.forms]
    assert proposals.waiting_count(now=clock.now) == 0


def test_a_question_of_no_round_is_corrected_in_the_bank_itself(world: World, client: StrictClient):
    assert world
    sign_in(client, make_staff(90))
    assert client.get(f"{PATH}/9999").status_code == 404


def test_the_participant_reads_that_the_question_was_struck(
    world: World, client: StrictClient, clock: SettableClock
):
    account_id = make_entry(world, 1)
    attempt = take_attempt(world, account_id, right=QUESTIONS - 1)
    correct(world, Correction(version_id=version_at(attempt, QUESTIONS), way=Way.STRUCK))
    lock(world, clock)
    sign_in(client, account_id, at=clock.now)
    page = client.get(f"/thi/{attempt.code}/ket-qua").page
    assert "4/4" in page.text
    assert "Đính chính: câu này đã bị hủy." in page.text


def test_papers_handed_in_while_the_question_is_corrected_are_marked_with_the_correction(
    app: Flask, world: World
):
    people = [make_entry(world, number) for number in range(1, 9)]
    running = [start_attempt(world, account_id) for account_id in people]
    strike = Correction(version_id=version_at(running[0], 1), way=Way.STRUCK)
    disconnect()
    together = Barrier(3)

    def hand_in(some: list[attempts.Attempt]) -> None:
        with app.app_context():
            together.wait(timeout=20)
            for one in some:
                attempt_services.submit(code=one.code, account_id=one.account_id, now=NOW)
            disconnect()

    def correct_meanwhile() -> None:
        with app.app_context():
            together.wait(timeout=20)
            correct(world, strike)
            disconnect()

    with ThreadPoolExecutor(3) as pool:
        deeds = [
            pool.submit(hand_in, running[:4]),
            pool.submit(hand_in, running[4:]),
            pool.submit(correct_meanwhile),
        ]
    for deed in deeds:
        deed.result()
    assert {score(one) for one in running} == {1}
    assert attempt_services.recompute(round_id=world.round_id) == ()


def test_the_snapshot_names_every_key_put_right_and_the_verifier_reads_it(world: World, clock: SettableClock):
    attempt = take_attempt(world, make_entry(world, 1), right=QUESTIONS - 1)
    take_attempt(world, make_entry(world, 2), right=QUESTIONS)
    version_id = version_at(attempt, QUESTIONS)
    key = bank.keys_of([version_id])[version_id]
    correct(world, Correction(version_id=version_id, way=Way.KEY, key=(key + 1) % 4))
    lock(world, clock)
    services.publish(round_id=world.round_id, by=None, now=clock.now)
    later = clock.now + timedelta(days=1)
    correct(world, Correction(version_id=version_id, way=Way.STRUCK), now=later)
    first, second = (queries.get_publication(world.round_id, version) for version in (1, 2))
    [before] = json.loads(queries.snapshot_of(first.id))["corrections"]
    told = json.loads(queries.snapshot_of(second.id))
    assert told["corrections"][0] == before
    assert [(one["way"], one["old_key"], one["key"]) for one in told["corrections"]] == [
        ("key", key, (key + 1) % 4),
        ("struck", (key + 1) % 4, None),
    ]
    assert {one["reason"] for one in told["corrections"]} == {REASON}
    assert [one["decided_at"] for one in told["corrections"]] == [
        (NOW + timedelta(hours=2)).isoformat(),
        later.isoformat(),
    ]
    assert [*results.snapshot_problems(audit.canonical(told))] == []
    assert [*checking.mismatches()] == []
    for name, value, what in (
        ("key", key, "nội dung không khớp với mã"),
        ("reason", "vì thế", "nội dung không khớp với mã"),
        ("decided_at", later.isoformat(), "nội dung không khớp với mã"),
        ("old_key", (key + 2) % 4, "nội dung không khớp với mã"),
    ):
        changed = {**told, "corrections": [{**told["corrections"][0], name: value}, told["corrections"][1]]}
        assert any(what in one for one in results.snapshot_problems(audit.canonical(changed)))
    turned = {**told, "corrections": told["corrections"][::-1]}
    problems = [*results.snapshot_problems(audit.canonical(turned))]
    assert "các đính chính không theo thứ tự thời gian" in problems
    assert any("đáp án cũ không phải đáp án của lần trước" in one for one in problems)


def test_a_correction_that_changes_no_mark_needs_no_new_version(world: World, clock: SettableClock):
    attempt = take_attempt(world, make_entry(world, 1), right=QUESTIONS)
    lock(world, clock)
    services.publish(round_id=world.round_id, by=None, now=clock.now)
    correct(
        world,
        Correction(version_id=version_at(attempt, 1), way=Way.STRUCK),
        now=clock.now + timedelta(days=1),
    )
    assert queries.get_publication(world.round_id).version == 1
    assert [*checking.mismatches()] == []
