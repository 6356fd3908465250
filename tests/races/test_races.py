"""Clicks that arrive in the same instant at several workers: one outcome, never a 500 (A1, A4, A5, V3)."""

import pytest
from faults.agreed import ATTEMPTS, LONG_ROUND
from faults.browser import Phone, Sheet
from faults.hall import QUESTIONS, Hall, Sitting
from faults.stored import Row, Stored, read_database
from faults.wire import Reply
from races.releasing import released_together

ROUNDS = range(20)
CLICKS = 8
START = f"/thi/{LONG_ROUND}/bat-dau"


def test_starts_in_the_same_instant_open_one_attempt(hall: Hall):
    phones = [hall.next_phone() for _ in ROUNDS]
    led_to = []
    for phone in phones:
        replies = released_together(hall.service.port, [phone.request("POST", START)] * CLICKS)
        assert {reply.status for reply in replies} == {303}
        led_to.append({code_of(reply) for reply in replies})
    stored = read_database(hall.url)
    for phone, codes in zip(phones, led_to, strict=True):
        assert [row["code"] for row in attempts_of(stored, phone)] == list(codes)


def test_hand_ins_in_the_same_instant_have_one_result(hall: Hall):
    sittings = [hall.sit_down() for _ in ROUNDS]
    right = right_handles(hall, sittings)
    for sitting in sittings:
        saves = [save_of(sitting, slot, right[sitting.sheet.code][slot]) for slot in (1, 2)]
        assert [reply.status for reply in released_together(hall.service.port, saves)] == [200, 200]
        replies = released_together(hall.service.port, [submit_of(sitting)] * CLICKS)
        assert {(reply.status, reply.location) for reply in replies} == {
            (303, f"{sitting.sheet.path}/ket-qua")
        }
    first = {row["code"]: row for row in read_database(hall.url).attempts}
    for sitting in sittings:
        assert first[sitting.sheet.code]["score"] == 2
        again = sitting.hand_in()
        assert again is not None
        assert again.status == 303
    assert {row["code"]: row for row in read_database(hall.url).attempts} == first


def test_a_save_beside_a_hand_in_is_counted_or_refused_and_nothing_between(hall: Hall):
    sittings = [hall.sit_down() for _ in ROUNDS]
    right = right_handles(hall, sittings)
    confirmed = {}
    for sitting in sittings:
        slots = list(sitting.sheet.options)
        saves = [save_of(sitting, slot, right[sitting.sheet.code][slot]) for slot in slots]
        requests = [*saves[:3], submit_of(sitting), *saves[3:], submit_of(sitting)]
        replies = released_together(hall.service.port, requests)
        answers = [reply for reply in replies if reply.status != 303]
        assert len(answers) == QUESTIONS
        assert {reply.status for reply in answers} <= {200, 410}
        confirmed[sitting.sheet.code] = {
            entry["slot"] for reply in answers if reply.status == 200 for entry in reply.data["stored"]
        }
    stored = read_database(hall.url)
    for attempt in stored.attempts:
        if attempt["code"] in confirmed:
            kept = {row["slot"] for row in stored.responses if row["attempt_id"] == attempt["id"]}
            assert kept == confirmed[attempt["code"]]
            assert attempt["score"] == len(kept)  # every answer was right
    # Otherwise the two never met, and the race proved nothing.
    assert 0 < sum(len(slots) for slots in confirmed.values()) < QUESTIONS * len(ROUNDS)


def test_batches_in_opposite_order_do_not_wait_for_each_other_in_a_circle(hall: Hall):
    sittings = [hall.sit_down() for _ in range(10)]
    right = right_handles(hall, sittings)
    for sitting in sittings:
        for slot in sitting.sheet.options:
            sitting.sheet.choose(slot, right[sitting.sheet.code][slot])
        batches = []
        for body in (sitting.sheet.batch(list(sitting.sheet.options))[0] for _ in range(CLICKS)):
            body["answers"] = body["answers"][:: (-1) ** len(batches)]
            batches.append(sitting.phone.request("PUT", f"{sitting.sheet.path}/tra-loi", content=body))
        replies = released_together(hall.service.port, batches)
        assert {reply.status for reply in replies} == {200}


def test_starts_at_the_limit_never_open_one_attempt_too_many(hall: Hall):
    sittings = [hall.sit_down() for _ in ROUNDS]
    for sitting in sittings:
        open_one = sitting
        for _ in range(ATTEMPTS):
            # The open attempt is handed in while the next one is asked for, again and again.
            starts = [sitting.phone.request("POST", START)] * (CLICKS - 1)
            handed_in, *started = released_together(hall.service.port, [submit_of(open_one), *starts])
            assert handed_in.status == 303
            assert {reply.status for reply in started} <= {303, 409}
            following = released_together(hall.service.port, [sitting.phone.request("POST", START)])[0]
            open_one = Sitting(phone=sitting.phone, sheet=Sheet(code=code_of(following), options={}))
        assert following.status == 409
    stored = read_database(hall.url)
    for sitting in sittings:
        numbers = [row["number"] for row in attempts_of(stored, sitting.phone)]
        assert sorted(numbers) == list(range(1, ATTEMPTS + 1))


def code_of(reply: Reply) -> str:
    return reply.location.removeprefix("/thi/")


def attempts_of(stored: Stored, phone: Phone) -> list[Row]:
    return [row for row in stored.attempts if row["account_id"] == phone.account_id]


def submit_of(sitting: Sitting) -> bytes:
    return sitting.phone.request("POST", f"{sitting.sheet.path}/nop")


def save_of(sitting: Sitting, slot: int, handle: str) -> bytes:
    sitting.sheet.choose(slot, handle)
    body, _noted = sitting.sheet.batch([slot])
    return sitting.phone.request("PUT", f"{sitting.sheet.path}/tra-loi", content=body)


def right_handles(hall: Hall, sittings: list[Sitting]) -> dict[str, dict[int, str]]:
    """The right option of every question, found by its words: code -> slot -> handle."""
    stored = read_database(hall.url)
    papers = {row["code"]: row["paper"] for row in stored.attempts}
    found: dict[str, dict[int, str]] = {}
    for sitting in sittings:
        code = sitting.sheet.code
        for slot, (version_id, _order) in enumerate(papers[code], start=1):
            words = stored.choices[version_id][stored.keys[version_id]]
            handles = {text: handle for handle, text in sitting.sheet.options[slot].items()}
            found.setdefault(code, {})[slot] = handles[words]
    return found


@pytest.fixture(autouse=True)
def _no_faults_in_the_log(hall: Hall):
    yield
    assert "[error" not in hall.service.logs()
