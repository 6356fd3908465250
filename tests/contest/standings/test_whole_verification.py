"""The published whole contest is checked like a round: here, by its public files, and against its rounds."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import QUESTIONS, World, make_two_rounds, make_whole_rules
from harness.clock import SettableClock
from harness.strict_client import StrictClient, StrictRunner
from harness.tampering import behind_the_back
from harness.verifier import judged_alone

from contest.attempts import services as attempts
from contest.entries import services as entries
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.database import db
from contest.rounds import queries as rounds
from contest.rules.ruleset import OverallMethod, TieKey
from contest.standings import queries, services
from contest.standings.overall import queries as whole
from contest.standings.overall import services as whole_services
from contest.standings.overall.queries import OverallPublication
from contest.standings.verification.alone import command

pytestmark = pytest.mark.usefixtures("app")
DATA = "/xep-hang/so-lieu"
LAN, MINH, NGA = "Hoàng Mẫu Lan", "Lý Mẫu Minh", "Ma Mẫu Nga"
SCORES = {LAN: (QUESTIONS, 1), MINH: (3, 3), NGA: (None, QUESTIONS)}


def published(**rule: Any) -> tuple[World, OverallPublication, datetime]:
    """Two rounds and the whole of them."""
    world, second, now = make_two_rounds(SCORES, rules=make_whole_rules(**rule))
    for round_id in (world.round_id, second):
        services.publish(round_id=round_id, by=None, now=now)
    whole_services.publish_overall(contest_id=world.contest_id, by=None, now=now)
    return world, whole.get(world.contest_id), now


def files_of(publication: OverallPublication, folder: Path) -> list[str]:
    """The arguments of the stand-alone verifier with the whole, its signature, the key and both rounds."""
    data, signature, key = folder / "toan-cuoc.json", folder / "chu-ky.json", folder / "khoa.pem"
    data.write_bytes(whole.snapshot_of(publication.id).encode())
    statement = whole.find_signature(publication)
    assert statement is not None
    signature.write_text(statement.line(), encoding="utf-8")
    key.write_text(signing.public_keys()[0].pem, encoding="ascii")
    made = [str(data), "--signature", str(signature), "--public-key", str(key)]
    for one in rounds.rounds_of(publication.contest_id):
        path = folder / f"dot-{one.number}.json"
        path.write_bytes(queries.snapshot_of(queries.get_publication(one.id).id).encode())
        made += ["--round", str(path)]
    return made


def test_an_untouched_whole_passes_here_and_alone(runner: StrictRunner, tmp_path: Path):
    _world, publication, _now = published()
    said = runner.invoke(args=["audit", "verify"])
    assert said.exit_code == 0, said.output
    assert "3 bản công bố khớp" in said.output
    status, words = judged_alone(tmp_path, *files_of(publication, tmp_path))
    assert status == 0, words
    assert words.count("ĐẠT") == 4


@pytest.mark.parametrize(
    "rule",
    [
        {"method": OverallMethod.BEST, "best_of": 1, "tie_break": (TieKey.SCORE, TieKey.ROUNDS_TAKEN)},
        {"least_rounds": 2},
        {"tie_break": (TieKey.SCORE, TieKey.PREDICTION_ERROR, TieKey.SUBMITTED_AT, TieKey.REGISTERED_AT)},
        {"tie_break": (TieKey.ROUNDS_TAKEN, TieKey.SCORE, TieKey.ATTEMPTS, TieKey.TIME_USED)},
    ],
)
def test_every_way_of_adding_up_is_recomputed(rule: dict[str, Any], tmp_path: Path):
    _world, publication, _now = published(**rule)
    status, words = judged_alone(tmp_path, *files_of(publication, tmp_path))
    assert status == 0, words


def test_the_public_files_fit_each_other_and_tell_no_secrets(
    client: StrictClient, clock: SettableClock, tmp_path: Path
):
    _world, publication, now = published()
    clock.move_to(now)
    page = client.get(f"{DATA}/toan-cuoc/1").page
    assert publication.digest in page.text
    assert all(digest in page.text for _, _, digest in publication.rounds)
    assert MINH in page.text
    assert publication.digest in client.get(DATA).page.text
    data = client.get(f"{DATA}/toan-cuoc/1.json").data
    assert data.decode() == whole.snapshot_of(publication.id)
    (tmp_path / "a.json").write_bytes(data)
    (tmp_path / "b.json").write_bytes(client.get(f"{DATA}/toan-cuoc/1.chu-ky.json").data)
    assert command.main([str(tmp_path / "a.json"), "--signature", str(tmp_path / "b.json")]) == 0
    told = json.loads(data)
    people = [one for division in told["persons"].values() for one in division]
    assert len(people) == 3
    assert [one["name"] for one in people] == [MINH, "Hoàng M. Lan", "Ma M. Nga"]
    assert not any(receipt in json.dumps(people) for receipt in told["receipts"])
    assert b"0900" not in data
    for missing in ("toan-cuoc/2", "toan-cuoc/2.json", "toan-cuoc/2.chu-ky.json"):
        assert client.get(f"{DATA}/{missing}").status_code == 404


CHANGED_ROWS = "các dòng đã công bố bị sửa, thêm hoặc xóa"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE overall_person SET name = 'Người Khác' WHERE place = 3", CHANGED_ROWS),
        ("UPDATE overall_person SET score = 9 WHERE place = 2", "trước hết ở HG24-"),
        ("UPDATE overall_person SET amount_vnd = 9 WHERE place = 1", CHANGED_ROWS),
        ("UPDATE overall_person SET by_round = '[]' WHERE place = 1", CHANGED_ROWS),
        ("DELETE FROM overall_person WHERE place = 2", CHANGED_ROWS),
        ("UPDATE overall_unit SET points = '1/1'", CHANGED_ROWS),
        (
            "UPDATE overall_publication SET snapshot = replace(snapshot, '\"place\":2', '\"place\":1')",
            "chữ ký không khớp với số liệu",
        ),
        ("UPDATE overall_publication SET digest = 'x'", "số liệu không khớp với mã kết quả"),
        ("UPDATE overall_publication SET reason = 'vì thế'", "cộng lại thì khác bản công bố"),
        ("DELETE FROM signed_statement WHERE kind = 'overall-publication'", "bị xóa khỏi cơ sở dữ liệu"),
        ("UPDATE published_person SET score = 2 WHERE score = 3", "trước hết ở HG24-"),
        ("UPDATE publication SET digest = 'x'", "đợt 1, phiên bản 1 không phải bản đã cộng"),
    ],
)
def test_whatever_is_changed_behind_the_back_is_named(runner: StrictRunner, statement: str, said: str):
    published()
    with behind_the_back() as execute:
        execute(statement)
    done = runner.invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert said in done.output
    assert "toàn cuộc thi, phiên bản 1" in done.output or "bị xóa" in said


def test_an_inserted_row_is_named(runner: StrictRunner):
    published()
    columns = [one.name for one in db.metadata.tables["overall_person"].columns if one.name != "id"]
    told = ", ".join("77" if name == "entry_id" else name for name in columns)
    with behind_the_back() as execute:
        execute(
            f"INSERT INTO overall_person (id, {', '.join(columns)}) "  # noqa: S608 - names of our own columns
            f"SELECT 1000, {told} FROM overall_person WHERE place = 1"
        )
    done = runner.invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert CHANGED_ROWS in done.output


def change_a_score(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"][1]["rounds"][0]["score"] = 2


def change_a_sum(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"][1]["time_used_ms"] += 1


def count_another_round(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"][0]["rounds"][1]["counts"] = False


def delete_a_person(told: dict[str, Any]) -> None:
    del told["persons"]["cbccvc"][1]


def insert_a_person(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"].insert(0, told["persons"]["cbccvc"][0])


def cut_the_list_short(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"] = told["persons"]["cbccvc"][:1]
    told["receipts"] = told["receipts"][:1]


def give_another_prize(told: dict[str, Any]) -> None:
    first, second, _ = told["persons"]["cbccvc"]
    second |= {name: first[name] for name in ("prize", "amount_vnd", "by")}


def name_a_round_that_is_none(told: dict[str, Any]) -> None:
    told["persons"]["cbccvc"][0]["rounds"][0]["number"] = 9


def rewrite_the_rules(told: dict[str, Any]) -> None:
    told["rules"]["rule_set"]["overall"]["tie_break"] = ["score"]


FOUND_IN_THE_FILE = {
    change_a_score: "cbccvc: dòng 2 ghi score 5, cộng lại là 3",
    change_a_sum: "cbccvc: dòng 2 ghi time_used_ms",
    count_another_round: "cbccvc: dòng 1 phải tính các đợt [1, 2]",
    delete_a_person: "cbccvc: dòng 2 ghi hạng 3, tính lại là hạng 2",
    insert_a_person: "cbccvc: dòng 1 ghi hạng 1",
    cut_the_list_short: "chữ ký là của một tệp khác",
    give_another_prize: "cbccvc: nhat trao 2, thể lệ có 1",
    name_a_round_that_is_none: "cbccvc: dòng 1 có đợt không nằm trong các đợt được cộng",
    rewrite_the_rules: "mã thể lệ không khớp",
}


@pytest.mark.parametrize("tamper", FOUND_IN_THE_FILE, ids=lambda tamper: tamper.__name__)
def test_the_stand_alone_verifier_names_the_first_bad_place_of_a_rewritten_file(
    tamper: Callable[[dict[str, Any]], None], tmp_path: Path
):
    _world, publication, _now = published()
    arguments = files_of(publication, tmp_path)
    path = tmp_path / "toan-cuoc.json"
    told = json.loads(path.read_bytes())
    tamper(told)
    path.write_bytes(audit.canonical(told).encode())
    status, words = judged_alone(tmp_path, *arguments)
    assert status == 1
    assert FOUND_IN_THE_FILE[tamper] in words
    assert "chữ ký là của một tệp khác" in words


def test_a_sum_of_rounds_that_never_were_is_found_in_the_files_of_the_rounds(tmp_path: Path):
    _world, publication, _now = published()
    arguments = files_of(publication, tmp_path)
    path = tmp_path / "toan-cuoc.json"
    told = json.loads(path.read_bytes())
    line = told["persons"]["cbccvc"][0]
    line["rounds"][0]["score"] += 1
    line["score"] += 1
    path.write_bytes(audit.canonical(told).encode())
    _status, words = judged_alone(tmp_path, arguments[0], *arguments[5:])
    assert "có kết quả đợt 1 không thấy trong tệp của đợt" in words
    assert "cộng lại" not in words
    other = tmp_path / "dot-1.json"
    other.write_bytes(other.read_bytes() + b" ")
    assert (
        "không phải tệp số liệu của đợt đã cộng" in judged_alone(tmp_path, arguments[0], "--round", other)[1]
    )


def test_a_round_corrected_later_leaves_the_whole_as_signed_until_it_is_corrected_too(
    runner: StrictRunner, tmp_path: Path
):
    world, first, now = published()
    [worst] = [
        one for one in queries.persons_of(queries.get_publication(world.round_id).id) if one.place == 2
    ]
    attempts.strike(attempt_id=worst.attempt_id, reason="Thi hộ", by=1, now=now)
    services.publish(round_id=world.round_id, by=None, now=now, reason="Hủy một bài thi hộ")
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    later = now + timedelta(days=1)
    whole_services.publish_overall(contest_id=world.contest_id, by=None, now=later, reason="Đợt 1 đính chính")
    second = whole.get(world.contest_id)
    assert json.loads(whole.snapshot_of(second.id))["previous"] == first.digest
    assert second.rounds[0][1] == 2
    said = runner.invoke(args=["audit", "verify"])
    assert said.exit_code == 0, said.output
    older = tmp_path / "truoc.json"
    older.write_bytes(whole.snapshot_of(first.id).encode())
    assert judged_alone(tmp_path, *files_of(second, tmp_path), "--previous", older)[0] == 0


def test_somebody_excluded_after_publication_is_named(runner: StrictRunner):
    world, _publication, now = published()
    entries.exclude(
        contest_id=world.contest_id, phone="0900000003", name=NGA, reason="Tổ ra đề", by=None, now=now
    )
    done = runner.invoke(args=["audit", "verify"])
    assert "cộng lại từ kết quả các đợt thì khác" in done.output
