"""The review of attempts that show a sign: evidence, decisions, and the effect before it is taken."""

from datetime import datetime, timedelta

import pytest
from factories import (
    QUESTIONS,
    World,
    approve_waiting,
    make_entry,
    make_staff,
    make_world,
    sign_in,
    take_attempt,
)
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import queries as attempt_queries
from contest.attempts import services as attempts
from contest.platform.audit import log as audit
from contest.platform.two_persons.errors import ReasonMissing
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.signals import SignalKind
from contest.standings import queries, reviewing, services
from contest.standings.errors import NotOfThisCase, SignalGone
from contest.standings.reviewing import Verdict
from contest.standings.reviews import services as review_services
from contest.standings.reviews.effects import effect_of_striking

pytestmark = pytest.mark.usefixtures("app")
PATH = "/quan-tri/xem-xet"


def reviewed_world() -> tuple[World, datetime]:
    """A locked round: one impossibly quick all-correct attempt, two slower people."""
    world = make_world()
    quick = make_entry(world, 1, name="Hoàng Mẫu Lan")
    take_attempt(world, quick, right=QUESTIONS, prediction=2, takes=timedelta(seconds=5))
    for number, name in ((2, "Lý Mẫu Minh"), (3, "Ma Mẫu Nga")):
        take_attempt(
            world,
            make_entry(world, number, name=name),
            right=QUESTIONS if number == 2 else 1,
            prediction=1,
            at=datetime.fromisoformat("2024-11-19T01:00:00+00:00") + timedelta(hours=number),
        )
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    return world, now


def only_case(world: World) -> reviewing.Case:
    [case] = reviewing.cases_of(world.round_id)
    return case


def decide(
    world: World, verdict: Verdict, now: datetime, *, attempt_id: int | None = None, reason: str = "Lý do"
) -> None:
    review_services.decide(
        round_id=world.round_id,
        subject=only_case(world).signal.subject,
        verdict=verdict,
        attempt_id=attempt_id,
        reason=reason,
        by=1,
        now=now,
    )


def test_a_sign_punishes_nobody_and_waits_until_somebody_decides() -> None:
    world, now = reviewed_world()
    case = only_case(world)
    assert case.signal.kind is SignalKind.TOO_FAST
    assert len(reviewing.open_cases(world.round_id)) == 1
    services.publish(round_id=world.round_id, by=None, now=now)
    assert len(queries.persons_of(queries.get_publication(world.round_id).id)) == 3
    decide(world, Verdict.KEEP, now)
    assert not reviewing.open_cases(world.round_id)


def test_asking_for_an_explanation_leaves_the_case_open() -> None:
    world, now = reviewed_world()
    decide(world, Verdict.EXPLAIN, now)
    assert only_case(world).is_open
    assert only_case(world).state == "Yêu cầu giải trình"


def test_the_effect_of_striking_is_told_before_and_is_what_happens() -> None:
    world, now = reviewed_world()
    [attempt_id] = only_case(world).signal.attempt_ids
    effect = effect_of_striking(world.round_id, attempt_id=attempt_id)
    assert effect.removed == 1
    assert effect.places == 2
    assert effect.actual_numbers == {"Cán bộ, công chức, viên chức và người lao động": (2, 1)}
    decide(world, Verdict.STRIKE, now, attempt_id=attempt_id)
    services.publish(round_id=world.round_id, by=None, now=now)
    publication = queries.get_publication(world.round_id)
    assert publication.actual_numbers["cbccvc"] == 1
    assert [one.name for one in queries.persons_of(publication.id)] == ["Lý Mẫu Minh", "Ma Mẫu Nga"]


def test_a_struck_attempt_may_count_again_and_both_are_in_the_log() -> None:
    world, now = reviewed_world()
    [attempt_id] = only_case(world).signal.attempt_ids
    decide(world, Verdict.STRIKE, now, attempt_id=attempt_id)
    assert len(attempt_queries.facts_of(world.round_id)) == 2
    decide(world, Verdict.REINSTATE, now, attempt_id=attempt_id)
    assert len(attempt_queries.facts_of(world.round_id)) == 3
    assert len(audit.latest(limit=10, action="standings:review:")) == 2
    assert [one.verdict for one in only_case(world).decisions] == [Verdict.REINSTATE, Verdict.STRIKE]


