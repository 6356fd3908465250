"""What every file of a published round is made of: the publication, its rules, phone numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contest.accounts import queries as accounts
from contest.entries import queries as entries
from contest.platform.language.vietnamese_numbers import CARD, datetime_vi, phone_vi
from contest.platform.prepared import Rows
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.rules.terms import Division, RuleSet
from contest.standings import queries as standings
from contest.standings.queries import Publication

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One publication of a round, with what stands around it."""

    contest: Contest
    round: Round
    publication: Publication
    rules: RuleSet

    @property
    def note(self) -> str:
        """The line that ties a sheet to its publication."""
        one = self.publication
        return (
            f"{self.contest.title} · {self.round.name} · phiên bản {one.version} công bố "
            f"{datetime_vi(one.published_at)} · mã kết quả {one.short_digest}"
        )

    def person_lines(self, division: Division) -> Iterator[tuple[Rows, Mapping[int, str]]]:
        """Persons of a division by place, as bare rows, and their phone numbers by entry; in batches."""
        for batch in standings.person_lines(self.publication.id, division=division.code, size=BATCH):
            yield batch, self.phones({row.entry_id for row in batch})

    def phones(self, entry_ids: set[int]) -> Mapping[int, str]:
        """The phone number of each entry in its national form: 0912345678."""
        wanted = entries.account_ids_of(entry_ids)
        phones = accounts.phones(wanted.values())
        return {entry_id: national(phones[account_id]) for entry_id, account_id in wanted.items()}


def national(phone: str) -> str:
    """+84912345678 -> 0912345678; other countries keep their plus, a card says that it is one."""
    if phone[:3] == "+84":
        return f"0{phone[3:]}"
    return phone_vi(phone) if phone.startswith(CARD) else phone


def results_of(round_id: int, version: int) -> Results:
    """One version of a round's published results; raises NotPublished."""
    publication = standings.get_publication(round_id, version)
    this_round = rounds.get_round(round_id)
    return Results(
        contest=rounds.get_contest(this_round.contest_id),
        round=this_round,
        publication=publication,
        rules=rounds.rule_set(publication.rule_set_id),
    )
