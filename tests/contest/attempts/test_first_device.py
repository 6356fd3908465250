import pytest
from factories import make_entry, make_world, sign_in
from harness.strict_client import StrictClient

from contest.attempts import queries


@pytest.mark.settings(staff_second_factor=False)
def test_a_start_whose_answer_was_lost_finds_the_same_device_again(client: StrictClient) -> None:
    world = make_world()
    person = make_entry(world)
    sign_in(client, person)
    page = client.get("/thi")
    kept = client.get_cookie("thiet_bi")
    assert kept is not None
    client.submit(page, form="/bat-dau")
    client.set_cookie("thiet_bi", kept.value)  # as if the answer, and any cookie in it, had been lost
    client.submit(page, form="/bat-dau")
    entry_attempts = queries.attempts_of(entry_id=1)
    assert [attempt.device for attempt in entry_attempts] == [kept.value]
