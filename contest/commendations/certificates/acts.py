"""Use cases of certificates: issue those of a published round, withdraw one."""

from collections import Counter
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
from contest.commendations.paper_models import CertificateRow, CertificateWithdrawalRow
from contest.commendations.queries import WinnerState, nominations
from contest.platform import audit, upsert
from contest.platform.database import read, transaction
from contest.platform.vietnamese import clean
from contest.platform.vietnamese_numbers import local
from contest.rounds import queries as rounds
from contest.standings import queries as standings
from contest.standings.queries import PersonPlace

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


def persons_to_certify(round_id: int, wanted: Wanted) -> tuple[tuple[PersonPlace, str], ...]:
    """Persons of the newest publication without a valid certificate of the round, each with the prize won."""
    publication = standings.get_publication(round_id)
    prizes = _prizes(round_id)
    holders = _holders(round_id)
    return tuple(
        (person, prizes.get(person.entry_id, ""))
        for person in standings.persons_of(publication.id)
        if person.entry_id not in holders and (wanted is Wanted.ALL or person.entry_id in prizes)
    )


def outdated(round_id: int) -> tuple[Certificate, ...]:
    """Valid certificates that say something else than the newest publication, which corrected it since."""
    publication = standings.get_publication(round_id)
    older = certificates.valid_of_others(round_id, publication_id=publication.id)
    if not older:
        return ()
    prizes = _prizes(round_id)
    now_said = {
        one.entry_id: (_result(one), prizes.get(one.entry_id, ""))
        for one in standings.persons_of(publication.id)
    }
    return tuple(one for one in older if now_said.get(one.entry_id) != (one.result, one.prize))


def issue(
    *,
    round_id: int,
    wanted: Wanted,
    decision_number: str,
    decided_on: date,
    by: int,
    now: datetime,
    rng: Random,
) -> int:
    """Issue certificates on the newest publication; who holds a valid one of the round keeps it.

    Answers how many are new, so a second click answers 0. Raises NotPublished, DecisionMissing.
    """
    with transaction() as session:
        decision = clean(decision_number)
        if not decision:
            raise DecisionMissing
        publication = standings.get_publication(round_id)
        this_round = rounds.get_round(round_id)
        prefix = rounds.get_contest(this_round.contest_id).receipt_prefix
        found = persons_to_certify(round_id, wanted)
        serials = _serials(round_id)
        values = [
            {
                "code": new_code(prefix, rng),
                "contest_id": this_round.contest_id,
                "round_id": round_id,
                "publication_id": publication.id,
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
            }
            for person, prize in found
        ]
        if values:
            # Somebody who issues in the same instant writes the same serials first; theirs count.
            session.execute(upsert.insert(CertificateRow).on_conflict_do_nothing(), values)
            audit.record(
                action="commendations:certificates:issue",
                subject=str(round_id),
                by=by,
                now=now,
                facts={
                    "count": len(values),
                    "decision": decision,
                    "digest": publication.digest,
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
            facts={"entry": found.entry_id, "round": found.round_id},
        )
        return found


def _prizes(round_id: int) -> dict[int, str]:
    """The prizes of a round's persons by entry, but those refused after a check."""
    return {
        one.entry_id: one.prize
        for one in nominations(round_id=round_id)
        if one.entry_id is not None and one.state is not WinnerState.REJECTED
    }


def _result(person: PersonPlace) -> str:
    return f"{person.score}/{person.questions} câu đúng"


def _holders(round_id: int) -> frozenset[int]:
    """Entries with a valid certificate of the round."""
    rows = read().execute(
        select(CertificateRow.entry_id)
        .join(
            CertificateWithdrawalRow,
            CertificateWithdrawalRow.certificate_id == CertificateRow.id,
            isouter=True,
        )
        .where(CertificateRow.round_id == round_id, CertificateWithdrawalRow.id.is_(None))
    )
    return frozenset(rows.scalars())


def _serials(round_id: int) -> Counter[int]:
    """How many certificates of the round each entry was ever given."""
    rows = read().execute(
        select(CertificateRow.entry_id, func.count(CertificateRow.id))
        .where(CertificateRow.round_id == round_id)
        .group_by(CertificateRow.entry_id)
    )
    counts: Counter[int] = Counter()
    for entry_id, count in rows:
        counts[entry_id] = count
    return counts
