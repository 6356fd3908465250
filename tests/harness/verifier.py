"""The program that checks results alone, run as whoever downloaded it would."""

import subprocess
import sys
from pathlib import Path

from contest.standings.verification import program


def judged_alone(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    """Its exit status and what it said; written into the folder first."""
    path = folder / "verify.py"
    path.write_text(program.text(), encoding="utf-8")
    command = [sys.executable, "-I", path, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own file
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode()
