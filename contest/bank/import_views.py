"""Pages that bring questions in from a file: choose, check row by row, import, undo."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank import file_queries, file_services
from contest.bank.file_services import NewFile
from contest.bank.forms import EXTENSIONS, ImportForm, ItemFileForm
from contest.bank.queries import Pool, names_of
from contest.platform import clock, lists
from contest.platform.access import requires
from contest.platform.fields import ConfirmForm, form_page, performed
from contest.platform.files import downloads
from contest.platform.files import pending as pending_files
from contest.platform.files.pending import Pending
from contest.platform.viewer import Role, viewer
from questions.item import Level

if TYPE_CHECKING:
    from contest.bank.checked_file import CheckedFile
    from contest.bank.checking import Progress
    from contest.bank.imports import Options

blueprint = Blueprint("imports", __name__)
PATH = "/quan-tri/cau-hoi/nhap"
FILES_SHOWN = 20
TABS = {"": ("good", "note", "bad"), "loi": ("bad", "note"), "hop-le": ("good",)}


@blueprint.route(PATH, methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def choose_file() -> Response | tuple[str, int]:
    form = ItemFileForm()
    if form.validate_on_submit():
        return redirect(f"{PATH}/{_keep(form)}", 303)
    files = file_queries.files(limit=FILES_SHOWN)
    names = names_of({file.imported_by for file in files})
    page = render_template("bank/import_file.html", form=form, files=files, names=names, endings=EXTENSIONS)
    return form_page(form, page)


def _keep(form: ItemFileForm) -> str:
    from contest.bank import checking  # noqa: PLC0415 - readers of files are loaded by those who import
    from contest.bank.imports import Options  # noqa: PLC0415 - the same

    options = Options(
        pool=Pool(form.pool.data),
        topic=form.topic.data,
        level=Level(form.level.data),
        converts_fonts=form.converts_fonts.data,
    )
    return checking.keep(
        account_id=viewer().account_id,
        name=form.file_name,
        content=form.content,
        options=options,
        now=clock.now(),
    )


@blueprint.get(f"{PATH}/mau")
@requires(Role.EDITOR, Role.ORGANISER)
def template_workbook() -> Response:
    from questions.formats import spreadsheet  # noqa: PLC0415 - the same

    return downloads.workbook(spreadsheet.write(()), "mau-cau-hoi.xlsx")


@blueprint.route(f"{PATH}/<token>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def check_file(token: str) -> Response | tuple[str, int]:
    from contest.bank import checking  # noqa: PLC0415 - the same
    from contest.bank.checked_file import CheckedFile  # noqa: PLC0415 - the same

    kept, options = checking.find(token, account_id=viewer().account_id)
    if kept.done is not None:
        return render_template("bank/import_done.html", kept=kept, file=file_queries.get_file(kept.done)), 200
    found = checking.checked(kept, options, now=clock.now())
    if not isinstance(found, CheckedFile):
        return _waiting(kept, found)
    form = ImportForm()
    if performed(form, partial(_import, kept, found, options, form)):
        return redirect(f"{PATH}/{token}", 303)
    return form_page(form, _check_page(kept, found, options, form))


def _waiting(kept: Pending, progress: "Progress") -> tuple[str, int]:
    return render_template("bank/import_wait.html", kept=kept, progress=progress), 200


def _check_page(kept: Pending, checked: "CheckedFile", options: "Options", form: ImportForm) -> str:
    tab = request.args.get("hang", "")
    shown = [row for row in checked.rows if row.verdict in TABS.get(tab, TABS[""])]
    page = lists.cut(shown, lists.asked_page())
    return render_template(
        "bank/import_check.html",
        kept=kept,
        checked=checked,
        known=file_queries.find_in_force(checked.sha256),
        pool=options.pool,
        form=form,
        tab=tab if tab in TABS else "",
        counts={
            name: sum(row.verdict in verdicts for row in checked.rows) for name, verdicts in TABS.items()
        },
        page=page,
        columns=checked.shown_columns(page.rows),
    )


def _import(kept: Pending, checked: "CheckedFile", options: "Options", form: ImportForm) -> None:
    account_id = viewer().account_id
    file_id = file_services.import_file(
        file=NewFile(name=kept.name, sha256=checked.sha256),
        items=checked.items,
        expected=form.expected.data,
        mark=checked.mark,
        pool=options.pool,
        left_out=len(checked.rows) - len(checked.items),
        by=account_id,
        now=clock.now(),
    )
    pending_files.mark_done(kept.token, account_id=account_id, purpose=kept.purpose, recorded=file_id)


@blueprint.post(f"{PATH}/<token>/chuyen-phong")
@requires(Role.EDITOR, Role.ORGANISER)
def convert_fonts(token: str) -> Response:
    from contest.bank import checking  # noqa: PLC0415 - the same

    kept, options = checking.find(token, account_id=viewer().account_id)
    converted = checking.keep(
        account_id=viewer().account_id,
        name=kept.name,
        content=kept.content,
        options=replace(options, converts_fonts=True),
        now=clock.now(),
    )
    return redirect(f"{PATH}/{converted}", 303)


@blueprint.get(f"{PATH}/<token>/danh-dau")
@requires(Role.EDITOR, Role.ORGANISER)
def marked_workbook(token: str) -> Response:
    from contest.bank import checking, marked_workbook  # noqa: PLC0415 - the same
    from contest.bank.checked_file import CheckedFile  # noqa: PLC0415 - the same

    kept, options = checking.find(token, account_id=viewer().account_id)
    found = checking.checked(kept, options, now=clock.now())
    if not isinstance(found, CheckedFile):
        return redirect(f"{PATH}/{token}", 303)
    if kept.done is not None:
        return downloads.workbook(marked_workbook.left_out(found, now=clock.now()), "hang-bo-lai.xlsx")
    return downloads.workbook(
        marked_workbook.marked(found, kept.content, now=clock.now()), "danh-dau-loi.xlsx"
    )


@blueprint.route(f"{PATH}/<int:file_id>/hoan-tac", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def undo_import(file_id: int) -> Response | tuple[str, int]:
    file, form = file_queries.get_file(file_id), ConfirmForm()
    undo = partial(file_services.undo_import, file_id=file_id, by=viewer().account_id, now=clock.now())
    if performed(form, undo):
        flash(f"Đã hoàn tác lần nhập tệp “{file.name}”.", "done")
        return redirect(PATH, 303)
    return form_page(form, render_template("bank/import_undo.html", form=form, file=file))
