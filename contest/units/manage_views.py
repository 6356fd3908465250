"""Organisers' pages of units and headcounts: the list, one unit, and what may be done to it."""

from datetime import date
from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.platform import clock, lists, seen
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.fields import form_page, performed
from contest.platform.files import downloads
from contest.platform.viewer import Role, viewer
from contest.units import import_views, queries, services, workbooks
from contest.units.errors import UnitUnknown
from contest.units.forms import CloseForm, HeadcountForm, MergeForm, NewUnitForm, RenameForm
from contest.units.listing import Wanted, listing
from contest.units.queries import ALL_STAFF, CATEGORIES, KINDS, Unit, UnitList, Use
from contest.units.services import NewHeadcount, NewUnit

blueprint = Blueprint("units_manage", __name__)
blueprint.register_blueprint(import_views.blueprint)
PATH = "/quan-tri/don-vi"


def _today() -> date:
    return clock.now().astimezone(VIETNAM).date()


def _list_in_use() -> int | None:
    """The list of the present contest."""
    return next((one for one in queries.list_in_use.ask() if one is not None), None)


def _asked_list() -> UnitList:
    """The list that the address names, else that of the present contest, else the newest."""
    code = request.args.get("danh-sach", "")
    if code:
        found = queries.find_list(code)
        if found is None:
            raise UnitUnknown(code=code)
        return found
    in_use = _list_in_use()
    if in_use is not None:
        return queries.get_list(in_use)
    known = queries.lists()
    if not known:
        raise UnitUnknown(code="")
    return known[0]


def _wanted() -> Wanted:
    args = request.args
    return Wanted(
        text=args.get("tim", ""),
        kind=args.get("loai", ""),
        under=args.get("cap-tren", ""),
        only_missing=args.get("so") == "thieu",
    )


def _address(unit_list: UnitList, wanted: Wanted, path: str = PATH) -> str:
    asked = {
        "danh-sach": unit_list.code,
        "tim": wanted.text,
        "loai": wanted.kind,
        "cap-tren": wanted.under,
        "so": "thieu" if wanted.only_missing else "",
    }
    return lists.address(path, asked)


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def unit_list_page() -> str:
    if not queries.lists():
        return render_template("units_manage/no_list.html")
    unit_list, wanted = _asked_list(), _wanted()
    found = listing(list_id=unit_list.id, wanted=wanted, on=_today())
    under = queries.find_unit(list_id=unit_list.id, code=wanted.under) if wanted.under else None
    return render_template(
        "units_manage/list.html",
        unit_list=unit_list,
        all_lists=queries.lists(),
        wanted=wanted,
        listing=found,
        under=under,
        page=lists.cut(found.found, lists.asked_page()),
        kinds=KINDS,
        address=_address(unit_list, wanted),
        export_address=_address(unit_list, wanted, f"{PATH}/xuat"),
    )


@blueprint.get(f"{PATH}/xuat")
@requires(Role.ORGANISER, Role.AUDITOR)
def unit_list_workbook() -> Response:
    unit_list, wanted, now = _asked_list(), _wanted(), clock.now()
    found = listing(list_id=unit_list.id, wanted=wanted, on=_today()).found
    content = workbooks.exported(
        found, title=f"Cơ quan, đơn vị – {unit_list.name}", note=f"{len(found)} đơn vị", now=now
    )
    return downloads.workbook(content, f"don-vi-{unit_list.code}.xlsx")


