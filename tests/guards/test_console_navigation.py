import pytest
from factories import PASSWORD, make_staff, make_world, phone_of
from harness.strict_client import StrictClient

from contest.platform.viewer import Role


@pytest.mark.settings(staff_second_factor=False)
@pytest.mark.parametrize("role", [Role.ORGANISER, Role.EDITOR, Role.AUDITOR])
def test_the_console_offers_a_role_only_what_it_may_open(client: StrictClient, role: Role) -> None:
    make_world()
    make_staff(90, role)
    client.submit(client.get("/dang-nhap"), {"phone": phone_of(90), "password": PASSWORD}, form="/dang-nhap")
    page = client.get("/quan-tri").page
    offered = {link for link in page.links.values() if link.startswith("/quan-tri")}
    assert offered
    assert {link: client.get(link).status_code for link in offered} == dict.fromkeys(offered, 200)
