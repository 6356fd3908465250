"""Checks of files that run beside the requests, and what every worker can tell of them.

A check is worked out by a thread of the worker that is asked first. What it found, and how far it got, lie
beside the file in instance/uploads, so that any worker answers the next request. A worker that dies leaves
a check without a sign of life; whoever is asked next begins it anew. Two checks at once do no harm: both
write the same.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Thread

from flask import Flask, current_app

from contest.bank import comparing, imports
from contest.bank.checked_file import CheckedFile
from contest.bank.errors import CheckFailed
from contest.bank.imports import Options
from contest.platform import clock
from contest.platform.clock import VIETNAM
from contest.platform.files import pending
from contest.platform.files.pending import Pending

CHECKED, PROGRESS, OPTIONS = "checked", "progress", "options"
# A small file is done before its sender would read a waiting page.
PATIENCE_SECONDS = 1.5
SIGN_OF_LIFE = timedelta(seconds=20)
TELL_EVERY = 50
FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a check got, and when it last said so."""

    stage: str
    done: int
    of: int
    at: str


def keep(*, account_id: int, name: str, content: bytes, options: Options, now: datetime) -> str:
    """Store a file to be checked. Answers its token."""
    token = pending.keep(account_id=account_id, purpose="bank", name=name, content=content, now=now)
    pending.note(token, OPTIONS, options.to_json())
    return token


def find(token: str, *, account_id: int) -> tuple[Pending, Options]:
    """The file under a token and its options; a missing one and another person's look the same."""
    kept = pending.find(token, account_id=account_id, purpose="bank")
    return kept, Options.from_json(pending.noted(token, OPTIONS) or "{}")


def checked(kept: Pending, options: Options, *, now: datetime) -> CheckedFile | Progress:
    """What checking the file found, or how far it got; a check that nobody works at is begun.

    A file that was not imported yet is checked anew once the bank has changed. Raises CheckFailed.
    """
    found = _finished(kept)
    if found is not None:
        return found
    progress = _progress(kept.token)
    if progress is not None and now - datetime.fromisoformat(progress.at) < SIGN_OF_LIFE:
        if progress.stage == FAILED:
            raise CheckFailed
        return progress
    _tell(kept.token, imports.STAGES[0], 0, 0, now)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the proxy's only way out
    worker = Thread(target=_work, args=(app, kept, options), name="check-questions", daemon=True)
    worker.start()
    worker.join(PATIENCE_SECONDS)
    return _finished(kept) or _progress(kept.token) or Progress(stage="", done=0, of=0, at=now.isoformat())


def _finished(kept: Pending) -> CheckedFile | None:
    text = pending.noted(kept.token, CHECKED)
    if text is None:
        return None
    found = CheckedFile.from_json(text)
    return found if kept.done is not None or found.mark == comparing.mark() else None


def _progress(token: str) -> Progress | None:
    text = pending.noted(token, PROGRESS)
    return None if text is None else Progress(**json.loads(text))


def _tell(token: str, stage: str, done: int, of: int, now: datetime) -> None:
    progress = Progress(stage=stage, done=done, of=of, at=now.isoformat())
    pending.note(token, PROGRESS, json.dumps(asdict(progress)))


def _work(app: Flask, kept: Pending, options: Options) -> None:
    with app.app_context():

        def tell(stage: str, done: int, of: int) -> None:
            if done % TELL_EVERY == 0:
                _tell(kept.token, stage, done, of, clock.now())

        try:
            today = clock.now().astimezone(VIETNAM).date()
            found = imports.check(kept.content, name=kept.name, today=today, options=options, tell=tell)
            pending.note(kept.token, CHECKED, found.to_json())
        except Exception:
            # The thread has no request that could answer: the page is told, and the log has the cause.
            app.logger.exception("a file of questions could not be checked")
            _tell(kept.token, FAILED, 0, 0, clock.now())
        else:
            pending.forget(kept.token, PROGRESS)
