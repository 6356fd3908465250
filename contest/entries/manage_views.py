"""Organisers' pages of participants: the list, one person, and what may be done for them."""

from collections.abc import Callable, Collection
from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.accounts import queries as accounts
from contest.accounts import services as account_services
from contest.entries import data_request_views, exclusion_views, listing, queries, services
from contest.entries.listing import Participant, Wanted
from contest.entries.manage_forms import MoveForm
from contest.entries.queries import AttemptLine
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.errors import NotFound
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.files import downloads
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.units import queries as units
from contest.units.queries import Unit, Use

blueprint = Blueprint("entries_manage", __name__)
blueprint.register_blueprint(exclusion_views.blueprint)
blueprint.register_blueprint(data_request_views.blueprint)
blueprint.record_once(lambda state: units.uses.answered_by(state.app, _uses_of_units))
PATH = "/quan-tri/thi-sinh"


def _uses_of_units(unit_ids: Collection[int]) -> list[Use]:
    return [Use(label="Người đã đăng ký dự thi", count=queries.people_of_units(unit_ids))]


def _wanted(contest: Contest) -> Wanted:
    code = request.args.get("don-vi", "").strip()
    return Wanted(
        text=request.args.get("tim", ""),
        division=request.args.get("nhom", ""),
        unit=units.get_unit(list_id=contest.unit_list_id, code=code) if code else None,
    )


def _address(wanted: Wanted, path: str = PATH) -> str:
    code = wanted.unit.code if wanted.unit else ""
    return lists.address(path, {"tim": wanted.text, "nhom": wanted.division, "don-vi": code})


def _divisions(contest_id: int) -> dict[str, str]:
    return {one.code: one.name for one in rounds.newest_rule_set(contest_id).rules.divisions}


def _open_units(list_id: int) -> list[Unit]:
    return [unit for unit in units.units_of(list_id).values() if unit.closes_on is None]


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def participants_page() -> str:
    contest = rounds.find_current_contest()
    if contest is None:
        return render_template("entries_manage/no_contest.html")
    wanted = _wanted(contest)
    return render_template(
        "entries_manage/list.html",
        contest=contest,
        wanted=wanted,
        divisions=_divisions(contest.id),
        units=_open_units(contest.unit_list_id),
        page=listing.page(contest_id=contest.id, wanted=wanted, number=lists.asked_page()),
        address=_address(wanted),
        export_address=_address(wanted, f"{PATH}/xuat"),
    )


@blueprint.route(f"{PATH}/xuat", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def participants_workbook() -> Response | tuple[str, int]:
    contest = rounds.current_contest()
    wanted, form = _wanted(contest), ReasonForm()
    if not form.validate_on_submit():
        total = listing.page(contest_id=contest.id, wanted=wanted, number=1).total
        page = render_template(
            "entries_manage/export.html",
            form=form,
            total=total,
            wanted=wanted,
            divisions=_divisions(contest.id),
            here=_address(wanted, f"{PATH}/xuat"),
            back=_address(wanted),
        )
        return form_page(form, page)
    found, now = listing.everyone(contest_id=contest.id, wanted=wanted), clock.now()
    services.record_bulk_reading(
        contest_id=contest.id, rows=len(found), by=viewer().account_id, reason=form.reason.data, now=now
    )
    content = listing.exported(
        found,
        divisions=_divisions(contest.id),
        title=f"Thí sinh – {contest.title}",
        note=f"{len(found)} người",
        now=now,
    )
    return downloads.workbook(content, "thi-sinh.xlsx")


def _participant(entry_id: int) -> Participant:
    found = listing.find(entry_id)
    if found is None:
        raise NotFound
    return found


def _attempts(entry_id: int) -> list[AttemptLine] | None:
    """What the person has taken; None while no slice tells."""
    answers = queries.attempt_lines.ask(entry_id, clock.now())
    return [line for answer in answers for line in answer] if answers else None


@blueprint.get(f"{PATH}/<int:entry_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def participant_page(entry_id: int) -> str:
    person = _participant(entry_id)
    contest = rounds.get_contest(person.entry.contest_id)
    return render_template(
        "entries_manage/person.html",
        person=person,
        contest=contest,
        division=_divisions(contest.id).get(person.entry.division, person.entry.division),
        account=accounts.get_account(person.entry.account_id),
        above=[units.get_by_id(one) for one in units.ids_in(person.entry.unit_path)],
        attempts=_attempts(entry_id),
    )


@blueprint.route(f"{PATH}/<int:entry_id>/chuyen", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def move_person(entry_id: int) -> Response | tuple[str, int]:
    person, form = _participant(entry_id), MoveForm()
    if performed(
        form,
        partial(
            services.move,
            entry_id=entry_id,
            unit_code=form.unit.data or "",
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{entry_id}", 303)
    contest = rounds.get_contest(person.entry.contest_id)
    page = render_template(
        "entries_manage/move.html",
        form=form,
        person=person,
        units=_open_units(contest.unit_list_id),
        attempts=_attempts(entry_id),
    )
    return form_page(form, page)


def _with_reason(
    entry_id: int, template: str, act: Callable[[Participant, str], object]
) -> Response | tuple[str, int]:
    """A page that asks for the reason of an act on one person, and then does it."""
    person, form = _participant(entry_id), ReasonForm()
    if performed(form, lambda: act(person, form.reason.data)):
        return redirect(f"{PATH}/{entry_id}", 303)
    return form_page(form, render_template(template, form=form, person=person))


@blueprint.route(f"{PATH}/<int:entry_id>/them-gio", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def grant_extra_time(entry_id: int) -> Response | tuple[str, int]:
    return _with_reason(
        entry_id,
        "entries_manage/extra_time.html",
        lambda _person, reason: services.grant_extra_time(
            entry_id=entry_id, by=viewer().account_id, reason=reason, now=clock.now()
        ),
    )


@blueprint.route(f"{PATH}/<int:entry_id>/khoa", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def disable_person(entry_id: int) -> Response | tuple[str, int]:
    account_services.check_not_own(_participant(entry_id).entry.account_id, by=viewer().account_id)
    return _with_reason(
        entry_id,
        "entries_manage/disable.html",
        lambda person, reason: account_services.disable(
            account_id=person.entry.account_id, by=viewer().account_id, reason=reason, now=clock.now()
        ),
    )


@blueprint.route(f"{PATH}/<int:entry_id>/mo", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def enable_person(entry_id: int) -> Response | tuple[str, int]:
    return _with_reason(
        entry_id,
        "entries_manage/enable.html",
        lambda person, reason: account_services.enable(
            account_id=person.entry.account_id, by=viewer().account_id, reason=reason, now=clock.now()
        ),
    )


@blueprint.route(f"{PATH}/<int:entry_id>/mat-khau", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def reset_password(entry_id: int) -> tuple[str, int]:
    person, form = _participant(entry_id), ReasonForm()
    if form.validate_on_submit():
        password = account_services.reset_password(
            account_id=person.entry.account_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        )
        # Not a redirect: the password must be in no address and no cookie, and is shown this once.
        return render_template("entries_manage/password.html", person=person, password=password), 200
    return form_page(form, render_template("entries_manage/reset.html", form=form, person=person))
