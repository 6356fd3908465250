"""Every address of the site: who may enter, how it is spelt, what a stranger gets."""

import re

import pytest
from werkzeug.routing import Rule

from contest.platform.access import SIGN_IN_PATH, STAFF_PATH, audience_of

# Small letters without diacritics: addresses get printed on letters and read over the telephone.
ADDRESS = re.compile(r"/[a-z0-9/.-]*")
PLACEHOLDER = re.compile(r"<[^>]+>")


@pytest.fixture
def rules(app) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address_of(rule: Rule) -> str:
    """An address of this rule, made-up things in its placeholders."""
    return PLACEHOLDER.sub(lambda found: made_up(found[0][1:-1].rpartition(":")[0]), rule.rule)


def made_up(converter: str) -> str:
    if choices := re.match(r"any\(['\"]?([a-z-]+)", converter):
        return choices[1]
    return "999999" if converter.startswith("int") else "khong-co"


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_view_declares_its_audience(house):
    assert {name for name, view in house.view_functions.items() if audience_of(view) is None} == set()


def test_every_view_of_the_console_asks_for_a_role(house):
    open_ones = {
        rule.rule
        for rule in house.url_map.iter_rules()
        if rule.rule.startswith(STAFF_PATH)
        and ((audience := audience_of(house.view_functions[rule.endpoint])) is None or not audience.roles)
    }
    assert open_ones == set()


def test_every_address_is_vietnamese_without_diacritics(house):
    addresses = {PLACEHOLDER.sub("", rule.rule) for rule in house.url_map.iter_rules()}
    assert {address for address in addresses if not ADDRESS.fullmatch(address)} == set()


def test_a_stranger_gets_nothing_that_is_not_public(app, client, rules):
    answers = {
        (method, rule.rule, client.open(address_of(rule), method=method).status_code)
        for rule in rules
        for method in methods_of(rule)
        if not audience_of(app.view_functions[rule.endpoint]).everyone
    }
    assert answers
    # 303 to the sign-in page, 401 to whoever asks for data, or a form refused because it carries no token.
    assert {answer for answer in answers if answer[2] not in {303, 400, 401}} == set()


def test_a_stranger_is_led_to_the_sign_in_page_and_back(client, rules):
    protected = next(
        rule
        for rule in rules
        if rule.rule.startswith(STAFF_PATH) and "GET" in methods_of(rule) and not rule.arguments
    )
    answer = client.get(protected.rule)
    assert answer.status_code == 303
    assert answer.location == f"{SIGN_IN_PATH}?tiep={protected.rule.replace('/', '%2F')}"


def test_no_public_address_breaks_while_nothing_is_set_up(app, client, rules):
    answers = {
        (rule.rule, client.get(address_of(rule)).status_code)
        for rule in rules
        if "GET" in methods_of(rule) and audience_of(app.view_functions[rule.endpoint]).everyone
    }
    broken = {answer for answer in answers if answer[1] >= 500}
    assert broken <= {("/healthz", 503)}  # the clock of the test is years behind the database's
