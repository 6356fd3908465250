"""The collector of garbage rests while standings are made, and only then."""

import gc

import pytest

from contest.platform.serving.collecting import nothing_thrown_away


def test_the_collector_rests_until_the_last_maker_is_done():
    with nothing_thrown_away():
        with nothing_thrown_away():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_looks_again_after_a_failure():
    with pytest.raises(ValueError, match="kaputt"), nothing_thrown_away():
        raise ValueError("kaputt")
    assert gc.isenabled()
