"""Workbooks too long to wait for: written by a process of their own, and kept for minutes for whoever asked.

They hold phone numbers. So nobody shares a file with somebody else, and none outlives the minutes in which
it is fetched: a number may be changed or withdrawn tomorrow.
"""

import json
import pickle
import re
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread

from contest.commendations.errors import FileUnknown
from contest.commendations.results import Results
from contest.platform.configuration import settings
from contest.platform.files.background import attend, begun

# Up to here a workbook is written while the page is waited for, in less than a second.
PEOPLE_AT_ONCE = 3_000
KEPT = timedelta(minutes=10)
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
TOKEN_BYTES = 24
WRITER = "contest.workbook"


class State(StrEnum):
    """How far a file is."""

    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A workbook that somebody asked for."""

    token: str
    account_id: int
    round_id: int
    version: int
    ordered_at: datetime

    @property
    def path(self) -> Path:
        """Where the whole file will be."""
        return _folder() / f"{self.token}.xlsx"

    @property
    def state(self) -> State:
        """How far it is; a file has its name only when it is whole."""
        if self.path.exists():
            return State.READY
        return State.FAILED if self.path.with_suffix(".failed").exists() else State.WRITING


def order(results: Results, *, account_id: int, now: datetime) -> str:
    """Have the workbook of a publication written for one account, and answer its token.

    Whoever asks again in the meantime gets the same file.
    """
    round_id, version = results.round.id, results.publication.version
    for one in list(_orders()):
        if one.ordered_at + KEPT <= now:
            _remove(one.token)
        elif (one.account_id, one.round_id, one.version) == (account_id, round_id, version):
            if one.state is not State.FAILED:
                return one.token
            _remove(one.token)
    made = Order(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        account_id=account_id,
        round_id=round_id,
        version=version,
        ordered_at=now,
    )
    _note(made)
    _begin(made)
    return made.token


def find(token: str, *, account_id: int, now: datetime) -> Order:
    """An order of one's own; another person's, an old one and none look the same (FileUnknown)."""
    about = _folder() / f"{token}.json"
    if not TOKEN.fullmatch(token) or not about.exists():
        raise FileUnknown
    found = _read(about)
    if found.account_id != account_id or found.ordered_at + KEPT <= now:
        raise FileUnknown
    return found


def _begin(made: Order) -> None:
    writer = begun(WRITER)
    # By pipe: the settings hold the key, which belongs neither into arguments nor into the environment.
    words = pickle.dumps((settings(), made.round_id, made.version, made.path))
    Thread(target=_watch, args=(writer, words, made.path), name="export", daemon=True).start()


def _watch(writer: subprocess.Popen[bytes], words: bytes, path: Path) -> None:
    """Tell the writer what to write, say so when it fails, take the file away when its time is over."""
    attend(writer, words)
    if writer.returncode != 0:
        path.with_suffix(".failed").touch()
    Event().wait(KEPT.total_seconds())
    _remove_all(path)


def _orders() -> Iterator[Order]:
    for about in _folder().glob("*.json"):
        yield _read(about)


def _read(about: Path) -> Order:
    said = json.loads(about.read_text(encoding="utf-8"))
    return Order(
        token=about.stem,
        account_id=said["account_id"],
        round_id=said["round_id"],
        version=said["version"],
        ordered_at=datetime.fromisoformat(said["ordered_at"]),
    )


def _note(made: Order) -> None:
    said = {
        "account_id": made.account_id,
        "round_id": made.round_id,
        "version": made.version,
        "ordered_at": made.ordered_at.isoformat(),
    }
    draft = _folder() / f"{made.token}.draft"
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(made.path.with_suffix(".json"))


def _remove(token: str) -> None:
    _remove_all(_folder() / f"{token}.xlsx")


def _remove_all(path: Path) -> None:
    for beside in path.parent.glob(f"{path.stem}.*"):
        beside.unlink(missing_ok=True)


def _folder() -> Path:
    folder = settings().resolved_instance_path / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