def test_the_same_decision_twice_is_one_decision() -> None:
    world, now = reviewed_world()
    decide(world, Verdict.KEEP, now)
    decide(world, Verdict.KEEP, now + timedelta(minutes=1))
    assert len(only_case(world).decisions) == 1


def test_a_decision_needs_a_reason_a_real_sign_and_an_attempt_of_it() -> None:
    world, now = reviewed_world()
    with pytest.raises(ReasonMissing):
        decide(world, Verdict.KEEP, now, reason=" ")
    with pytest.raises(NotOfThisCase):
        decide(world, Verdict.STRIKE, now, attempt_id=999)
    with pytest.raises(SignalGone):
        reviewing.get_case(world.round_id, "0" * 64)


def test_striking_takes_two_organisers_who_see_the_effect(client: StrictClient, clock: SettableClock) -> None:
    world, now = reviewed_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get(f"{PATH}/{world.round_id}")
    page = client.get(page.page.links["Đúng tất cả trong thời gian quá ngắn"])
    assert "4/4 trong 5 giây" in page.page.text
    address = next(link for link in page.page.links.values() if "/huy/" in link)
    page = client.get(address)
    assert "2 người đổi hạng" in page.page.text
    sent = client.submit(page, {"reason": "Hai máy cùng làm"}, form=f"/huy/{address.rsplit('/', 1)[-1]}")
    assert sent.status_code == 303
    assert len(attempt_queries.facts_of(world.round_id)) == 3
    sign_in(client, make_staff(91))
    page = client.get(sent.location)
    assert client.submit(page, {"remark": "Đồng ý"}, form=sent.location).status_code == 303
    assert len(attempt_queries.facts_of(world.round_id)) == 2


def test_whoever_strikes_an_attempt_of_a_published_round_is_told_to_correct_it(
    client: StrictClient, clock: SettableClock
) -> None:
    world, now = reviewed_world()
    clock.move_to(now)
    services.publish(round_id=world.round_id, by=None, now=now)
    sign_in(client, make_staff(90))
    make_staff(91)
    page = client.get(f"{PATH}/{world.round_id}/{only_case(world).signal.subject}")
    address = next(link for link in page.page.links.values() if "/huy/" in link)
    client.submit(client.get(address), {"reason": "Hai máy"}, form=f"/huy/{address.rsplit('/', 1)[-1]}")
    assert approve_waiting(91, now=now) == [
        "Đã hủy lượt thi. Kết quả Tuần 1 đã công bố chưa đổi: đính chính ở bước Công bố."
    ]
    page = client.get(f"/quan-tri/xep-hang/{world.round_id}/cong-bo")
    assert client.submit(page, {"reason": "Hủy một lượt thi"}, form="/cong-bo").status_code == 303
    assert approve_waiting(91, now=now) == ["Đã đính chính kết quả Tuần 1."]
    steps = client.get(f"/quan-tri/xep-hang/{world.round_id}").page
    assert "chờ bước trước" not in steps.text


def test_an_auditor_reads_the_queue_and_decides_nothing(client: StrictClient, clock: SettableClock) -> None:
    world, now = reviewed_world()
    clock.move_to(now)
    sign_in(client, make_staff(95, Role.AUDITOR))
    subject = only_case(world).signal.subject
    assert client.get(PATH).status_code == 200
    page = client.get(f"{PATH}/{world.round_id}/{subject}")
    assert page.status_code == 200
    assert "Ghi quyết định" not in page.page.text
    assert client.get(f"{PATH}/{world.round_id}/{subject}/huy/1").status_code == 403


def test_keeping_a_result_is_one_organisers_word(client: StrictClient, clock: SettableClock) -> None:
    world, now = reviewed_world()
    clock.move_to(now)
    sign_in(client, make_staff(90))
    page = client.get(f"{PATH}/{world.round_id}/{only_case(world).signal.subject}")
    for nothing in ("", "   "):
        refused = client.submit(
            page, {"verdict": "keep", "reason": nothing}, form=only_case(world).signal.subject
        )
        assert refused.status_code == 422
        assert refused.page.links["Ghi lý do."] == "#reason"
    sent = client.submit(
        page, {"verdict": "keep", "reason": "Đã gọi xác minh"}, form=only_case(world).signal.subject
    )
    assert sent.status_code == 303
    assert "Không còn dấu hiệu nào phải xem" in client.get(f"{PATH}/{world.round_id}").page.text
