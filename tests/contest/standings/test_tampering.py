"""Whoever can write to the database can change anything; every way of it is found, and where."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import NOW, QUESTIONS, World, make_entry, make_world, take_attempt
from harness.strict_client import StrictRunner
from harness.tampering import behind_the_back
from harness.verifier import judged_alone

from contest.attempts import services as attempts
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.audit.check import BadPlace, Damage
from contest.platform.database import db, transaction
from contest.rounds import queries as rounds
from contest.standings import queries, services
from contest.standings.queries import Publication

pytestmark = pytest.mark.usefixtures("app")
DEEDS = 12
FIRST_ANCHOR, SECOND_ANCHOR = 5, 9


def chain() -> None:
    """A log of so many entries with a signed checkpoint after some of them."""
    signing.prepare(now=NOW)
    for number in range(2, DEEDS + 1):
        audit.record(
            action="rounds:round:edit",
            subject=str(number),
            by=None,
            now=NOW,
            facts={"name": f"Tuần {number}", "old": None},
            reason="Chỉnh giờ",
        )
        if number in {FIRST_ANCHOR, SECOND_ANCHOR}:
            audit_anchors.checkpoint(now=NOW)


def rewrite(execute: Callable[[str], Any], *, start: int, end: int = DEEDS, head: bool = True) -> None:
    """Compute the hashes anew from an entry on, as somebody would who knows how."""
    kept = {link.id: link for link in audit.links()}
    db.session.rollback()
    reasons = dict(execute("SELECT id, reason FROM audit_event").fetchall())
    previous = ""
    for entry_id in sorted(reasons):
        content = {**kept[entry_id].content, "reason": reasons[entry_id]}
        if previous and entry_id > start:
            content["previous_hash"] = previous
        previous = kept[entry_id].hash
        if start <= entry_id <= end:
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            previous = hashlib.sha256(text.encode()).hexdigest()
            values = f"hash = '{previous}', previous_hash = '{content['previous_hash']}'"
            execute(f"UPDATE audit_event SET {values} WHERE id = {entry_id}")  # noqa: S608 - our own hashes
    if head:
        execute(f"UPDATE audit_head SET hash = '{previous}', entries = {len(reasons)}")  # noqa: S608 - the same


COPY = (
    "INSERT INTO audit_event "
    "(id, at, actor_id, action, subject, facts, reason, request_id, previous_hash, hash) "
    "SELECT {id}, at, actor_id, action, subject, facts, {reason}, request_id, {previous}, {hash} "
    "FROM audit_event WHERE id = {source}"
)


def change(execute: Callable[[str], Any]) -> None:
    execute("UPDATE audit_event SET reason = 'khác' WHERE id = 3")


def change_one_with_its_hash(execute: Callable[[str], Any]) -> None:
    execute("UPDATE audit_event SET reason = 'khác' WHERE id = 7")
    rewrite(execute, start=7, end=7, head=False)


def delete_the_first(execute: Callable[[str], Any]) -> None:
    execute("DELETE FROM audit_event WHERE id = 1")


def delete_in_the_middle(execute: Callable[[str], Any]) -> None:
    execute("DELETE FROM audit_event WHERE id IN (6, 7)")


def insert_a_forged_entry(execute: Callable[[str], Any]) -> None:
    """A well-made entry at the end that nobody reckoned with."""
    last = max(audit.links(), key=lambda one: one.id)
    db.session.rollback()
    content = {**last.content, "previous_hash": last.hash, "reason": "thêm"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = {"id": 13, "reason": "'thêm'", "previous": f"'{last.hash}'", "hash": f"'{digest}'", "source": 12}
    execute(COPY.format(**values))


def insert_a_clumsy_entry(execute: Callable[[str], Any]) -> None:
    values = {"id": 13, "reason": "reason", "previous": "previous_hash", "hash": "'x'", "source": 4}
    execute(COPY.format(**values))


def truncate(execute: Callable[[str], Any]) -> None:
    execute("DELETE FROM audit_event WHERE id > 10")


def truncate_and_hide_it(execute: Callable[[str], Any]) -> None:
    execute("DELETE FROM audit_event WHERE id > 7")
    (digest,) = execute("SELECT hash FROM audit_event WHERE id = 7").fetchone()
    execute(f"UPDATE audit_head SET hash = '{digest}', entries = 7")  # noqa: S608 - the same


def truncate_everything(execute: Callable[[str], Any]) -> None:
    execute("DELETE FROM audit_event")
    execute("DELETE FROM audit_head")


def rewrite_after_an_anchor(execute: Callable[[str], Any]) -> None:
    execute("UPDATE audit_event SET reason = 'khác' WHERE id = 7")
    rewrite(execute, start=7)


def rewrite_everything(execute: Callable[[str], Any]) -> None:
    execute("UPDATE audit_event SET reason = 'khác'")
    rewrite(execute, start=1)


def rewrite_everything_and_every_trace(execute: Callable[[str], Any]) -> None:
    """Rewrite the chain and remove the checkpoints from the database: the file outside still has them."""
    rewrite_everything(execute)
    execute("DELETE FROM signed_statement")


CASES = {
    change: (3, Damage.CHANGED),
    change_one_with_its_hash: (7, Damage.CHANGED),
    delete_the_first: (1, Damage.DELETED),
    delete_in_the_middle: (6, Damage.DELETED),
    insert_a_forged_entry: (13, Damage.INSERTED),
    insert_a_clumsy_entry: (13, Damage.INSERTED),
    truncate: (11, Damage.TRUNCATED),
    truncate_and_hide_it: (8, Damage.TRUNCATED),
    truncate_everything: (1, Damage.TRUNCATED),
    rewrite_after_an_anchor: (6, Damage.REWRITTEN),
    rewrite_everything: (1, Damage.REWRITTEN),
}


def log_judged_alone(folder: Path) -> str:
    """What the stand-alone verifier says of the exported log, as a program of its own."""
    log, anchors, key = folder / "nhat-ky.jsonl", folder / "moc.jsonl", folder / "khoa.pem"
    log.write_text("".join(f"{line}\n" for line in audit.export_lines()), encoding="utf-8")
    key.write_text(signing.public_keys()[0].pem, encoding="ascii")
    anchors.write_bytes((folder / "anchors.jsonl").read_bytes())
    status, text = judged_alone(folder, "--audit", log, "--anchors", anchors, "--public-key", key)
    assert status == (1 if "SAI" in text else 0)
    return text


@pytest.mark.parametrize("tamper", CASES, ids=lambda tamper: tamper.__name__)
def test_the_first_bad_place_of_the_log_is_named_by_both_verifiers(
    tamper: Callable[[Callable[[str], Any]], None], tmp_path: Path, runner: StrictRunner
):
    chain()
    assert audit_check.first_bad_place() is None
    assert "SAI" not in log_judged_alone(tmp_path)
    with behind_the_back() as execute:
        tamper(execute)
    entry_id, damage = CASES[tamper]
    found = audit_check.first_bad_place()
    assert found is not None
    assert (found.entry_id, found.damage) == (entry_id, damage)
    assert f"sai từ mục {entry_id} ({damage})" in log_judged_alone(tmp_path)
    said = runner.invoke(args=["audit", "verify"])
    assert said.exit_code == 1
    assert f"sai từ mục {entry_id}:" in said.output


def test_checkpoints_that_left_the_database_are_missed_in_it(tmp_path: Path, runner: StrictRunner):
    chain()
    with behind_the_back() as execute:
        rewrite_everything_and_every_trace(execute)
    found = audit_check.first_bad_place()
    assert found == BadPlace(entry_id=0, damage=Damage.DELETED, detail=f"checkpoint {FIRST_ANCHOR}")
    assert "sai từ mục 1 (rewritten)" in log_judged_alone(tmp_path)
    assert "bị xóa khỏi cơ sở dữ liệu" in runner.invoke(args=["audit", "verify"]).output


def test_a_checkpoint_signed_by_another_key_is_a_forgery(tmp_path: Path, runner: StrictRunner):
    chain()
    path = tmp_path / "anchors.jsonl"
    first, second = path.read_text(encoding="utf-8").splitlines()
    stolen = {**json.loads(first), "signature": json.loads(second)["signature"]}
    path.write_text(f"{json.dumps(stolen)}\n{second}\n", encoding="utf-8")
    found = audit_check.first_bad_place()
    assert found == BadPlace(entry_id=0, damage=Damage.FORGED, detail=f"checkpoint {FIRST_ANCHOR}")
    assert "chữ ký không khớp" in log_judged_alone(tmp_path)
    assert "không đúng chữ ký" in runner.invoke(args=["audit", "verify"]).output
    path.write_text("không phải mốc\n", encoding="utf-8")
    bad = audit_check.first_bad_place()
    assert bad is not None
    assert bad.damage is Damage.FORGED


# --- what was published ------------------------------------------------------------------------


def published(world: World) -> Publication:
    """Three people of one agency, ranked and published."""
    for number, right in ((1, QUESTIONS), (2, QUESTIONS - 1), (3, 1)):
        take_attempt(world, make_entry(world, number), right=right, prediction=number)
    closes_at = rounds.get_round(world.round_id).closes_at
    assert closes_at is not None
    now = closes_at + timedelta(hours=1)
    attempts.close_round(round_id=world.round_id, by=None, now=now)
    services.publish(round_id=world.round_id, by=None, now=now)
    return queries.get_publication(world.round_id)


def test_an_untouched_contest_passes(runner: StrictRunner, tmp_path: Path):
    publication = published(make_world())
    said = runner.invoke(args=["audit", "verify"])
    assert said.exit_code == 0, said.output
    assert "1 bản công bố khớp" in said.output
    assert judged_snapshot(publication, tmp_path) == 0


def judged_snapshot(publication: Publication, folder: Path, *options: str) -> int:
    """The exit status of the stand-alone verifier for the public files of a publication."""
    data, signature, key = folder / "so-lieu.json", folder / "chu-ky.json", folder / "khoa.pem"
    data.write_bytes(queries.snapshot_of(publication.id).encode())
    statement = queries.find_signature(publication)
    assert statement is not None
    signature.write_text(statement.line(), encoding="utf-8")
    key.write_text(signing.public_keys()[0].pem, encoding="ascii")
    return judged_alone(folder, data, "--signature", signature, "--public-key", key, *options)[0]


def test_a_receipt_is_in_the_public_list_in_any_spelling(tmp_path: Path):
    publication = published(make_world())
    [first, *_] = queries.persons_of(publication.id)
    assert judged_snapshot(publication, tmp_path, "--receipt", first.receipt.lower()) == 0
    assert judged_snapshot(publication, tmp_path, "--receipt", "HG24-0000-0000") == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE published_person SET name = 'Người Khác' WHERE place = 3", "các dòng đã công bố bị sửa"),
        ("UPDATE published_person SET amount_vnd = 9 WHERE place = 1", "các dòng đã công bố bị sửa"),
        ("DELETE FROM published_person WHERE place = 2", "các dòng đã công bố bị sửa"),
        ("UPDATE published_unit SET points = '1/1'", "các dòng đã công bố bị sửa"),
        (
            "UPDATE publication SET snapshot = replace(snapshot, '\"place\":2', '\"place\":1')",
            "chữ ký không khớp",
        ),
        ("UPDATE publication SET reason = 'vì thế'", "tính lại"),
        ("DELETE FROM signed_statement", "bị xóa khỏi cơ sở dữ liệu"),
        ("UPDATE attempt SET score = 4 WHERE score = 1", "tính lại từ bài thi thì khác, trước hết ở"),
        ("UPDATE attempt SET struck_at = finished_at WHERE score = 1", "không còn được tính như lúc công bố"),
        ("UPDATE attempt SET receipt = 'HG24-AAAA-AAAA' WHERE score = 1", "bài HG24-AAAA-AAAA"),
    ],
)
def test_a_changed_publication_or_attempt_is_named(runner: StrictRunner, statement: str, said: str):
    published(make_world())
    with behind_the_back() as execute:
        execute(statement)
    done = runner.invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert said in done.output


def test_the_stand_alone_verifier_finds_a_changed_snapshot(tmp_path: Path):
    publication = published(make_world())
    with behind_the_back() as execute:
        execute("UPDATE publication SET snapshot = replace(snapshot, '\"place\":2', '\"place\":1')")
    assert judged_snapshot(publication, tmp_path) == 1


def test_a_correction_names_what_it_corrects_and_old_versions_stay_as_signed(
    runner: StrictRunner, tmp_path: Path
):
    world = make_world()
    first = published(world)
    before = queries.persons_of(first.id)
    [worst] = [one for one in before if one.place == len(before)]
    now = NOW + timedelta(days=8)
    attempts.strike(attempt_id=worst.attempt_id, reason="Thi hộ", by=1, now=now)
    assert runner.invoke(args=["audit", "verify"]).exit_code == 1
    services.publish(round_id=world.round_id, by=None, now=now, reason="Hủy một bài thi hộ")
    second = queries.get_publication(world.round_id)
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    assert json.loads(queries.snapshot_of(second.id))["previous"] == first.digest
    older = tmp_path / "truoc.json"
    older.write_bytes(queries.snapshot_of(first.id).encode())
    assert judged_snapshot(second, tmp_path, "--previous", str(older)) == 0
    assert judged_snapshot(first, tmp_path) == 0
    assert judged_snapshot(first, tmp_path, "--previous", str(older)) == 1


def test_what_is_rolled_back_leaves_no_anchor_outside(tmp_path: Path):
    chain()
    lines = (tmp_path / "anchors.jsonl").read_text(encoding="utf-8")
    session = db.session()
    with transaction():
        audit_anchors.checkpoint(now=NOW)
        session.rollback()
    assert (tmp_path / "anchors.jsonl").read_text(encoding="utf-8") == lines
