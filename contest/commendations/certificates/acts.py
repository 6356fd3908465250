"""Use cases of certificates: issue those of a published round or of the whole contest, withdraw one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from random import Random

from sqlalchemy import func, select

from contest.commendations.certificates import queries as certificates
from contest.commendations.certificates.queries import Certificate
from contest.commendations.paper_errors import (
    CertificateWithdrawn,
    DecisionMissing,
    WithdrawalReasonMissing,
)
from contest.commendations.paper_models import CertificateRow, CertificateWithdrawalRow, searched
from contest.commendations.queries import WinnerState, nominations
from contest.platform import upsert
from contest.platform.audit import log as audit
from contest.platform.database import read, transaction
from contest.platform.language.vietnamese import clean
from contest.platform.language.vietnamese_numbers import local
from contest.rounds import queries as rounds
from contest.rules.scope import WHOLE, Scope
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.queries import PersonPlace, Publication
from contest.standings.services import OverallPerson, OverallPublication

# Signs that are not taken for one another when read aloud or from paper: 31 of them in 16 places, 79 bits.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 4


class Wanted(StrEnum):
    """For whom certificates are issued."""

    ALL = "all"
    WINNERS = "winners"


def new_code(prefix: str, rng: Random) -> str:
    """A code that nobody guesses: HG24-7Q2M-XK4D-92QD-B3TT."""
    groups = ("".join(rng.choices(SIGNS, k=GROUP)) for _ in range(GROUPS))
    return "-".join((prefix, *groups))


Person = PersonPlace | OverallPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What certificates are issued on: the newest publication of a round, or of the whole contest."""

    scope: Scope
    name: str
    publication: Publication | OverallPublication

    @property
    def address(self) -> str:
        """How the scope is named in addresses."""
        return str(self.scope.round_id or WHOLE)

    def persons(self) -> tuple[Person, ...]:
        """Everybody who was ranked."""
        if self.scope.round_id is None:
            return standings_services.overall_persons(self.publication.id)
        return standings.persons_of(self.publication.id)

    def prizes(self) -> Mapping[int, str]:
        """The prizes of persons by entry, but those refused after a check."""
        round_id = self.scope.round_id
        return {
            one.entry_id: one.prize
            for one in nominations(round_id=round_id, contest_id=self.scope.contest_id)
            if one.entry_id is not None and one.state is not WinnerState.REJECTED
        }


def name_of(scope: Scope) -> str:
    """The round, or the whole contest, inside a sentence."""
    return certificates.WHOLE_NAME if scope.round_id is None else rounds.get_round(scope.round_id).name


def basis_of(scope: Scope) -> Basis:
    """The newest publication of a round or of the whole contest; raises NotPublished."""
    publication: Publication | OverallPublication
    if scope.round_id is None:
        publication = standings_services.get_overall(scope.contest_id)
    else:
        publication = standings.get_publication(scope.round_id)
    return Basis(scope=scope, name=name_of(scope), publication=publication)


def bases_of(contest_id: int) -> tuple[Basis, ...]:
    """Everything published of a contest: its rounds by number, then the whole."""
    published = {one.round_id for one in standings.publications_of(contest_id)}
    scopes = [
        Scope(contest_id=contest_id, round_id=one.id)
        for one in rounds.rounds_of(contest_id)
        if one.id in published
    ]
    if standings_services.find_overall(contest_id) is not None:
        scopes.append(Scope(contest_id=contest_id, round_id=None))
    return tuple(basis_of(scope) for scope in scopes)


def persons_to_certify(basis: Basis, wanted: Wanted) -> tuple[tuple[Person, str], ...]:
    """Persons without a valid certificate of the round or the whole, each with the prize won."""
    holders, prizes = _holders(basis.scope), basis.prizes()
    return tuple(
        (person, prizes.get(person.entry_id, ""))
        for person in basis.persons()
        if person.entry_id not in holders and (wanted is Wanted.ALL or person.entry_id in prizes)
    )


