"""Organisers' pages of certificates: issue those of a round, hand them out, find and withdraw one."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from contest.commendations.certificates import acts, proposing
from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.acts import Wanted
from contest.commendations.certificates.forms import IssueForm
from contest.commendations.documents import settings as papers
from contest.commendations.handing_out import handed_out
from contest.commendations.paper_errors import CertificateUnknown, PaperUnknown
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.configuration import settings
from contest.platform.fields import ReasonForm, form_page
from contest.platform.files.archives import streamed
from contest.platform.two_persons import proposals
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.rules.scope import WHOLE, Scope

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
            (basis, counts.get(basis.scope.round_id), acts.outdated(basis))
            for basis in acts.bases_of(contest.id)
        ],
        text=text,
        found=certificates.matching(contest.id, text, size=MOST_FOUND, older_than=_older_than())
        if text
        else None,
        is_later=_older_than() is not None,
        withdrawn=certificates.latest_withdrawn(contest.id, limit=MOST_FOUND),
        per_file=certificates.PART,
        most=MOST_FOUND,
    )


def _older_than() -> int | None:
    """Behind which certificate the page of a search begins; whatever is no number begins at the newest."""
    text = request.args.get("truoc", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - ids stay shorter


def _scope(round_id: int | None) -> Scope:
    """A round of any contest, or the whole current one."""
    if round_id is None:
        return Scope(contest_id=rounds.current_contest().id, round_id=None)
    return Scope(contest_id=rounds.get_round(round_id).contest_id, round_id=round_id)


@blueprint.route(f"{PATH}/{WHOLE}/cap", methods=["GET", "POST"], defaults={"round_id": None})
@blueprint.route(f"{PATH}/<int:round_id>/cap", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def issue_certificates(round_id: int | None) -> Response | tuple[str, int]:
    basis, form = acts.basis_of(_scope(round_id)), IssueForm()
    done = ask(
        form,
        contest_id=basis.scope.contest_id,
        kind=proposing.ISSUE,
        payload=lambda: proposing.issuing(
            scope=basis.scope,
            wanted=Wanted(form.wanted.data),
            decision_number=form.decision_number.data,
            decided_on=form.decided_on.data,
        ),
        back=PATH,
    )
    if done is not None:
        return done
    page = render_template(
        "commendations/certificates_issue.html",
        form=form,
        basis=basis,
        waiting={wanted: len(acts.persons_to_certify(basis, wanted)) for wanted in Wanted},
        terms=papers.terms_of(basis.scope.contest_id, now=clock.now()),
        takes_two=takes_two(basis.scope.contest_id),
    )
    return form_page(form, page)


@blueprint.post(f"{PATH}/{WHOLE}/tep/<int:part>/<any(pdf, zip):form>", defaults={"round_id": None})
@blueprint.post(f"{PATH}/<int:round_id>/tep/<int:part>/<any(pdf, zip):form>")
@requires(Role.ORGANISER)
def certificate_part(round_id: int | None, part: int, form: str) -> Response:
    from contest.commendations.certificates import files  # noqa: PLC0415 - typst is loaded by those who print

    scope = _scope(round_id)
    found = certificates.part_of(scope, part) if part else ()
    if not found:
        raise PaperUnknown
    contest = rounds.get_contest(scope.contest_id)
    occasions = certificates.occasions_of(found)
    make = files.certificates_pdf if form == "pdf" else files.single_pdfs
    made = make(
        found,
        contest=contest,
        occasions=occasions,
        terms=papers.terms_of(contest.id, now=clock.now()),
        public_url=settings().public_url,
    )
    code = WHOLE if round_id is None else f"dot-{rounds.get_round(round_id).number}"
    return handed_out(
        made if isinstance(made, bytes) else b"".join(streamed(made)),
        name=f"{contest.slug}-{code}-chung-nhan-{part}.{form}",
        subject=f"{round_id or WHOLE}/chung-nhan/{part}.{form}",
        title=f"{occasions[round_id]}: giấy chứng nhận, phần {part} ({form})",
        rows=len(found),
    )


@blueprint.route(f"{PATH}/thu-hoi/<code>", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def withdraw_certificate(code: str) -> Response | tuple[str, int]:
    found, form = certificates.get_certificate(code), ReasonForm()
    if found.contest_id != rounds.current_contest().id:
        raise CertificateUnknown
    payload = proposing.withdrawing(code=found.code)
    done = ask(form, contest_id=found.contest_id, kind=proposing.WITHDRAW, payload=lambda: payload, back=PATH)
    if done is not None:
        return done
    page = render_template(
        "commendations/certificate_withdraw.html",
        form=form,
        certificate=found,
        occasion=certificates.occasions_of([found])[found.round_id],
        takes_two=takes_two(found.contest_id),
        waiting=proposals.find_waiting(kind=proposing.WITHDRAW, payload=payload, now=clock.now()),
    )
    return form_page(form, page)
