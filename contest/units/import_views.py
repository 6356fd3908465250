"""Organisers' pages that bring units and headcounts in from a workbook: choose, check row by row, confirm."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import requires
from contest.platform.errors import NotFound
from contest.platform.fields import ConfirmForm, UploadForm, form_page
from contest.platform.files import downloads
from contest.platform.viewer import Role, viewer
from contest.units import importing, queries, workbooks
from contest.units.errors import UnitUnknown
from contest.units.importing import ImportKind
from contest.units.queries import UnitList

blueprint = Blueprint("imports", __name__)
PATH = "/quan-tri/don-vi/<list_code>/nhap/<kind_code>"
ROWS_SHOWN = 500


def _list(code: str) -> UnitList:
    found = queries.find_list(code)
    if found is None:
        raise UnitUnknown(code=code)
    return found


def _kind(code: str) -> ImportKind:
    found = next((kind for kind in ImportKind if kind == code), None)
    if found is None:
        raise NotFound
    return found


@blueprint.route(PATH, methods=["GET", "POST"])
@requires(Role.ORGANISER)
def choose_file(list_code: str, kind_code: str) -> Response | tuple[str, int]:
    unit_list, kind, form = _list(list_code), _kind(kind_code), UploadForm()
    if form.validate_on_submit():
        token = form.perform(
            lambda: importing.keep(
                kind,
                form.content,
                list_id=unit_list.id,
                name=form.file_name,
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if token is not None:
            return redirect(f"/quan-tri/don-vi/{list_code}/nhap/{kind}/{token}", 303)
    return form_page(
        form, render_template("units_manage/import_file.html", form=form, unit_list=unit_list, kind=kind)
    )


@blueprint.get(f"{PATH}/mau")
@requires(Role.ORGANISER)
def template_workbook(list_code: str, kind_code: str) -> Response:
    unit_list, kind = _list(list_code), _kind(kind_code)
    content = importing.template(kind, list_id=unit_list.id, now=clock.now())
    return downloads.workbook(content, f"mau-{kind}-{list_code}.xlsx")


@blueprint.get(f"{PATH}/<token>")
@requires(Role.ORGANISER)
def check_file(list_code: str, kind_code: str, token: str) -> str:
    unit_list, kind = _list(list_code), _kind(kind_code)
    kept = importing.find(kind, token, list_id=unit_list.id, by=viewer().account_id)
    if kept.done is not None:
        return render_template("units_manage/import_done.html", unit_list=unit_list, kind=kind, kept=kept)
    return render_template(
        "units_manage/import_check.html",
        unit_list=unit_list,
        kind=kind,
        kept=kept,
        sheet=importing.check(kind, kept.content, list_id=unit_list.id),
        most=ROWS_SHOWN,
    )


@blueprint.get(f"{PATH}/<token>/danh-dau")
@requires(Role.ORGANISER)
def marked_workbook(list_code: str, kind_code: str, token: str) -> Response:
    unit_list, kind = _list(list_code), _kind(kind_code)
    kept = importing.find(kind, token, list_id=unit_list.id, by=viewer().account_id)
    sheet = importing.check(kind, kept.content, list_id=unit_list.id)
    return downloads.workbook(workbooks.marked(sheet, now=clock.now()), f"danh-dau-loi-{kind}.xlsx")


@blueprint.post(f"{PATH}/<token>/xac-nhan")
@requires(Role.ORGANISER)
def confirm_file(list_code: str, kind_code: str, token: str) -> Response:
    unit_list, kind, form = _list(list_code), _kind(kind_code), ConfirmForm()
    form.perform(
        lambda: importing.confirm(kind, token, list_id=unit_list.id, by=viewer().account_id, now=clock.now())
    )
    return redirect(f"/quan-tri/don-vi/{list_code}/nhap/{kind}/{token}", 303)