def outdated(basis: Basis) -> tuple[Certificate, ...]:
    """Valid certificates that say something else than the newest publication, which corrected it since."""
    older = certificates.valid_of_others(basis.scope, publication_id=basis.publication.id)
    if not older:
        return ()
    prizes = basis.prizes()
    now_said = {one.entry_id: (_result(one), prizes.get(one.entry_id, "")) for one in basis.persons()}
    return tuple(one for one in older if now_said.get(one.entry_id) != (one.result, one.prize))


def issue(
    *,
    scope: Scope,
    wanted: Wanted,
    decision_number: str,
    decided_on: date,
    by: int,
    now: datetime,
    rng: Random,
) -> int:
    """Issue a certificate to everybody wanted who has no valid one; answers how many.

    Raises NotPublished, DecisionMissing.
    """
    with transaction() as session:
        decision = clean(decision_number)
        if not decision:
            raise DecisionMissing
        basis = basis_of(scope)
        is_whole = scope.round_id is None
        prefix = rounds.get_contest(scope.contest_id).receipt_prefix
        serials = _serials(scope)
        values = [
            {
                "code": code,
                "contest_id": scope.contest_id,
                "round_id": scope.round_id,
                "publication_id": None if is_whole else basis.publication.id,
                "overall_publication_id": basis.publication.id if is_whole else None,
                "entry_id": person.entry_id,
                "serial": serials[person.entry_id],
                "name": person.name,
                "unit_name": person.unit_name,
                "result": _result(person),
                "prize": prize,
                "taken_on": local(person.submitted_at).date(),
                "decision_number": decision,
                "decided_on": decided_on,
                "issued_at": now,
                "issued_by": by,
                "search": searched(f"{person.name} {person.unit_name} {code}"),
            }
            for person, prize in persons_to_certify(basis, wanted)
            for code in (new_code(prefix, rng),)
        ]
        if values:
            # Somebody who issues in the same instant writes the same serials first; theirs count.
            session.execute(upsert.insert(CertificateRow).on_conflict_do_nothing(), values)
            audit.record(
                action="commendations:certificates:issue",
                subject=str(scope.round_id or scope.code),
                by=by,
                now=now,
                facts={
                    "count": len(values),
                    "decision": decision,
                    "digest": basis.publication.digest,
                    "wanted": wanted,
                },
            )
        return len(values)


def withdraw(*, code: str, reason: str, by: int, now: datetime) -> Certificate:
    """A certificate stops being valid, for good; raises CertificateUnknown, CertificateWithdrawn."""
    with transaction() as session:
        found = certificates.get_certificate(code)
        why = clean(reason)
        if not why:
            raise WithdrawalReasonMissing
        if found.withdrawn_at is not None:
            raise CertificateWithdrawn(at=found.withdrawn_at)
        session.execute(
            upsert.insert(CertificateWithdrawalRow)
            .values(certificate_id=found.id, reason=why, withdrawn_at=now, withdrawn_by=by)
            .on_conflict_do_nothing()
        )
        audit.record(
            action="commendations:certificate:withdraw",
            subject=found.code,
            by=by,
            now=now,
            reason=why,
            facts={"entry": found.entry_id, "round": found.round_id or WHOLE},
        )
        return found


def _result(person: Person) -> str:
    correct = f"{person.score}/{person.questions} câu đúng"
    if isinstance(person, PersonPlace):
        return correct
    return f"{correct}, cộng {sum(counts for _, _, counts in person.by_round)} đợt thi"


def _holders(scope: Scope) -> frozenset[int]:
    """Entries with a valid certificate of the round or the whole."""
    rows = read().execute(
        select(CertificateRow.entry_id)
        .join(
            CertificateWithdrawalRow,
            CertificateWithdrawalRow.certificate_id == CertificateRow.id,
            isouter=True,
        )
        .where(*certificates.of_scope(scope), CertificateWithdrawalRow.id.is_(None))
    )
    return frozenset(rows.scalars())


def _serials(scope: Scope) -> Counter[int]:
    """How many certificates of the round or the whole each entry was ever given."""
    rows = read().execute(
        select(CertificateRow.entry_id, func.count(CertificateRow.id))
        .where(*certificates.of_scope(scope))
        .group_by(CertificateRow.entry_id)
    )
    counts: Counter[int] = Counter()
    for entry_id, count in rows:
        counts[entry_id] = count
    return counts
