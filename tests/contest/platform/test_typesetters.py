"""Many files by several processes: each in its place, and none left out where a process is lost."""

import re
from pathlib import Path

import pytest

from contest.platform.files.typesetters import TypesetterLost, compiled_each

PROGRAM = "certificates/bare.typ"


def children() -> set[str]:
    """The processes that any of our threads started and nobody waited for yet."""
    return {
        pid
        for one in Path("/proc/self/task").glob("*/children")
        for pid in one.read_text(encoding="ascii").split()
    }


def test_each_file_stands_in_its_place():
    made = compiled_each(PROGRAM, ({"names": ["Mẫu"] * count} for count in range(1, 8)))
    assert [len(re.findall(rb"/Type\s*/Page\b", pdf)) for pdf in made] == list(range(1, 8))


def test_no_process_is_left_when_nobody_takes_the_rest():
    before = children()
    made = compiled_each(PROGRAM, ({"names": ["Mẫu"]} for _ in range(5)))
    assert next(made).startswith(b"%PDF")
    assert children() > before
    made.close()
    assert children() == before


def test_data_that_the_program_cannot_read_ends_the_whole_instead_of_leaving_a_file_out():
    with pytest.raises(TypesetterLost):
        list(compiled_each(PROGRAM, [{"names": ["Mẫu"]}, {}, {"names": ["Mẫu"]}]))
