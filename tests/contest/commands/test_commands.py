from datetime import timedelta

import pytest
from factories import NOW, make_account, make_entry, make_world, phone_of, start_attempt, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictRunner

from contest.accounts import queries as accounts
from contest.attempts import queries as attempts
from contest.platform.viewer import Role

LONG = "mot-mat-khau-dai"


def organiser(runner: StrictRunner, phone: str, password: str = LONG) -> tuple[int, str]:
    result = runner.invoke(
        args=[
            "accounts",
            "create-organiser",
            "--name",
            "Trưởng Mẫu Ban",
            "--phone",
            phone,
            "--password",
            password,
        ]
    )
    return result.exit_code, result.output


def test_the_first_organiser_is_made_by_command(runner: StrictRunner) -> None:
    status, _said = organiser(runner, "0900 000 001")
    assert status == 0
    account_id = accounts.find_id_by_number("+84900000001")
    assert account_id is not None
    assert accounts.get_account(account_id).roles == {Role.ORGANISER}


@pytest.mark.parametrize(
    ("phone", "password", "said"),
    [
        ("12345", LONG, "Số điện thoại gồm 10 chữ số"),
        (phone_of(1), "12345678", "dễ đoán"),
        (phone_of(7), LONG, "đã đăng ký"),
    ],
)
def test_a_command_refuses_in_vietnamese_and_makes_nothing(
    runner: StrictRunner, phone: str, password: str, said: str
) -> None:
    make_account(7)
    status, output = organiser(runner, phone, password)
    assert status == 1
    assert said in output
    assert accounts.count() == 1


def test_expire_finishes_what_is_overdue_and_recompute_agrees(
    runner: StrictRunner, clock: SettableClock
) -> None:
    world = make_world()
    person = make_entry(world)
    attempt = start_attempt(world, person)
    take_attempt(world, make_entry(world, 2), right=3)
    clock.move_to(NOW + timedelta(hours=2))
    assert "1 bài" in runner.invoke(args=["attempts", "expire"]).output
    assert "0 bài" in runner.invoke(args=["attempts", "expire"]).output
    assert attempts.get_attempt(code=attempt.code, account_id=person).is_finished
    assert runner.invoke(args=["attempts", "recompute"]).exit_code == 0
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0


def test_seed_fills_an_empty_database_once(runner: StrictRunner) -> None:
    first = runner.invoke(args=["seed", "--people", "10"])
    assert first.output.count("mật khẩu") >= 5
    people = accounts.count()
    second = runner.invoke(args=["seed", "--people", "10"])
    assert second.output == ""
    assert accounts.count() == people
