"""Pages that bring questions in from a file: choose, check row by row, import, undo."""

import io
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank import file_queries, file_services
from contest.bank.file_services import NewFile
from contest.bank.forms import ImportForm, ItemFileForm
from contest.bank.queries import Pool, names_of
from contest.platform import clock, downloads, lists, pending
from contest.platform.access import requires
from contest.platform.clock import VIETNAM
from contest.platform.fields import ConfirmForm, form_page, performed
from contest.platform.pending import Pending
from contest.platform.viewer import Role, viewer

if TYPE_CHECKING:
    from contest.bank.imports import CheckedFile

blueprint = Blueprint("imports", __name__)
PATH = "/quan-tri/cau-hoi/nhap"
PURPOSE = "bank"
FILES_SHOWN = 20
# What the address says of a file: where its questions go, and whether old fonts are turned into Unicode.
KINDS = {
    "contest": (Pool.CONTEST, False),
    "contest-unicode": (Pool.CONTEST, True),
    "open": (Pool.OPEN, False),
    "open-unicode": (Pool.OPEN, True),
}
KIND = f"<any({', '.join(repr(kind) for kind in KINDS)}):kind>"
TABS = {"": ("good", "note", "bad"), "loi": ("bad", "note"), "hop-le": ("good",)}


def _checked(kept: Pending, kind: str) -> "CheckedFile":
    from contest.bank import imports  # noqa: PLC0415 - readers of workbooks are loaded by those who import

    came_in = () if kept.done is None else file_queries.item_ids_of(kept.done)
    return imports.check(
        kept.content, name=kept.name, today=_today(), apart_from=came_in, converts_fonts=KINDS[kind][1]
    )


def _today() -> date:
    return clock.now().astimezone(VIETNAM).date()


def _kept(token: str, kind: str) -> Pending:
    return pending.find(token, account_id=viewer().account_id, purpose=f"{PURPOSE}:{kind}")


@blueprint.route(PATH, methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def choose_file() -> Response | tuple[str, int]:
    form = ItemFileForm()
    if form.validate_on_submit():
        kind = f"{form.pool.data}-unicode" if form.converts_fonts.data else form.pool.data
        token = pending.keep(
            account_id=viewer().account_id,
            purpose=f"{PURPOSE}:{kind}",
            name=form.file_name,
            content=form.content,
            now=clock.now(),
        )
        return redirect(f"{PATH}/{kind}/{token}", 303)
    files = file_queries.files(limit=FILES_SHOWN)
    names = names_of({file.imported_by for file in files})
    return form_page(form, render_template("bank/import_file.html", form=form, files=files, names=names))


@blueprint.get(f"{PATH}/mau")
@requires(Role.EDITOR, Role.ORGANISER)
def template_workbook() -> Response:
    from questions.formats import spreadsheet  # noqa: PLC0415 - the same

    return downloads.workbook(spreadsheet.write(()), "mau-cau-hoi.xlsx")


@blueprint.route(f"{PATH}/{KIND}/<token>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def check_file(kind: str, token: str) -> Response | tuple[str, int]:
    kept = _kept(token, kind)
    if kept.done is not None:
        return render_template("bank/import_done.html", kept=kept, file=file_queries.get_file(kept.done)), 200
    checked, form = _checked(kept, kind), ImportForm()
    if performed(form, partial(_import, kept, checked, KINDS[kind][0], form)):
        return redirect(f"{PATH}/{kind}/{token}", 303)
    tab = request.args.get("hang", "")
    page = lists.cut(
        [row for row in checked.rows if row.verdict in TABS.get(tab, TABS[""])], lists.asked_page()
    )
    answer = render_template(
        "bank/import_check.html",
        kept=kept,
        checked=checked,
        known=file_queries.find_in_force(checked.sha256),
        pool=KINDS[kind][0],
        kind=kind,
        form=form,
        tab=tab if tab in TABS else "",
        counts={
            name: sum(row.verdict in verdicts for row in checked.rows) for name, verdicts in TABS.items()
        },
        page=page,
        columns=checked.shown_columns(page.rows),
    )
    return form_page(form, answer)


def _import(kept: Pending, checked: "CheckedFile", pool: Pool, form: ImportForm) -> None:
    account_id = viewer().account_id
    file_id = file_services.import_file(
        file=NewFile(name=kept.name, sha256=checked.sha256),
        items=checked.items,
        expected=form.expected.data,
        pool=pool,
        left_out=len(checked.rows) - len(checked.items),
        by=account_id,
        now=clock.now(),
    )
    pending.mark_done(kept.token, account_id=account_id, purpose=kept.purpose, recorded=file_id)


@blueprint.get(f"{PATH}/{KIND}/<token>/danh-dau")
@requires(Role.EDITOR, Role.ORGANISER)
def marked_workbook(kind: str, token: str) -> Response:
    checked, out = _checked(_kept(token, kind), kind), io.BytesIO()
    checked.write_marked(out, now=clock.now())
    return downloads.workbook(out.getvalue(), "danh-dau-loi.xlsx")


@blueprint.route(f"{PATH}/<int:file_id>/hoan-tac", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def undo_import(file_id: int) -> Response | tuple[str, int]:
    file, form = file_queries.get_file(file_id), ConfirmForm()
    undo = partial(file_services.undo_import, file_id=file_id, by=viewer().account_id, now=clock.now())
    if performed(form, undo):
        flash(f"Đã hoàn tác lần nhập tệp “{file.name}”.", "done")
        return redirect(PATH, 303)
    return form_page(form, render_template("bank/import_undo.html", form=form, file=file))
