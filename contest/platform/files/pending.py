"""Files sent but not yet confirmed: kept in instance/uploads under random names, bound to an account (C4)."""

import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from contest.platform.configuration import settings
from contest.platform.errors import NotFound

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
TOKEN_BYTES = 24
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A file waiting for its owner's word; ``done`` tells what the import recorded once it is confirmed."""

    token: str
    purpose: str
    name: str
    content: bytes
    done: int | None


def keep(*, account_id: int, purpose: str, name: str, content: bytes, now: datetime) -> str:
    """Store a file for one account and purpose; files older than a day go. Answers its token."""
    folder = _folder()
    _forget_old(folder, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    (folder / f"{token}.bin").write_bytes(content)
    os.utime(folder / f"{token}.bin", times=(now.timestamp(), now.timestamp()))
    _write_about(folder, token, {"account_id": account_id, "purpose": purpose, "name": name, "done": None})
    return token


def find(token: str, *, account_id: int, purpose: str) -> Pending:
    """The file under a token; a missing one and another person's look the same (NotFound)."""
    folder = _folder()
    path = folder / f"{token}.json"
    if not TOKEN.fullmatch(token) or not path.exists():
        raise NotFound
    about = json.loads(path.read_text(encoding="utf-8"))
    if about["account_id"] != account_id or about["purpose"] != purpose:
        raise NotFound
    return Pending(
        token=token,
        purpose=about["purpose"],
        name=about["name"],
        content=(folder / f"{token}.bin").read_bytes(),
        done=about["done"],
    )


def mark_done(token: str, *, account_id: int, purpose: str, recorded: int) -> None:
    """Remember what was recorded, so that a second click meets the first result."""
    kept = find(token, account_id=account_id, purpose=purpose)
    about = {"account_id": account_id, "purpose": purpose, "name": kept.name, "done": recorded}
    _write_about(_folder(), token, about)


def note(token: str, name: str, text: str) -> None:
    """Keep a text beside a file, in place of an earlier one of that name; it goes with the file.

    What is worked out from a file (a check, how far it got) is shared so by all workers.
    """
    folder = _folder()
    draft = folder / f"{token}.{name}-{secrets.token_hex(4)}"
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / f"{token}.{name}")


def noted(token: str, name: str) -> str | None:
    """The text of that name beside a file, None where there is none."""
    try:
        return (_folder() / f"{token}.{name}").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def forget(token: str, name: str) -> None:
    """Take the text of that name away."""
    (_folder() / f"{token}.{name}").unlink(missing_ok=True)


def _folder() -> Path:
    folder = settings().resolved_instance_path / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_about(folder: Path, token: str, about: dict[str, object]) -> None:
    draft = folder / f"{token}.draft"
    draft.write_text(json.dumps(about), encoding="utf-8")
    draft.replace(folder / f"{token}.json")


def _forget_old(folder: Path, now: datetime) -> None:
    oldest = (now - KEPT).timestamp()
    for path in folder.glob("*.bin"):
        if path.stat().st_mtime < oldest:
            for beside in folder.glob(f"{path.stem}.*"):
                beside.unlink(missing_ok=True)
