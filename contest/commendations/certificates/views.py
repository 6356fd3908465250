"""Certificates for everybody: check one by its code; one's own, with the file."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.forms import CodeForm
from contest.commendations.certificates.queries import Certificate
from contest.commendations.documents import settings as papers
from contest.commendations.handing_out import attachment
from contest.commendations.paper_errors import CertificateWithdrawn
from contest.entries import queries as entries
from contest.platform import clock
from contest.platform.access import public, signed_in
from contest.platform.configuration import settings
from contest.platform.viewer import viewer
from contest.rounds import queries as rounds

blueprint = Blueprint("commendations_certificates", __name__)


@blueprint.get("/xac-nhan")
@public
def look_up() -> Response | str:
    form = CodeForm(request.args)
    if form.ma.data:
        return redirect(f"/xac-nhan/{form.ma.data.replace('/', '-')}", 303)
    return render_template("commendations/check.html", form=form)


@blueprint.get("/xac-nhan/<code>")
@public
def check(code: str) -> str | tuple[str, int]:
    """What a code on paper stands for; one that nobody was given and a mistyped one look the same."""
    found = certificates.find_certificate(code)
    if found is None:
        return render_template("commendations/check_unknown.html", code=code), 404
    return render_template(
        "commendations/check_found.html",
        certificate=found,
        contest=rounds.get_contest(found.contest_id),
        occasion=certificates.occasions_of([found])[found.round_id],
    )


@blueprint.get("/toi/chung-nhan")
@signed_in
def own_list() -> str:
    found = certificates.certificates_of(entry_ids=_own_entries())
    return render_template(
        "commendations/own.html",
        certificates=found,
        occasions=certificates.occasions_of(found),
    )


@blueprint.get("/toi/chung-nhan/<code>")
@signed_in
def own_file(code: str) -> Response:
    """One's own certificate as PDF; a withdrawn one is not printed any more."""
    found = certificates.get_own(code, entry_ids=_own_entries())
    if found.withdrawn_at is not None:
        raise CertificateWithdrawn(at=found.withdrawn_at)
    return attachment(_pdf(found), name=f"chung-nhan-{found.code}.pdf")


def _own_entries() -> tuple[int, ...]:
    """The viewer's entry in the contest that the site shows."""
    contest = rounds.find_current_contest()
    entry = entries.find_entry(contest_id=contest.id, account_id=viewer().account_id) if contest else None
    return () if entry is None else (entry.id,)


def _pdf(one: Certificate) -> bytes:
    from contest.commendations.certificates.files import certificates_pdf  # noqa: PLC0415 - typst is loaded by those who print

    return certificates_pdf(
        [one],
        contest=rounds.get_contest(one.contest_id),
        occasions=certificates.occasions_of([one]),
        terms=papers.terms_of(one.contest_id, now=clock.now()),
        public_url=settings().public_url,
    )
