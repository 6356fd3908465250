"""Editors' pages of the question bank: the list, one question through its life."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.bank import file_queries, import_views, queries, services
from contest.bank.forms import ItemForm, NewItemForm
from contest.bank.history import changes_of
from contest.bank.queries import BankItem, Filter, Pool, Status
from contest.platform import clock, downloads, lists
from contest.platform.access import requires
from contest.platform.fields import ConfirmForm, ReasonForm, form_page, performed
from contest.platform.lists import ROWS_A_PAGE, Slice
from contest.platform.viewer import Role, viewer
from questions.item import TOPICS, Level

blueprint = Blueprint("bank_manage", __name__)
blueprint.register_blueprint(import_views.blueprint)
PATH = "/quan-tri/cau-hoi"
STATUS_KINDS = {"draft": "plain", "review": "wait", "approved": "done", "retired": "bad"}  # of badges
ASKED = {"text": "tim", "topic": "chu-de", "level": "muc-do", "status": "trang-thai", "pool": "ngan-hang"}


def _wanted() -> Filter:
    file_id = request.args.get("tep", "")
    asked = {field: request.args.get(name, "") for field, name in ASKED.items()}
    return Filter(
        text=asked["text"],
        topic=asked["topic"],
        level=asked["level"],
        status=asked["status"],
        pool=asked["pool"],
        file_id=int(file_id) if file_id.isascii() and file_id.isdigit() and len(file_id) < 10 else 0,  # noqa: PLR2004 - ids of the database are shorter
    )


def _address(wanted: Filter, path: str = PATH, **changed: str) -> str:
    values = {**asdict(wanted), **changed}
    asked = {name: values[field] for field, name in ASKED.items()}
    return lists.address(path, {**asked, "tep": str(wanted.file_id or "")})


@blueprint.get(PATH)
@requires(Role.EDITOR, Role.ORGANISER)
def item_list() -> str:
    wanted = _wanted()
    total = queries.count_items(wanted)
    pages = lists.pages_of(total)
    page = min(lists.asked_page(), pages)
    rows = queries.list_items(wanted, limit=ROWS_A_PAGE, offset=(page - 1) * ROWS_A_PAGE)
    return render_template(
        "bank/list.html",
        page=Slice(rows=rows, page=page, pages=pages, total=total),
        wanted=wanted,
        file=file_queries.get_file(wanted.file_id) if wanted.file_id else None,
        address=_address(wanted),
        tabs=[_tab("Tất cả", "", wanted), *(_tab(one.label, one, wanted) for one in Status)],
        uses=queries.uses_of([one.id for one in rows]),
        names=queries.names_of({one.author_id for one in rows}),
        topics=TOPICS,
        levels=list(Level),
        pools=list(Pool),
        status_kinds=STATUS_KINDS,
        form=ConfirmForm(),
    )


def _tab(label: str, status: str, wanted: Filter) -> tuple[str, str, bool]:
    fitting = Filter(**{**asdict(wanted), "status": status})
    return (
        f"{label} {queries.count_items(fitting)}",
        _address(wanted, status=status),
        wanted.status == status,
    )


@blueprint.post(f"{PATH}/duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def approve_chosen() -> Response:
    form = ConfirmForm()
    chosen = [int(one) for one in request.form.getlist("cau") if one.isascii() and one.isdigit()]
    done = form.perform(
        lambda: services.approve_all(item_ids=chosen, by=viewer().account_id, now=clock.now())
    )
    if done is not None:
        left_out = [
            f"{done.own} câu do anh/chị soạn" if done.own else "",
            f"{done.not_in_review} câu không ở trạng thái Chờ duyệt" if done.not_in_review else "",
        ]
        rest = "; ".join(filter(None, left_out))
        flash(
            f"Đã duyệt {done.approved} câu." + (f" Chưa duyệt: {rest}." if rest else ""),
            "done" if done.approved else "warning",
        )
    return redirect(_address(_wanted()), 303)


@blueprint.post(f"{PATH}/tai")
@requires(Role.EDITOR, Role.ORGANISER)
def items_workbook() -> Response:
    from questions.formats import spreadsheet  # noqa: PLC0415 - workbooks are written by those who ask for one

    wanted = _wanted()
    found = queries.list_items(wanted, limit=None)
    services.record_download(asked=_address(wanted), rows=len(found), by=viewer().account_id, now=clock.now())
    return downloads.workbook(spreadsheet.write([one.content for one in found]), "cau-hoi.xlsx")


@blueprint.route(f"{PATH}/moi", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def add_item() -> Response | tuple[str, int]:
    form = NewItemForm()
    if form.validate_on_submit():
        made = form.perform(
            lambda: services.create(
                item=form.item(code=form.code.data),
                pool=Pool(form.pool.data),
                by=viewer().account_id,
                now=clock.now(),
            )
        )
        if made is not None:
            return redirect(f"{PATH}/{made}", 303)
    return form_page(form, render_template("bank/add.html", form=form))


@blueprint.route(f"{PATH}/<int:item_id>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def item_page(item_id: int) -> Response | tuple[str, int]:
    known = queries.get_item(item_id)
    form = ItemForm() if request.method == "POST" else ItemForm.of(known)
    edit = partial(_edit, known, form)
    if performed(form, edit):
        return redirect(f"{PATH}/{item_id}", 303)
    history = queries.history_of(item_id)
    used = queries.uses_of([item_id]).get(item_id, ())
    page = render_template(
        "bank/item.html",
        known=known,
        form=form,
        used=used,
        held_by=next((one.round_name for one in used if not one.is_over), ""),
        history=changes_of(history),
        names=queries.names_of({known.author_id, known.approver_id, *(by for _, _, by, _ in history)}),
        topics=TOPICS,
        status_kinds=STATUS_KINDS,
        is_own=known.author_id == viewer().account_id,
    )
    return form_page(form, page)


def _edit(known: BankItem, form: ItemForm) -> None:
    changed = services.edit(
        item_id=known.id,
        item=form.item(code=known.content.code, facts=known.content.facts),
        based_on=form.based_on.data or 0,
        by=viewer().account_id,
        now=clock.now(),
    )
    flash(
        "Đã lưu phiên bản mới, câu hỏi trở về trạng thái Nháp." if changed else "Không có gì thay đổi.",
        "done",
    )


@blueprint.post(f"{PATH}/<int:item_id>/gui-duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def send_to_review(item_id: int) -> Response:
    return _moved(item_id, services.send_to_review, "Đã gửi duyệt.")


@blueprint.post(f"{PATH}/<int:item_id>/duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def approve(item_id: int) -> Response:
    return _moved(item_id, services.approve, "Đã duyệt câu hỏi.")


def _moved(item_id: int, use_case: Callable[..., None], words: str) -> Response:
    use_case(item_id=item_id, by=viewer().account_id, now=clock.now())
    flash(words, "done")
    return redirect(f"{PATH}/{item_id}", 303)


@blueprint.route(f"{PATH}/<int:item_id>/<any('tra-lai', 'ngung-dung'):act>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def act_with_reason(item_id: int, act: str) -> Response | tuple[str, int]:
    known, form = queries.get_item(item_id), ReasonForm()
    use_case = services.send_back if act == "tra-lai" else services.retire
    if performed(
        form,
        partial(use_case, item_id=item_id, reason=form.reason.data, by=viewer().account_id, now=clock.now()),
    ):
        flash("Đã trả lại người soạn." if act == "tra-lai" else "Câu hỏi đã ngừng dùng.", "done")
        return redirect(f"{PATH}/{item_id}", 303)
    used = queries.uses_of([item_id]).get(item_id, ())
    return form_page(form, render_template("bank/act.html", form=form, known=known, act=act, used=used))
