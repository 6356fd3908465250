"""Reads of certificates: by code for everybody, by person, by round."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from contest.commendations.paper_errors import CertificateUnknown
from contest.commendations.paper_models import CertificateRow, CertificateWithdrawalRow
from contest.platform.database import AnyRow, read
from contest.platform.language.vietnamese import clean, fold
from contest.rounds import queries as rounds
from contest.rules.scope import Scope

# A file holds so many, so that no request works for minutes.
PART = 1_000
WHOLE_NAME = "toàn cuộc thi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate as issued, and whether it still counts."""

    id: int
    code: str
    contest_id: int
    round_id: int | None  # None: of the whole contest
    publication_id: int | None
    overall_publication_id: int | None
    entry_id: int
    name: str
    unit_name: str
    result: str
    prize: str
    taken_on: date
    decision_number: str
    decided_on: date
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawal_reason: str

    @property
    def is_valid(self) -> bool:
        """Whether nobody withdrew it."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many certificates of a round or of the whole were issued, and how many of them withdrawn."""

    issued: int
    withdrawn: int

    @property
    def valid(self) -> int:
        """How many still count."""
        return self.issued - self.withdrawn

    @property
    def parts(self) -> int:
        """In how many files they are handed out."""
        return -(-self.valid // PART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of the certificates that a search found, and whether older ones follow."""

    rows: tuple[Certificate, ...]
    has_older: bool


_QUERY = select(
    CertificateRow.__table__, CertificateWithdrawalRow.withdrawn_at, CertificateWithdrawalRow.reason
).join(CertificateWithdrawalRow, CertificateWithdrawalRow.certificate_id == CertificateRow.id, isouter=True)


def find_certificate(code: str) -> Certificate | None:
    """The certificate of a code as printed or typed; None for any other text."""
    typed = clean(code).upper()
    return next(iter(_found(_QUERY.where(CertificateRow.code == typed))), None)


def get_certificate(code: str) -> Certificate:
    """The same, or CertificateUnknown."""
    found = find_certificate(code)
    if found is None:
        raise CertificateUnknown
    return found


def certificates_of(*, entry_ids: Collection[int]) -> tuple[Certificate, ...]:
    """All certificates of a person's entries, newest first."""
    return _found(_QUERY.where(CertificateRow.entry_id.in_(entry_ids)).order_by(CertificateRow.id.desc()))


def get_own(code: str, *, entry_ids: Collection[int]) -> Certificate:
    """A certificate of one's own; somebody else's looks like none (CertificateUnknown)."""
    found = get_certificate(code)
    if found.entry_id not in entry_ids:
        raise CertificateUnknown
    return found


def part_of(scope: Scope, part: int) -> tuple[Certificate, ...]:
    """The valid certificates of a round, or of the whole contest, in one file, counted from 1."""
    query = _QUERY.where(*of_scope(scope), CertificateWithdrawalRow.id.is_(None))
    return _found(query.order_by(CertificateRow.id).limit(PART).offset((part - 1) * PART))


def valid_of_others(scope: Scope, *, publication_id: int) -> tuple[Certificate, ...]:
    """The valid certificates of a scope that were issued on another publication than this one."""
    issued_on = CertificateRow.overall_publication_id
    if scope.round_id is not None:
        issued_on = CertificateRow.publication_id
    return _found(
        _QUERY.where(
            *of_scope(scope), issued_on != publication_id, CertificateWithdrawalRow.id.is_(None)
        ).order_by(CertificateRow.id)
    )


def of_scope(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """What the certificates of a round, or of the whole contest, have in common."""
    return CertificateRow.contest_id == scope.contest_id, CertificateRow.round_id == scope.round_id


def occasions_of(found: Iterable[Certificate]) -> Mapping[int | None, str]:
    """What certificates are of, by their round: its name; None is the whole contest."""
    names: dict[int | None, str] = {None: WHOLE_NAME}
    for round_id in {one.round_id for one in found if one.round_id is not None}:
        names[round_id] = rounds.get_round(round_id).name
    return names


def matching(contest_id: int, text: str, *, size: int, older_than: int | None = None) -> Found:
    """Certificates of a contest with words in name, unit or code that begin like those asked, newest first.

    A whole code finds its certificate alone. A page goes on behind the certificate ``older_than``, so that
    the last of many costs no more than the first.
    """
    exact = find_certificate(text)
    if exact is not None and exact.contest_id == contest_id:
        return Found(rows=(exact,), has_older=False)
    query = _QUERY.where(
        CertificateRow.contest_id == contest_id,
        *(CertificateRow.search.contains(f" {word}", autoescape=True) for word in fold(text).split()),
    )
    if older_than is not None:
        query = query.where(CertificateRow.id < older_than)
    found = _found(query.order_by(CertificateRow.id.desc()).limit(size + 1))
    return Found(rows=found[:size], has_older=len(found) > size)


def latest_withdrawn(contest_id: int, *, limit: int) -> tuple[Certificate, ...]:
    """The certificates withdrawn last."""
    query = _QUERY.where(CertificateRow.contest_id == contest_id, CertificateWithdrawalRow.id.is_not(None))
    return _found(query.order_by(CertificateWithdrawalRow.id.desc()).limit(limit))


def count_valid(scope: Scope) -> int:
    """How many certificates of a round, or of the whole contest, still count."""
    query = (
        select(func.count(CertificateRow.id))
        .join(
            CertificateWithdrawalRow,
            CertificateWithdrawalRow.certificate_id == CertificateRow.id,
            isouter=True,
        )
        .where(*of_scope(scope), CertificateWithdrawalRow.id.is_(None))
    )
    return read().execute(query).scalar_one()


def counts_of(contest_id: int) -> Mapping[int | None, Count]:
    """How many certificates there are by round; None is the whole contest."""
    rows = read().execute(
        select(
            CertificateRow.round_id, func.count(CertificateRow.id), func.count(CertificateWithdrawalRow.id)
        )
        .join(
            CertificateWithdrawalRow,
            CertificateWithdrawalRow.certificate_id == CertificateRow.id,
            isouter=True,
        )
        .where(CertificateRow.contest_id == contest_id)
        .group_by(CertificateRow.round_id)
    )
    return {round_id: Count(issued=issued, withdrawn=withdrawn) for round_id, issued, withdrawn in rows}


def _found(query: Select[Any]) -> tuple[Certificate, ...]:
    return tuple(_certificate(row) for row in read().execute(query))


def _certificate(row: AnyRow) -> Certificate:
    return Certificate(
        id=row.id,
        code=row.code,
        contest_id=row.contest_id,
        round_id=row.round_id,
        publication_id=row.publication_id,
        overall_publication_id=row.overall_publication_id,
        entry_id=row.entry_id,
        name=row.name,
        unit_name=row.unit_name,
        result=row.result,
        prize=row.prize,
        taken_on=row.taken_on,
        decision_number=row.decision_number,
        decided_on=row.decided_on,
        issued_at=row.issued_at,
        withdrawn_at=row.withdrawn_at,
        withdrawal_reason=row.reason or "",
    )
