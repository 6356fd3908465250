"""Processes that write files take what is left of the processors."""

import os
import subprocess

import pytest

from contest.platform.files.background import begun

MODULES = ("contest.workbook", "contest.platform.files.typesetters")


@pytest.mark.parametrize("module", MODULES)
def test_a_writer_of_files_makes_way_from_its_first_instruction(module: str):
    with begun(module, stdout=subprocess.DEVNULL) as process:
        policy = os.sched_getscheduler(process.pid)
        process.kill()
    assert policy == os.SCHED_IDLE
