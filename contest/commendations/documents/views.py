"""Pages of papers: make one, take all, their terms, their templates."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import (
    CONTEST_KINDS,
    ROUND_KINDS,
    TEMPLATES,
    WHOLE_KINDS,
    Kind,
)
from contest.commendations.documents.dossier import (
    Dossier,
    Outcome,
    Particulars,
    outcomes_of,
    round_outcome,
    whole_outcome,
)
from contest.commendations.documents.forms import TERM_GROUPS, MinutesForm, PaperForm, TemplateForm, TermsForm
from contest.commendations.documents.template_fields import FIELDS, required_fields
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.handing_out import attachment, handed_out
from contest.commendations.paper_errors import PaperUnknown
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ConfirmForm, form_page, performed
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.rules.scope import WHOLE

blueprint = Blueprint("commendations_documents", __name__)
PATH = "/quan-tri/van-ban"


@blueprint.route(f"{PATH}/dot/<int:round_id>/<kind>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def round_paper(round_id: int, kind: str) -> Response | tuple[str, int]:
    contest = rounds.get_contest(rounds.get_round(round_id).contest_id)
    found = _kind(kind, ROUND_KINDS)
    return _paper(contest, found, (round_outcome(round_id),), f"{PATH}/dot/{round_id}/{kind}")


@blueprint.route(f"{PATH}/{WHOLE}/<kind>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def whole_paper(kind: str) -> Response | tuple[str, int]:
    contest = rounds.current_contest()
    found = _kind(kind, WHOLE_KINDS)
    return _paper(contest, found, (whole_outcome(contest.id),), f"{PATH}/{WHOLE}/{kind}")


@blueprint.route(f"{PATH}/cuoc-thi/<kind>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def contest_paper(kind: str) -> Response | tuple[str, int]:
    contest = rounds.current_contest()
    found = _kind(kind, CONTEST_KINDS)
    return _paper(contest, found, outcomes_of(contest.id), f"{PATH}/cuoc-thi/{kind}")


def _kind(code: str, kinds: Sequence[Kind]) -> Kind:
    found = next((kind for kind in kinds if kind.code == code), None)
    if found is None:
        raise PaperUnknown
    return found


def _paper(
    contest: Contest, kind: Kind, outcomes: tuple[Outcome, ...], address: str
) -> Response | tuple[str, int]:
    from contest.commendations.documents import making  # noqa: PLC0415 - writers are loaded by those who export

    terms = papers.terms_of(contest.id, now=clock.now())
    form = MinutesForm() if kind.is_of_meeting else PaperForm()
    particulars = form.particulars() if form.validate_on_submit() else Particulars()
    dossier = Dossier(contest=contest, outcomes=outcomes, terms=terms, particulars=particulars)
    if form.is_submitted() and not form.problems:
        document = making.document_of(kind, dossier)
        template = papers.template_in_use(contest.id, kind.code)
        content = making.file_of(document, form.format.data, template=template.content, dossier=dossier)
        return _handed(content, dossier, f"{kind.code}.{form.format.data}", kind.title)
    page = render_template(
        "commendations/paper.html",
        form=form,
        kind=kind,
        dossier=dossier,
        missing=making.missing_terms(kind.needs, terms),
        template=papers.template_in_use(contest.id, kind.code),
        address=address,
    )
    return form_page(form, page)


def _handed(content: bytes, dossier: Dossier, name: str, title: str) -> Response:
    named = ", ".join(one.title for one in dossier.outcomes)
    codes = "-".join(one.code for one in dossier.outcomes)
    return handed_out(
        content,
        name=f"{dossier.contest.slug}-{codes}-{name}",
        subject=f"{dossier.contest.id}/{codes}/{name}",
        title=f"{named}: {title} ({name.rpartition('.')[2]})",
        rows=sum(len(one.winners) + len(one.units) for one in dossier.outcomes),
    )


@blueprint.post(f"{PATH}/dot/<int:round_id>/tat-ca")
@requires(Role.ORGANISER)
def all_papers(round_id: int) -> Response:
    """Every paper of a round but the minutes, which need the hour of the meeting."""
    contest = rounds.get_contest(rounds.get_round(round_id).contest_id)
    return _all_papers(contest, round_outcome(round_id), ROUND_KINDS)


@blueprint.post(f"{PATH}/{WHOLE}/tat-ca")
@requires(Role.ORGANISER)
def all_papers_of_whole() -> Response:
    """The same of the whole contest."""
    contest = rounds.current_contest()
    return _all_papers(contest, whole_outcome(contest.id), WHOLE_KINDS)


def _all_papers(contest: Contest, outcome: Outcome, kinds: Sequence[Kind]) -> Response:
    from contest.commendations.documents import making  # noqa: PLC0415 - the same

    terms = papers.terms_of(contest.id, now=clock.now())
    dossier = Dossier(contest=contest, outcomes=(outcome,), terms=terms, particulars=Particulars())
    made = [(kind, making.document_of(kind, dossier)) for kind in kinds if not kind.is_of_meeting]
    files = (
        (f"{kind.code}.{form}", making.file_of(
            document, form, template=papers.template_in_use(contest.id, kind.code).content, dossier=dossier
        ))
        for kind, document in made
        for form in making.FORMATS
        if form != "xlsx" or making.has_tables(document)
    )  # fmt: skip
    return _handed(making.zipped(files), dossier, "van-ban.zip", "Tất cả văn bản")


@blueprint.route(f"{PATH}/thiet-lap", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit_terms() -> Response | tuple[str, int]:
    contest, now = rounds.current_contest(), clock.now()
    known = papers.terms_of(contest.id, now=now)
    form = TermsForm(obj=known, based_on=papers.mark_of_terms(known))

    def save() -> None:
        terms: DocumentTerms = form.terms()
        papers.save_terms(
            contest_id=contest.id,
            terms=terms,
            by=viewer().account_id,
            now=now,
            based_on=form.based_on.data,
        )

    if performed(form, save):
        flash("Đã lưu thiết lập văn bản.", "done")
        return redirect(f"{PATH}/thiet-lap", 303)
    page = render_template("commendations/terms.html", form=form, groups=TERM_GROUPS)
    return form_page(form, page)


@blueprint.get(f"{PATH}/mau")
@requires(Role.ORGANISER)
def template_list() -> str:
    contest = rounds.current_contest()
    return render_template("commendations/templates.html", templates=papers.templates_of(contest.id))


@blueprint.route(f"{PATH}/mau/<kind>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def edit_template(kind: str) -> Response | tuple[str, int]:
    contest, form = rounds.current_contest(), TemplateForm()
    in_use = papers.template_in_use(contest.id, kind)

    def replace() -> None:
        papers.replace_template(
            contest_id=contest.id,
            kind=kind,
            name=form.file_name,
            content=form.content,
            by=viewer().account_id,
            now=clock.now(),
        )

    if performed(form, replace):
        flash("Đã thay mẫu. Văn bản tải từ bây giờ dùng mẫu mới.", "done")
        return redirect(f"{PATH}/mau/{kind}", 303)
    page = render_template(
        "commendations/template.html",
        form=form,
        template=in_use,
        fields=FIELDS,
        required=required_fields(TEMPLATES[kind][1]),
        address=f"{PATH}/mau/{kind}",
    )
    return form_page(form, page)


@blueprint.get(f"{PATH}/mau/<kind>/tep")
@requires(Role.ORGANISER)
def template_file(kind: str) -> Response:
    """The template in use, to be changed in Word; it holds no personal data."""
    found = papers.template_in_use(rounds.current_contest().id, kind)
    return attachment(found.content, name=f"mau-{kind}.docx")


@blueprint.route(f"{PATH}/mau/<kind>/khoi-phuc", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def restore_template(kind: str) -> Response | tuple[str, int]:
    contest, form = rounds.current_contest(), ConfirmForm()
    in_use = papers.template_in_use(contest.id, kind)
    restore = partial(
        papers.restore_template, contest_id=contest.id, kind=kind, by=viewer().account_id, now=clock.now()
    )
    if performed(form, restore):
        flash("Đã dùng lại mẫu gốc.", "done")
        return redirect(f"{PATH}/mau/{kind}", 303)
    page = render_template(
        "commendations/template_restore.html", form=form, template=in_use, address=f"{PATH}/mau/{kind}"
    )
    return form_page(form, page)
