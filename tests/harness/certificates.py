"""Certificates that nobody was given, for files of hundreds of them."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any

from contest.commendations.certificates.acts import new_code
from contest.commendations.certificates.queries import Certificate
from contest.commendations.documents.terms import DocumentTerms
from contest.rounds.queries import Contest

CONTEST = Contest(
    id=1, slug="mau", title="Cuộc thi mẫu", organiser="", legal_basis="", hotline="", receipt_prefix="HG24",
    unit_list_id=1, two_persons=True,
)  # fmt: skip
# What a file says of all its certificates.
ABOUT: dict[str, Any] = {
    "contest": CONTEST, "occasions": {1: "Tuần 1"}, "terms": DocumentTerms(),
    "public_url": "https://thi.example.gov.vn",
}  # fmt: skip


def certificate(number: int) -> Certificate:
    """A made-up certificate; no two have the same name and code."""
    return Certificate(
        id=number,
        code=new_code("HG24", Random(number)),
        contest_id=1,
        round_id=1,
        publication_id=1,
        overall_publication_id=None,
        entry_id=number,
        name=f"Sùng Mẫu Mai {number}",
        unit_name="UBND huyện Mèo Vạc",
        result="18/20 câu đúng",
        prize="",
        taken_on=date(2024, 11, 22),
        decision_number="08/QĐ-BTC",
        decided_on=date(2024, 12, 5),
        issued_at=datetime(2024, 12, 5, 2, tzinfo=UTC),
        withdrawn_at=None,
        withdrawal_reason="",
    )
