"""Who issues a paper: the committee under its own name, or the standing agency."""

from typing import Any

from contest.commendations.documents.dossier import Dossier
from contest.commendations.documents.terms import lines
from contest.platform.files.official import Signer


def by_committee(dossier: Dossier, symbol: str) -> dict[str, Any]:
    """The parts of a paper of the committee; its number series is its own. Source: Decree 30/2020/NĐ-CP."""
    terms = dossier.terms
    return {
        "parent": terms.committee_parent,
        "issuer": terms.committee_name,
        "symbol": f"{symbol}-{terms.committee_symbol}",
        "signers": (Signer(lines=lines(terms.committee_posts), name=terms.committee_signer),),
        "recipients": lines(terms.committee_recipients),
        **_shared(dossier),
    }


def by_agency(dossier: Dossier, symbol: str) -> dict[str, Any]:
    """The parts of a paper of the standing agency."""
    terms = dossier.terms
    return {
        "parent": terms.agency_parent,
        "issuer": terms.agency_name,
        "symbol": f"{symbol}-{terms.agency_symbol}",
        "signers": (Signer(lines=lines(terms.agency_posts), name=terms.agency_signer),),
        "recipients": lines(terms.agency_recipients),
        **_shared(dossier),
    }


def without_article(recipients: tuple[str, ...], first: str) -> tuple[str, ...]:
    """The recipients of a paper that has no articles or addressee of its own, led by its own first line."""
    rest = tuple(line for line in recipients if not line.startswith(("Như Điều", "Như Kính gửi")))
    return (first, *rest)


def _shared(dossier: Dossier) -> dict[str, Any]:
    return {
        "place": dossier.terms.place,
        "number": dossier.particulars.number,
        "day": dossier.particulars.day,
        "code": dossier.code,
    }
