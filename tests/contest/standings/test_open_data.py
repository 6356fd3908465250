"""Boards as JSON and CSV, the description that must hold, and the board that other sites frame."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
import schemathesis
from factories import NOW, make_entry, make_rules, make_world, take_attempt
from hypothesis import HealthCheck, given, settings

from contest.rules.prediction import PredictionTarget

bounded = settings(
    max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def world(app):
    rules = make_rules()
    return make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE_ALL_CORRECT))
    )


@pytest.fixture
def taken(world):
    take_attempt(world, make_entry(world, 1, name="Sùng Mẫu Mai"), right=4)
    take_attempt(world, make_entry(world, 2, name="Vàng Mẫu Páo", unit_code="02-STC"), right=2)
    return world


def test_units_as_data_are_the_rows_of_the_page(client, taken):
    data = client.get("/xep-hang/don-vi.json").get_json()
    rows = {row["code"]: row for row in data["rows"]}
    assert data["state"] == "live"
    assert rows["02-SNV"]["people"] == 1
    assert rows["02-SNV"]["rate"] == pytest.approx(1 / 14, abs=1e-6)
    assert rows["00742"]["rate"] is None if "00742" in rows else True
    found = client.get("/xep-hang/don-vi.json?q=tai+chinh").get_json()["rows"]
    assert [row["code"] for row in found] == ["02-STC"]


def test_persons_stay_hidden_until_the_round_closes_and_names_stay_short(client, taken, clock):
    assert client.get("/xep-hang/ca-nhan.json").get_json()["rows"] == []
    clock.move_to(NOW + timedelta(days=7))
    answer = client.get("/xep-hang/ca-nhan.json")
    board = answer.get_json()
    assert board["state"] == "provisional"
    assert board["rows"][0]["name"] == "Sùng M. Mai"
    assert "Sùng Mẫu Mai" not in answer.html
    assert "0900" not in answer.html


def test_a_round_whose_number_of_people_is_predicted_gives_no_rows(client, app):
    rules = make_rules()
    secret = make_world(
        rules=replace(rules, prediction=replace(rules.prediction, target=PredictionTarget.PEOPLE))
    )
    take_attempt(secret, make_entry(secret, 1), right=4)
    assert client.get("/xep-hang/don-vi.json?dot=1").get_json() | {"as_of": ""} == {
        "state": "hidden",
        "round": {"number": 1, "name": "Tuần 1"},
        "publication": None,
        "as_of": "",
        "province_rate": None,
        "changes_since": None,
        "rows": [],
    }


def test_the_table_file_has_the_same_places(client, taken):
    answer = client.get("/xep-hang/don-vi.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=xep-hang-don-vi.csv"
    lines = list(csv.DictReader(io.StringIO(answer.html.removeprefix("\ufeff"))))
    places = {line["Mã"]: line["Hạng"] for line in lines}
    rows = client.get("/xep-hang/don-vi.json").get_json()["rows"]
    assert places == {row["code"]: str(row["place"] or "") for row in rows}


@pytest.mark.parametrize(
    "query", ["dot=0", "dot=x", "co=to", "sap-xep=diem", "la=1", "q=" + "a" * 101, "dot=1&dot=1"]
)
def test_a_parameter_that_means_nothing_is_refused_by_name(client, taken, query: str):
    answer = client.get(f"/xep-hang/don-vi.json?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.get_json()["message"]


def test_an_unknown_round_is_told_as_data(client, taken):
    answer = client.get("/xep-hang/don-vi.json?dot=7")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_only_the_small_board_may_stand_in_frames_of_other_sites(client, taken):
    small, whole = client.get("/nhung/don-vi"), client.get("/xep-hang/don-vi")
    assert "frame-ancestors *" in small.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]
    assert "Sở Nội vụ" in small.html
    assert "<form" not in small.html
    assert "Set-Cookie" not in small.headers


def test_every_answer_is_as_described(app, taken, clock):
    clock.move_to(NOW + timedelta(days=7))
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    tried = set()

    def answers_as_described(case):
        tried.add(case.path)
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    for operation in schema.get_all_operations():
        bounded(given(case=operation.ok().as_strategy())(answers_as_described))()
    assert tried == set(schema.raw_schema["paths"])
