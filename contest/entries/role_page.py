"""The registration's second page, which several first pages lead to: in which division, for which unit."""

from datetime import datetime

from flask import render_template

from contest.accounts import services as accounts
from contest.entries import picking
from contest.entries.forms import RoleForm
from contest.platform import clock
from contest.platform.clock import VIETNAM
from contest.rounds import queries as rounds
from contest.rules.terms import DivisionKind
from contest.units import queries as units
from contest.units.queries import Unit

SECOND_PATH = "/dang-ky/tu-cach"


def first(
    person: accounts.NewPerson, *, unit_code: str | None, now: datetime, action: str = SECOND_PATH
) -> str:
    """The page for a new person who has just filled in the first one."""
    carried = accounts.sealed(person, now=now)
    return page(RoleForm(formdata=None, carried=carried, **invitation(unit_code)), action=action)


def page(form: RoleForm, *, action: str = SECOND_PATH) -> str:
    """The page with what has been chosen so far."""
    contest, now = rounds.current_contest(), clock.now()
    form.offer(rounds.newest_rule_set(contest.id).rules)
    found = picking.offered(
        contest,
        division=form.chosen,
        text=form.search.data or "",
        chosen=form.unit.data or "",
        now=now,
    )
    return render_template(
        "entries/role.html",
        form=form,
        units=found,
        person=accounts.unsealed(form.carried.data or "", now=now),
        action=action,
    )


def invited_for(code: str | None) -> Unit | None:
    """The unit of an invitation's link; an unknown or closed one is no invitation."""
    contest = rounds.current_contest()
    unit = units.find_unit(list_id=contest.unit_list_id, code=code) if code else None
    today = clock.now().astimezone(VIETNAM).date()
    return unit if unit is not None and unit.is_active_on(today) and unit.kind != "province" else None


def invitation(code: str | None) -> dict[str, str]:
    """What is chosen already on page two: the unit, and for an agency its division.

    The people of a commune may be staff or citizens; that is theirs to say.
    """
    unit = invited_for(code)
    if unit is None:
        return {}
    divisions = rounds.newest_rule_set(rounds.current_contest().id).rules.divisions
    staff = next((one.code for one in divisions if one.kind is DivisionKind.STAFF), "")
    return {"unit": unit.code} if unit.kind == "commune" else {"unit": unit.code, "division": staff}
