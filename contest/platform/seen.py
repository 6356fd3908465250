"""What somebody saw before changing it, so that nobody overwrites unawares what another saved meanwhile.

A form carries the mark of what it was filled with. When the mark no longer fits, the form comes back once
with everything that was typed and says who saved it when; sent again, it is meant.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TypeVar

from wtforms import StringField
from wtforms.widgets import HiddenInput

from contest.platform.audit import log as audit
from contest.platform.errors import Conflict
from contest.platform.forms import BaseForm
from contest.platform.messages import sentence
from contest.platform.upward import Upward

T = TypeVar("T")
MARK_LENGTH = 16
SOMEBODY = "Có người"

# The slice that knows accounts answers what they are called.
names: Upward[[Collection[int]], Mapping[int, str]] = Upward("seen.names")


class ChangedMeanwhile(Conflict):
    """Somebody else saved it since the form was shown; facts: who, at, and the mark of what is there now."""

    code = "sua.da_doi"


class SeenForm(BaseForm):
    """A form that changes what is stored; the page writes ``form.based_on()`` beside its other fields."""

    based_on = StringField(widget=HiddenInput())

    def perform(self, use_case: Callable[[], T]) -> T | None:
        """Run a use case; what was changed meanwhile is said once, and known from then on."""
        try:
            return super().perform(use_case)
        except ChangedMeanwhile as refusal:
            self.based_on.errors = [sentence(refusal.code, refusal.facts)]
            self.based_on.data = refusal.facts["mark"]
            return None


def mark_of(*values: object) -> str:
    """A mark of stored values; equal values have equal marks."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:MARK_LENGTH]


def refuse_unseen(
    based_on: str | None, mark: str, *, who: int | None = None, at: datetime | None = None
) -> None:
    """Refuse a change to what looks different by now; None: nobody was shown anything before (a command).

    Raises ChangedMeanwhile with the name of who saved it, where that is known.
    """
    if based_on in (None, mark):
        return
    known = {} if who is None else {key: name for found in names.ask([who]) for key, name in found.items()}
    raise ChangedMeanwhile(who=known.get(who or 0, SOMEBODY), at=at, mark=mark)


def refuse_unseen_deed(based_on: str | None, mark: str, *, action: str, subject: str) -> None:
    """The same for what only the log knows who did: its newest entry of a kind about a subject."""
    if based_on in (None, mark):
        return
    entry = audit.find_newest(action=action, subject=subject)
    refuse_unseen(based_on, mark, who=entry.actor_id if entry else None, at=entry.at if entry else None)
