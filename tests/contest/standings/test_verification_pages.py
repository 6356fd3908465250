"""What anyone may download to check a result: the files fit each other and tell nobody's secrets."""

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import NOW, QUESTIONS, World, make_entry, make_rules, make_world, take_attempt
from harness.clock import SettableClock
from harness.strict_client import StrictClient

from contest.attempts import services as attempts
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import signing
from contest.rules.awards import Prize
from contest.standings import queries, services
from contest.standings.queries import Publication
from contest.standings.snapshots import snapshot
from contest.standings.verification.alone import command, signatures

AFTER = NOW + timedelta(days=8)
DATA = "/xep-hang/so-lieu"


@pytest.fixture
def world(app) -> World:
    world = make_world()
    for number in range(1, 4):
        person = make_entry(world, number, name=f"Hoàng Mẫu Thị {'ABC'[number - 1]}")
        take_attempt(world, person, right=QUESTIONS - number + 1, prediction=1)
    attempts.close_round(round_id=world.round_id, by=None, now=AFTER)
    return world


@pytest.fixture
def publication(world: World, clock: SettableClock) -> Publication:
    clock.move_to(AFTER)
    services.publish(round_id=world.round_id, by=None, now=AFTER)
    return queries.get_publication(world.round_id)


def correct(world: World) -> Publication:
    """Strike the last person's attempt and publish again."""
    [*_, last] = queries.persons_of(queries.get_publication(world.round_id).id)
    attempts.strike(attempt_id=last.attempt_id, reason="Thi hộ", by=1, now=AFTER)
    services.publish(round_id=world.round_id, by=None, now=AFTER, reason="Hủy một bài thi hộ")
    return queries.get_publication(world.round_id)


def test_the_downloaded_files_pass_the_downloaded_verifier(client: StrictClient, publication, tmp_path):
    files = {
        "so-lieu.json": client.get(f"{DATA}/1/1.json").data,
        "chu-ky.json": client.get(f"{DATA}/1/1.chu-ky.json").data,
        "khoa.pem": client.get(f"/khoa-cong-khai/{signing.public_keys()[0].id}.pem").data,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert hashlib.sha256(files["so-lieu.json"]).hexdigest() == publication.digest
    data, signature, key = (str(tmp_path / name) for name in files)
    [first, *_] = json.loads(files["so-lieu.json"])["receipts"]
    wanted = [data, "--signature", signature, "--public-key", key, "--receipt", first]
    assert command.main(wanted) == 0
    (tmp_path / "so-lieu.json").write_bytes(files["so-lieu.json"].replace(b'"place":1', b'"place":2', 1))
    assert command.main(wanted) == 1


def test_the_page_states_the_hash_of_the_verifier_it_hands_out(client: StrictClient, publication):
    program = client.get(f"{DATA}/verify.py").data
    assert hashlib.sha256(program).hexdigest() in client.get(DATA).page.text
    assert publication.digest in client.get(DATA).page.text
    compile(program, "verify.py", "exec")


def test_browsers_get_the_snapshot_compressed_and_keep_it(client: StrictClient, publication):
    answer = client.get(f"{DATA}/1/1.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert snapshot.digest_of(gzip.decompress(answer.data).decode()) == publication.digest


def test_nobody_learns_a_phone_number_or_whose_a_receipt_is(client: StrictClient, publication):
    text = client.get(f"{DATA}/1/1.json").data.decode()
    told = json.loads(text)
    assert "0900" not in text
    people = [one for division in told["persons"].values() for one in division]
    assert len(people) == 3
    receipts = {one.receipt for one in queries.persons_of(publication.id)}
    assert set(told["receipts"]) == receipts
    assert not any(receipt in json.dumps(people) for receipt in receipts)


def test_names_stand_where_the_public_board_shows_them(client: StrictClient, monkeypatch):
    monkeypatch.setattr(snapshot, "NAMED_PLACES", 2)
    rules = make_rules()
    divisions = tuple(
        replace(one, prizes=(Prize(code="nhat", name="Giải Nhất", quota=1, amount_vnd=1),))
        for one in rules.divisions
    )
    world = make_world(rules=replace(rules, divisions=divisions))
    for number in range(1, 4):
        person = make_entry(world, number, name=f"Hoàng Mẫu Thị {'ABC'[number - 1]}")
        take_attempt(world, person, right=QUESTIONS - number + 1, prediction=1)
    attempts.close_round(round_id=world.round_id, by=None, now=AFTER)
    services.publish(round_id=world.round_id, by=None, now=AFTER)
    people = json.loads(client.get(f"{DATA}/1/1.json").data)["persons"]["cbccvc"]
    assert [one.get("name") for one in people] == ["Hoàng Mẫu Thị A", "Hoàng M. T. B", None]
    assert [one.get("unit") for one in people] == ["02-SNV", "02-SNV", None]


def test_a_correction_is_marked_and_the_older_version_stays_readable(client, world, publication):
    second = correct(world)
    page = client.get(DATA).page
    assert "Đính chính lần 1" in page.text
    assert "Hủy một bài thi hộ" in page.text
    older, newer = client.get(f"{DATA}/1/1").page, client.get(f"{DATA}/1/2").page
    assert "Bản này không còn hiệu lực." in older.text
    assert publication.digest in older.text
    assert "không còn hiệu lực" not in newer.text
    assert "Lý do đính chính: Hủy một bài thi hộ" in newer.text
    assert json.loads(client.get(f"{DATA}/1/2.json").data)["previous"] == publication.digest
    assert snapshot.digest_of(client.get(f"{DATA}/1/1.json").data.decode()) == publication.digest
    assert second.digest in newer.text
    assert "Đính chính lần 1" in client.get("/xep-hang/ca-nhan?dot=1").page.text


def test_keys_and_checkpoints_are_public(client: StrictClient, publication):
    audit_anchors.checkpoint(now=AFTER)
    page = client.get("/khoa-cong-khai").page
    [key] = signing.public_keys()
    assert key.fingerprint in page.text
    assert signatures.key_of(client.get(f"/khoa-cong-khai/{key.id}.pem").data.decode()).hex() == key.raw
    lines = client.get("/khoa-cong-khai/moc-nhat-ky.jsonl").data.decode().splitlines()
    assert [json.loads(line)["statement"]["kind"] for line in lines] == [
        "checkpoint",  # when the round was locked
        "publication",
        "checkpoint",
    ]
    assert json.loads(lines[2])["statement"]["head"] in page.text.replace(" ", "")


def test_what_is_not_there_is_not_found(client: StrictClient, publication):
    for address in ("/1/2", "/1/2.json", "/1/2.chu-ky.json", "/9/1", "/9/1.json"):
        assert client.get(f"{DATA}{address}").status_code == 404
    assert client.get("/khoa-cong-khai/0123456789abcdef.pem").status_code == 404


def test_before_anything_is_published_the_pages_say_so(client: StrictClient):
    make_world()
    assert "Chưa có kết quả nào được công bố." in client.get(DATA).page.text
    assert "Chưa ký gì" in client.get("/khoa-cong-khai").page.text
    assert client.get(f"{DATA}/1/1.json").status_code == 404
