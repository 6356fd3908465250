"""`python -m contest.workbook`: writes one workbook of results, on behalf of a server.

A process of its own, begun in the background: the server's interpreter is free for those who answer.
Settings and order come by pipe; of several, one is written at a time.
"""

import fcntl
import os
import pickle
import sys
from pathlib import Path

from flask import Flask

from contest.commendations import exports
from contest.commendations.results import results_of
from contest.platform import database
from contest.settings import Settings


def write(settings: Settings, round_id: int, version: int, path: Path) -> None:
    """Write the file beside its place and put it there when it is whole."""
    with reader(settings).app_context(), (path.parent / "writing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        draft = path.with_suffix(".part")
        with draft.open("wb") as target:
            exports.write_results(target, results_of(round_id, version))
        draft.replace(path)


def reader(settings: Settings) -> Flask:
    """An app that reads the database and has no pages, whose code takes as long to read as all the rest."""
    app = Flask("contest", static_folder=None)
    database.install(app, settings)
    return app


if __name__ == "__main__":
    os.umask(0o077)  # phone numbers are for the server alone
    write(*pickle.load(sys.stdin.buffer))  # noqa: S301 - our parent's own words
