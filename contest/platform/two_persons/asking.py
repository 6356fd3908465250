"""What views of final acts have in common: a sound form puts its act forward and leads on."""

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.forms import BaseForm
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import Payload
from contest.platform.viewer import viewer


def ask(
    form: BaseForm, *, contest_id: int, kind: str, payload: Callable[[], Payload], back: str
) -> Response | None:
    """Put the act of a sound form forward, for the reason in it; None where the form is to be shown.

    Leads to the proposal, or back where none was made. The payload is asked for when the form is sound.
    """
    outcome = form.validate_on_submit() and form.perform(
        lambda: proposals.put_forward(
            contest_id=contest_id,
            kind=kind,
            payload=payload(),
            reason=form["reason"].data or "",
            by=viewer().account_id,
            now=clock.now(),
        )
    )
    if not outcome:
        return None
    flash(outcome.sentence, outcome.kind)
    return redirect(outcome.address or back, 303)
