"""Editors' pages of one question: its content, other languages, media, what was said, its steps."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from contest.bank import comparing, discussion, media, queries, services
from contest.bank.forms import CommentForm, ItemForm, MediumForm, NewItemForm, VariantForm
from contest.bank.history import changes_of
from contest.bank.media import MediaFile
from contest.bank.queries import BankItem, Pool
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, form_page, performed
from contest.platform.serving.security import let_record
from contest.platform.viewer import Role, viewer
from questions.item import TOPICS, Item, Language

blueprint = Blueprint("items", __name__)
PATH = "/quan-tri/cau-hoi"
STATUS_KINDS = {"draft": "plain", "review": "wait", "approved": "done", "retired": "bad"}  # of badges
LANGUAGES = f"<any({', '.join(repr(one.value) for one in Language)}):language>"
SAVED, UNCHANGED = "Đã lưu phiên bản mới, câu hỏi trở về trạng thái Nháp.", "Không có gì thay đổi."


@blueprint.route(f"{PATH}/moi", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def add_item() -> BaseResponse | tuple[str, int]:
    form = NewItemForm()
    if form.validate_on_submit():
        made = form.perform(
            lambda: services.create(
                item=form.item(code=form.code.data),
                pool=Pool(form.pool.data),
                by=viewer().account_id,
                now=clock.now(),
                insists=form.insists.data,
            )
        )
        if made is not None:
            return redirect(f"{PATH}/{made}", 303)
    alike = comparing.alike(form.stem.data) if form.insists.errors else ()
    return form_page(form, render_template("bank/add.html", form=form, alike=alike))


@blueprint.route(f"{PATH}/<int:item_id>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def item_page(item_id: int) -> BaseResponse | tuple[str, int]:
    known = queries.get_item(item_id)
    form = ItemForm() if request.method == "POST" else ItemForm.of(known)
    if performed(form, partial(_edit, known, form)):
        return redirect(f"{PATH}/{item_id}", 303)
    alike = comparing.alike(form.stem.data, apart_from=item_id) if form.insists.errors else ()
    return form_page(form, _page("bank/item.html", known, form=form, alike=alike))


def _page(template: str, known: BankItem, **values: object) -> str:
    """A page of one question, with what stands on all of them."""
    used = queries.uses_of([known.id]).get(known.id, ())
    return render_template(
        template,
        known=known,
        used=used,
        held_by=next((one.round_name for one in used if not one.is_over), ""),
        seen=queries.statistics_of([known.id]).get(known.id),
        people=queries.names_of({known.author_id, known.approver_id}),
        topics=TOPICS,
        languages=list(Language),
        status_kinds=STATUS_KINDS,
        is_own=bool(queries.written_by(viewer().account_id, among=[known.id])),
        **values,
    )


def _edit(known: BankItem, form: ItemForm) -> None:
    changed = services.edit(
        item_id=known.id,
        item=form.item(code=known.content.code, beside=known.content),
        based_on=form.based_on.data or 0,
        by=viewer().account_id,
        now=clock.now(),
        insists=form.insists.data,
    )
    flash(SAVED if changed else UNCHANGED, "done")


@blueprint.route(f"{PATH}/<int:item_id>/ban-dich/{LANGUAGES}", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def variant_page(item_id: int, language: str) -> BaseResponse | tuple[str, int]:
    known, chosen = queries.get_item(item_id), Language(language)
    let_record()
    form = VariantForm() if request.method == "POST" else VariantForm.of_variant(known, chosen)

    def content(came: MediaFile | None) -> Item:
        return replace(known.content, variants=form.variants(known.content, chosen, came))

    if performed(form, partial(_edit_with_media, known, form, content)):
        return redirect(f"{PATH}/{item_id}/ban-dich/{language}", 303)
    page = _page(
        "bank/variant.html", known, form=form, language=chosen, variant=known.content.in_language(chosen)
    )
    return form_page(form, page)


@blueprint.route(f"{PATH}/<int:item_id>/tep", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def media_page(item_id: int) -> BaseResponse | tuple[str, int]:
    known = queries.get_item(item_id)
    let_record()
    form = MediumForm() if request.method == "POST" else MediumForm(based_on=known.version)

    def content(came: MediaFile | None) -> Item:
        return replace(known.content, media=form.media(known.content.media, came))

    if performed(form, partial(_edit_with_media, known, form, content)):
        return redirect(f"{PATH}/{item_id}/tep", 303)
    return form_page(form, _page("bank/media.html", known, form=form))


def _edit_with_media(known: BankItem, form: MediumForm, content: Callable[[MediaFile | None], Item]) -> None:
    came: Sequence[MediaFile] = [media.recognised(form.content)] if form.content else []
    changed = services.edit(
        item_id=known.id,
        item=content(came[0] if came else None),
        based_on=form.based_on.data or 0,
        by=viewer().account_id,
        now=clock.now(),
        files=came,
    )
    flash(SAVED if changed else UNCHANGED, "done")


@blueprint.get(f"{PATH}/tep/<sha256>")
@requires(Role.EDITOR, Role.ORGANISER)
def media_file(sha256: str) -> Response:
    mimetype, content = queries.get_media_file(sha256)
    response = Response(content, mimetype=mimetype)
    # Whoever opens the file by itself gets a file, not a page of ours.
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@blueprint.route(f"{PATH}/<int:item_id>/lich-su", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def history_page(item_id: int) -> BaseResponse | tuple[str, int]:
    known, form = queries.get_item(item_id), CommentForm()
    say = partial(
        services.comment, item_id=item_id, text=form.text.data or "", by=viewer().account_id, now=clock.now()
    )
    if performed(form, say):
        flash("Đã ghi ý kiến.", "done")
        return redirect(f"{PATH}/{item_id}/lich-su", 303)
    history = discussion.history_of(item_id)
    comments = discussion.comments_of(item_id)
    steps = discussion.steps_of(known.content.code)
    page = _page(
        "bank/history.html",
        known,
        form=form,
        history=changes_of(history),
        comments=comments,
        steps=steps,
        names=queries.names_of(
            {
                *(by for _, _, by, _ in history),
                *(one.written_by for one in comments),
                *(one.settled_by for one in comments),
                *(one.by for one in steps),
            }
        ),
    )
    return form_page(form, page)


@blueprint.post(f"{PATH}/<int:item_id>/y-kien/<int:comment_id>/xong")
@requires(Role.EDITOR, Role.ORGANISER)
def settle_comment(item_id: int, comment_id: int) -> BaseResponse:
    services.settle(item_id=item_id, comment_id=comment_id, by=viewer().account_id, now=clock.now())
    return redirect(f"{PATH}/{item_id}/lich-su", 303)


@blueprint.post(f"{PATH}/<int:item_id>/gui-duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def send_to_review(item_id: int) -> BaseResponse:
    return _moved(item_id, services.send_to_review, "Đã gửi duyệt.")


@blueprint.post(f"{PATH}/<int:item_id>/duyet")
@requires(Role.EDITOR, Role.ORGANISER)
def approve(item_id: int) -> BaseResponse:
    return _moved(item_id, services.approve, "Đã duyệt câu hỏi.")


def _moved(item_id: int, use_case: Callable[..., None], words: str) -> BaseResponse:
    use_case(item_id=item_id, by=viewer().account_id, now=clock.now())
    flash(words, "done")
    return redirect(f"{PATH}/{item_id}", 303)


@blueprint.route(f"{PATH}/<int:item_id>/<any('tra-lai', 'ngung-dung'):act>", methods=["GET", "POST"])
@requires(Role.EDITOR, Role.ORGANISER)
def act_with_reason(item_id: int, act: str) -> BaseResponse | tuple[str, int]:
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
