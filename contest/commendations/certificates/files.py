"""Certificates as files: one PDF of one or many, or an archive with a PDF for each."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from contest.commendations.certificates.queries import Certificate
from contest.commendations.documents.dossier import named
from contest.commendations.documents.terms import DocumentTerms
from contest.platform.files.official import formal_day
from contest.platform.files.pdf import compiled
from contest.platform.files.qr import qr_svg
from contest.platform.files.typesetters import compiled_each
from contest.platform.language.vietnamese_numbers import date_vi
from contest.rounds.queries import Contest

PROGRAM = "certificates/certificate.typ"
MOST_BY_ONE = 50  # another process takes as long to start as these to make


def certificates_pdf(
    found: Sequence[Certificate],
    *,
    contest: Contest,
    occasions: Mapping[int | None, str],
    terms: DocumentTerms,
    public_url: str,
) -> bytes:
    """One PDF, a page for each."""
    common = _common(contest, terms)
    pages = [_page(one, occasions[one.round_id], terms.place, public_url) for one in found]
    return compiled(PROGRAM, {**common, "certificates": pages})


def single_pdfs(
    found: Sequence[Certificate],
    *,
    contest: Contest,
    occasions: Mapping[int | None, str],
    terms: DocumentTerms,
    public_url: str,
) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) for each; many are made by several processes."""
    common = _common(contest, terms)
    each = (
        {**common, "certificates": [_page(one, occasions[one.round_id], terms.place, public_url)]}
        for one in found
    )
    names = (f"{one.code}.pdf" for one in found)
    made = compiled_each(PROGRAM, each) if len(found) > MOST_BY_ONE else map(partial(compiled, PROGRAM), each)
    yield from zip(names, made, strict=True)


def _common(contest: Contest, terms: DocumentTerms) -> dict[str, object]:
    return {
        "organiser": terms.certificate_organiser,
        "posts": terms.certificate_posts,
        "signer": terms.committee_signer,
        "contest": named(contest),
    }


def _page(one: Certificate, occasion: str, place: str, public_url: str) -> dict[str, str]:
    deed = "đã hoàn thành bài thi" if one.round_id is not None else "đã hoàn thành các bài thi"
    prize = f"đã đạt {one.prize[0].lower()}{one.prize[1:]} {occasion}" if one.prize else ""
    return {
        "name": one.name,
        "unit": one.unit_name,
        "deed": prize or f"{deed} {occasion}",
        "result": one.result,
        "taken": date_vi(one.taken_on),
        "code": one.code,
        "decision": f"{one.decision_number} ngày {date_vi(one.decided_on)}",
        "place": f"{place}, {formal_day(one.decided_on)}",
        "qr": qr_svg(address_of(one.code, public_url), border=0),
    }


def address_of(code: str, public_url: str) -> str:
    """Where anybody checks a certificate."""
    return f"{public_url}/xac-nhan/{code}"
