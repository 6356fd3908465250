"""Organisers' pages of staff accounts and roles."""

from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.accounts import queries, services, staffing
from contest.accounts.manage_forms import NewStaffForm, RoleForm
from contest.accounts.queries import Grant
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.errors import NotFound
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.viewer import Role, viewer
from contest.units import queries as units
from contest.units.queries import Unit

blueprint = Blueprint("accounts_manage", __name__)
PATH = "/quan-tri/tai-khoan"
MOST_STAFF = 1000


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def staff_page() -> str:
    text = request.args.get("tim", "")
    found = queries.search(text, limit=MOST_STAFF, staff_only=True)
    return render_template(
        "accounts_manage/list.html",
        text=text,
        page=lists.cut(found, lists.asked_page()),
        address=lists.address(PATH, {"tim": text}),
    )


@blueprint.get(f"{PATH}/tim")
@requires(Role.ORGANISER)
def find_account() -> str:
    """Any account by name or phone, to give it a role."""
    text = request.args.get("tim", "").strip()
    found = queries.search(text, limit=lists.ROWS_A_PAGE) if text else ()
    return render_template("accounts_manage/find.html", text=text, found=found)


@blueprint.route(f"{PATH}/moi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def create_account() -> tuple[str, int]:
    form = NewStaffForm()
    if form.validate_on_submit():
        made = form.perform(
            partial(
                staffing.create_staff,
                name=form.name.data,
                phone=form.phone.data,
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if made is not None:
            # Not a redirect: the password must be in no address and no cookie, and is shown this once.
            account_id, password = made
            account = queries.get_account(account_id)
            return render_template(
                "accounts_manage/password.html", account=account, password=password, is_new=True
            ), 200
    return form_page(form, render_template("accounts_manage/create.html", form=form))


@blueprint.get(f"{PATH}/<int:account_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def account_page(account_id: int) -> str:
    return _account_page(account_id, RoleForm())


def _account_page(account_id: int, form: RoleForm) -> str:
    grants = queries.grants_of(account_id)
    return render_template(
        "accounts_manage/account.html",
        account=queries.get_account(account_id),
        grants=grants,
        unit_names=units.names_of({one.unit_id for one in grants if one.unit_id is not None}),
        has_second_factor=queries.has_second_factor(account_id),
        form=form,
        units=_open_units(),
    )


def _open_units() -> list[Unit]:
    in_use = next((one for one in units.list_in_use.ask() if one is not None), None)
    if in_use is None:
        return []
    return [unit for unit in units.units_of(in_use).values() if unit.closes_on is None]


@blueprint.post(f"{PATH}/<int:account_id>/vai-tro")
@requires(Role.ORGANISER)
def grant_role(account_id: int) -> Response | tuple[str, int]:
    form = RoleForm()
    if performed(
        form,
        lambda: staffing.assign(
            account_id=account_id,
            role=Role(form.role.data),
            unit_code=form.unit.data or "",
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{account_id}", 303)
    return form_page(form, _account_page(account_id, form))


@blueprint.route(f"{PATH}/<int:account_id>/thu-hoi/<role_code>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def revoke_role(account_id: int, role_code: str) -> Response | tuple[str, int]:
    unit_id = request.args.get("don-vi", type=int)
    account, grant = queries.get_account(account_id), _grant(account_id, role_code, unit_id)
    form = ReasonForm()
    if grant is None:
        if request.method == "POST":  # taken away a moment ago, perhaps by a first click
            return redirect(f"{PATH}/{account_id}", 303)
        raise NotFound
    if grant.role is Role.ORGANISER:
        services.check_not_own(account_id, by=viewer().account_id)
    if performed(
        form,
        partial(
            services.revoke_role,
            account_id=account_id,
            role=grant.role,
            unit_id=grant.unit_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{account_id}", 303)
    unit = None if grant.unit_id is None else units.get_by_id(grant.unit_id)
    page = render_template(
        "accounts_manage/revoke.html",
        form=form,
        account=account,
        grant=grant,
        unit=unit,
        is_self=account_id == viewer().account_id,
    )
    return form_page(form, page)


def _grant(account_id: int, role_code: str, unit_id: int | None) -> Grant | None:
    return next(
        (one for one in queries.grants_of(account_id) if one.role == role_code and one.unit_id == unit_id),
        None,
    )


@blueprint.route(f"{PATH}/<int:account_id>/mat-khau", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def reset_password(account_id: int) -> tuple[str, int]:
    account, form = queries.get_account(account_id), ReasonForm()
    if form.validate_on_submit():
        password = services.reset_password(
            account_id=account_id, by=viewer().account_id, reason=form.reason.data, now=clock.now()
        )
        return render_template(
            "accounts_manage/password.html", account=account, password=password, is_new=False
        ), 200
    return form_page(form, render_template("accounts_manage/reset.html", form=form, account=account))


@blueprint.route(f"{PATH}/<int:account_id>/khoa", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def disable_account(account_id: int) -> Response | tuple[str, int]:
    account, form = queries.get_account(account_id), ReasonForm()
    services.check_not_own(account_id, by=viewer().account_id)
    if performed(
        form,
        partial(
            services.disable,
            account_id=account_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{account_id}", 303)
    return form_page(form, render_template("accounts_manage/disable.html", form=form, account=account))


@blueprint.route(f"{PATH}/<int:account_id>/mo", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def enable_account(account_id: int) -> Response | tuple[str, int]:
    account, form = queries.get_account(account_id), ReasonForm()
    if performed(
        form,
        partial(
            services.enable,
            account_id=account_id,
            by=viewer().account_id,
            reason=form.reason.data,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{account_id}", 303)
    return form_page(form, render_template("accounts_manage/enable.html", form=form, account=account))
