"""What a rush of sign-ins worked in goes back to the machine when it is over."""

import os
import time
from pathlib import Path

import pytest

from contest.platform.serving import memory

MEBIBYTE = 1024 * 1024
PATIENCE_SECONDS = 30


def resident() -> float:
    """What this process has in memory, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE


def test_memory_goes_back_when_nobody_needed_it_for_a_while(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "QUIET_SECONDS", 0.5)
    # At its first size the C library gives memory back at once; from the second time on it is kept.
    blocks = [bytearray(31 * MEBIBYTE) for _ in range(2)]
    del blocks
    held = [bytearray(20 * MEBIBYTE) for _ in range(3)]
    wall = [bytes(1000) for _ in range(3)]  # behind them, so that the end of the heap cannot just be cut off
    del held
    before = resident()
    memory.give_back_when_quiet()
    memory.give_back_when_quiet()
    until = time.monotonic() + PATIENCE_SECONDS
    while resident() > before - 40 and time.monotonic() < until:
        time.sleep(0.1)
    assert resident() <= before - 40
    assert wall
