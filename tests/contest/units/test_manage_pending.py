"""Files that wait for their owner's word: found by their owner alone, forgotten after a day."""

from datetime import timedelta

import factories
import pytest

from contest.platform.errors import NotFound
from contest.platform.files import pending

NOW = factories.NOW
OWNER, OTHER = 7, 8


def kept(now=NOW):
    return pending.keep(account_id=OWNER, purpose="thu", name="tệp.xlsx", content=b"noi dung", now=now)


def test_a_file_is_found_by_its_owner_for_its_purpose_alone(app):
    token = kept()
    found = pending.find(token, account_id=OWNER, purpose="thu")
    assert (found.name, found.content, found.done) == ("tệp.xlsx", b"noi dung", None)
    for account_id, purpose in ((OTHER, "thu"), (OWNER, "khac")):
        with pytest.raises(NotFound):
            pending.find(token, account_id=account_id, purpose=purpose)


@pytest.mark.parametrize("token", ["", "../secret_key", "x" * 32, "x" * 31 + "/"])
def test_a_token_is_no_path(app, token):
    with pytest.raises(NotFound):
        pending.find(token, account_id=OWNER, purpose="thu")


def test_what_was_recorded_is_remembered(app):
    token = kept()
    pending.mark_done(token, account_id=OWNER, purpose="thu", recorded=3)
    assert pending.find(token, account_id=OWNER, purpose="thu").done == 3


def test_a_file_nobody_confirmed_is_gone_after_a_day(app):
    old = kept()
    young = kept(NOW + timedelta(hours=23))
    kept(NOW + timedelta(days=1, seconds=1))
    assert pending.find(young, account_id=OWNER, purpose="thu")
    with pytest.raises(NotFound):
        pending.find(old, account_id=OWNER, purpose="thu")
