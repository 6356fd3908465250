"""Organisers' pages of certificates: issue those of a round, hand them out, find and withdraw one."""

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.commendations.certificates import acts, proposing
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.commendations.certificates.forms import IssueForm
from contest.commendations.documents import settings as papers
from contest.commendations.documents.dossier import published_round_ids
from contest.commendations.handing_out import handed_out
from contest.commendations.paper_errors import CertificateUnknown, PaperUnknown
from contest.platform import clock, proposals
from contest.platform.access import requires
from contest.platform.acts import takes_two
from contest.platform.configuration import settings
from contest.platform.fields import ReasonForm, form_page
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.standings import queries as standings

blueprint = Blueprint("commendations_certificates_manage", __name__)
blueprint.record_once(lambda state: proposing.install(state.app))
PATH = "/quan-tri/chung-nhan"
MOST_FOUND = 50


@blueprint.get(PATH)
@requires(Role.ORGANISER)
def certificate_list() -> str:
    contest, text = rounds.current_contest(), request.args.get("tim", "")
    counts = certificates.counts_of(contest.id)
    return render_template(
        "commendations/certificates.html",
        rows=[
            (
                rounds.get_round(round_id),
                standings.get_publication(round_id),
                counts.get(round_id),
                acts.outdated(round_id),
            )
            for round_id in published_round_ids(contest.id)
        ],
        text=text,
        found=certificates.matching(contest.id, text, limit=MOST_FOUND) if text else (),
        withdrawn=certificates.latest_withdrawn(contest.id, limit=MOST_FOUND),
        per_file=certificates.PART,
        most=MOST_FOUND,
    )


@blueprint.route(f"{PATH}/<int:round_id>/cap", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def issue_certificates(round_id: int) -> Response | tuple[str, int]:
    this_round, publication = rounds.get_round(round_id), standings.get_publication(round_id)
    form = IssueForm()
    outcome = form.validate_on_submit() and form.perform(
        lambda: proposals.put_forward(
            contest_id=this_round.contest_id,
            kind=proposing.ISSUE,
            payload=proposing.issuing(
                round_id=round_id,
                wanted=Wanted(form.wanted.data),
                decision_number=form.decision_number.data,
                decided_on=form.decided_on.data,
            ),
            reason=form.reason.data or "",
            by=viewer().account_id,
            now=clock.now(),
        )
    )
    if outcome:
        flash(outcome.sentence, outcome.kind)
        return redirect(outcome.address or PATH, 303)
    page = render_template(
        "commendations/certificates_issue.html",
        form=form,
        round=this_round,
        publication=publication,
        waiting={wanted: len(acts.persons_to_certify(round_id, wanted)) for wanted in Wanted},
        terms=papers.terms_of(this_round.contest_id, now=clock.now()),
        takes_two=takes_two(this_round.contest_id),
    )
    return form_page(form, page)


@blueprint.post(f"{PATH}/<int:round_id>/tep/<int:part>/<any(pdf, zip):form>")
@requires(Role.ORGANISER)
def certificate_part(round_id: int, part: int, form: str) -> Response:
    from contest.commendations.certificates import files  # noqa: PLC0415 - typst is loaded by those who print
    from contest.commendations.documents.making import zipped  # noqa: PLC0415 - the same

    found = certificates.part_of(round_id, part) if part else ()
    if not found:
        raise PaperUnknown
    this_round = rounds.get_round(round_id)
    contest = rounds.get_contest(this_round.contest_id)
    terms = papers.terms_of(contest.id, now=clock.now())
    make = files.certificates_pdf if form == "pdf" else files.single_pdfs
    made = make(
        found,
        contest=contest,
        this_rounds={round_id: this_round},
        terms=terms,
        public_url=settings().public_url,
    )
    return handed_out(
        made if isinstance(made, bytes) else zipped(made),
        name=f"{contest.slug}-dot-{this_round.number}-chung-nhan-{part}.{form}",
        subject=f"{round_id}/chung-nhan/{part}.{form}",
        title=f"{this_round.name}: giấy chứng nhận, phần {part} ({form})",
        rows=len(found),
    )


@blueprint.route(f"{PATH}/thu-hoi/<code>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def withdraw_certificate(code: str) -> Response | tuple[str, int]:
    found, form = certificates.get_certificate(code), ReasonForm()
    if found.contest_id != rounds.current_contest().id:
        raise CertificateUnknown
    payload = proposing.withdrawing(code=found.code)
    outcome = form.validate_on_submit() and form.perform(
        lambda: proposals.put_forward(
            contest_id=found.contest_id,
            kind=proposing.WITHDRAW,
            payload=payload,
            reason=form.reason.data or "",
            by=viewer().account_id,
            now=clock.now(),
        )
    )
    if outcome:
        flash(outcome.sentence, outcome.kind)
        return redirect(outcome.address or PATH, 303)
    page = render_template(
        "commendations/certificate_withdraw.html",
        form=form,
        certificate=found,
        round=rounds.get_round(found.round_id),
        takes_two=takes_two(found.contest_id),
        waiting=proposals.find_waiting(kind=proposing.WITHDRAW, payload=payload, now=clock.now()),
    )
    return form_page(form, page)