@blueprint.route(f"{PATH}/moi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def add_unit() -> Response | tuple[str, int]:
    unit_list = _asked_list()
    form = NewUnitForm(parent=request.args.get("cap-tren", ""))
    if form.validate_on_submit():
        unit = NewUnit(
            code=form.code.data, name=form.name.data, kind=form.kind.data, parent_code=form.parent.data
        )
        made = form.perform(
            lambda: services.add_unit(
                list_id=unit_list.id,
                unit=unit,
                opens_on=form.opens_on.data,
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if made is not None:
            return redirect(f"{PATH}/{made}", 303)
    return form_page(
        form,
        render_template(
            "units_manage/add.html", form=form, unit_list=unit_list, units=_open_units(unit_list.id)
        ),
    )


def _open_units(list_id: int) -> list[Unit]:
    return [unit for unit in queries.units_of(list_id).values() if unit.closes_on is None]


@blueprint.get(f"{PATH}/<int:unit_id>")
@requires(Role.ORGANISER, Role.AUDITOR)
def unit_page(unit_id: int) -> str:
    unit = queries.get_by_id(unit_id)
    newest = queries.newest_headcounts([unit_id])
    return render_template(
        "units_manage/unit.html",
        unit=unit,
        unit_list=queries.get_list(unit.list_id),
        above=[queries.get_by_id(one) for one in unit.ancestor_ids[:-1]],
        merged_into=queries.get_by_id(unit.merged_into_id) if unit.merged_into_id else None,
        is_active=unit.is_active_on(_today()),
        is_in_use=unit.list_id == _list_in_use(),
        kind=KINDS.get(unit.kind, unit.kind),
        categories=CATEGORIES,
        headcounts={category: newest.get((unit_id, category)) for category in CATEGORIES},
        history=queries.headcount_history(unit_id),
        children=queries.children_of(unit_id),
        successors=queries.successors(unit_id),
        uses=_uses_of(unit),
    )


def _uses_of(unit: Unit) -> list[Use]:
    return [use for answer in queries.uses.ask([unit.id]) for use in answer]


@blueprint.route(f"{PATH}/<int:unit_id>/doi-ten", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def rename_unit(unit_id: int) -> Response | tuple[str, int]:
    unit = queries.get_by_id(unit_id)
    form = RenameForm(name=unit.name, based_on=seen.mark_of(unit.name))
    if performed(
        form,
        partial(
            services.rename_unit,
            unit_id=unit_id,
            name=form.name.data,
            by=viewer().account_id,
            now=clock.now(),
            based_on=form.based_on.data,
        ),
    ):
        return redirect(f"{PATH}/{unit_id}", 303)
    return form_page(form, render_template("units_manage/rename.html", form=form, unit=unit))


@blueprint.route(f"{PATH}/<int:unit_id>/so-nguoi", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def record_headcount(unit_id: int) -> Response | tuple[str, int]:
    unit = queries.get_by_id(unit_id)
    form = HeadcountForm()
    if performed(
        form,
        partial(
            services.record_headcounts,
            rows=[
                NewHeadcount(
                    unit_id=unit_id,
                    category=category,
                    people=people,
                    as_of=form.as_of.data,
                    source=form.source.data,
                )
                for category, people in form.counts().items()
            ],
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{unit_id}#so-nguoi", 303)
    known = queries.newest_headcounts([unit_id]).get((unit_id, ALL_STAFF))
    return form_page(form, render_template("units_manage/headcount.html", form=form, unit=unit, known=known))


@blueprint.route(f"{PATH}/<int:unit_id>/ket-thuc", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def close_unit(unit_id: int) -> Response | tuple[str, int]:
    unit = queries.get_by_id(unit_id)
    form = CloseForm(on=_today())
    if performed(
        form,
        partial(
            services.close_unit,
            unit_id=unit_id,
            on=form.on.data,
            reason=form.reason.data,
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{unit_id}", 303)
    return form_page(
        form,
        render_template(
            "units_manage/close.html", form=form, unit=unit, uses=_uses_of(unit), below=_open_below(unit)
        ),
    )


def _open_below(unit: Unit) -> int:
    return sum(one.closes_on is None for one in queries.below(unit))


@blueprint.route(f"{PATH}/<int:unit_id>/sap-nhap", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def merge_unit(unit_id: int) -> Response | tuple[str, int]:
    unit = queries.get_by_id(unit_id)
    code = (request.form if request.method == "POST" else request.args).get("into", "").strip()
    target = queries.find_unit(list_id=unit.list_id, code=code) if code else None
    form = MergeForm(on=_today(), into=code)
    if target is not None and performed(
        form,
        partial(
            services.merge_unit,
            unit_id=unit_id,
            into_id=target.id,
            on=form.on.data,
            reason=form.reason.data,
            by=viewer().account_id,
            now=clock.now(),
        ),
    ):
        return redirect(f"{PATH}/{unit_id}", 303)
    newest = queries.newest_headcounts({unit.id, target.id} if target else {unit.id})
    page = render_template(
        "units_manage/merge.html",
        form=form,
        unit=unit,
        target=target,
        code=code,
        units=_open_units(unit.list_id),
        people={one: count.people for (one, category), count in newest.items() if category == ALL_STAFF},
        uses=_uses_of(unit),
        target_uses=_uses_of(target) if target else [],
        below=_open_below(unit),
    )
    return page, 422 if form.problems or (code and target is None) else 200
