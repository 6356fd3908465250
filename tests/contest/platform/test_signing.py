"""Keys: made once for their owner alone, replaced with a statement of the old one, never forgotten."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from factories import NOW
from flask import Flask
from harness.databases import disconnect
from harness.strict_client import StrictRunner

from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import check as audit_check
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.configuration import settings
from contest.settings import Settings, SettingsError

pytestmark = pytest.mark.usefixtures("app")


def test_the_first_signature_makes_a_key_that_only_its_owner_reads():
    statement = signing.sign(kind="mau", subject="1", facts={"n": 1}, now=NOW)
    path = settings().resolved_signing_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.id for one in signing.public_keys()] == [statement.key_id]
    assert signing.is_genuine(statement)
    assert audit.latest(limit=1)[0].action == "platform:key:use"
    second = signing.sign(kind="mau", subject="2", facts={"n": 1}, now=NOW)
    assert second.key_id == statement.key_id
    assert audit.count() == 1


def test_a_statement_fits_its_own_text_only():
    statement = signing.sign(kind="mau", subject="1", facts={"n": 1}, now=NOW)
    assert signing.statement_from(statement.line()) == statement
    assert not signing.is_genuine(replace(statement, text=statement.text.replace("1", "2")))
    assert not signing.is_genuine(replace(statement, signature="00" * 64))
    assert not signing.is_genuine(replace(statement, key_id="0" * 16))
    with pytest.raises(ValueError, match="no signed statement"):
        signing.statement_from('{"statement": {}}')


def test_a_replaced_key_vouches_for_the_next_and_its_signatures_stay_good(runner: StrictRunner):
    before = signing.sign(kind="mau", subject="1", facts={}, now=NOW)
    done = runner.invoke(args=["audit", "new-key", "--yes"])
    assert done.exit_code == 0, done.output
    after = signing.sign(kind="mau", subject="2", facts={}, now=NOW + timedelta(days=1))
    assert after.key_id != before.key_id
    assert {one.id for one in signing.public_keys()} == {before.key_id, after.key_id}
    vouched = signing.find_statement(signing.NEXT_KEY, after.key_id)
    assert vouched is not None
    assert (vouched.key_id, vouched.facts["public_key"]) == (before.key_id, after.public_key)
    assert all(map(signing.is_genuine, signing.statements()))
    path = settings().resolved_signing_key
    assert [one.name for one in path.parent.glob("*.old")] == [f"{path.name}.{before.key_id}.old"]
    assert audit_check.first_bad_place() is None


def test_two_who_sign_first_at_the_same_time_sign_with_one_key(app: Flask):
    def sign(number: int) -> str:
        with app.app_context():
            made = signing.sign(kind="mau", subject=str(number), facts={}, now=NOW)
            disconnect()
            return made.key_id

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(sign, (1, 2)))) == 1


def test_a_checkpoint_is_made_where_something_was_written(runner: StrictRunner, tmp_path: Path):
    audit.record(action="rounds:round:edit", subject="1", by=None, now=NOW)
    said = runner.invoke(args=["audit", "checkpoint", "--occasion", "đóng tuần 1"]).output
    assert "Mốc 2 mục" in said
    [line] = (tmp_path / "anchors.jsonl").read_text(encoding="utf-8").splitlines()
    statement = signing.statement_from(line)
    assert statement.facts["occasion"] == "đóng tuần 1"
    assert (statement.facts["entries"], statement.facts["head"]) == audit.state()
    assert "Không có mục mới" in runner.invoke(args=["audit", "checkpoint"]).output
    assert len(signing.statements()) == 1


def test_a_lost_anchor_file_is_filled_again(runner: StrictRunner, tmp_path: Path):
    audit_anchors.checkpoint(now=NOW)
    (tmp_path / "anchors.jsonl").unlink()
    assert "Đã bổ sung 1 mốc" in runner.invoke(args=["audit", "checkpoint"]).output
    assert len(audit_anchors.outside()) == 1


def test_a_full_disk_outside_undoes_nothing(tmp_path: Path):
    (tmp_path / "anchors.jsonl").mkdir()
    assert audit_anchors.checkpoint(now=NOW) is not None
    assert len(signing.statements()) == 1


def test_a_production_key_that_is_not_there_stops_the_start(tmp_path: Path):
    sound = Settings(
        environment="production", secret_key="k" * 40, public_url="https://thi.example.vn", instance_path="."
    )
    assert sound.checked() is sound
    with pytest.raises(SettingsError, match="CONTEST_SIGNING_KEY"):
        replace(sound, signing_key=str(tmp_path / "khong-co.pem")).checked()
