"""What every paper is made of: published rounds with their prizes, the terms, and the day of signing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contest.commendations import queries as commendations
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.queries import Nomination, WinnerState
from contest.platform.vietnamese_numbers import datetime_vi
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.rules.terms import RuleSet
from contest.standings import queries as standings
from contest.standings.queries import PersonPlace, Publication, ScoreCount, UnitRow

AGENCIES = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A person's prize and the published result it rests on."""

    nomination: Nomination
    result: PersonPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class WinningUnit:
    """A unit's prize and the published row it rests on."""

    nomination: Nomination
    result: UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A round as published."""

    round: Round
    publication: Publication
    rules: RuleSet
    winners: tuple[Winner, ...]
    units: tuple[WinningUnit, ...]
    scores: tuple[ScoreCount, ...]
    agencies: tuple[UnitRow, ...]

    @property
    def people(self) -> int:
        """How many people were ranked."""
        return sum(one.people for one in self.scores)

    @property
    def attempts(self) -> int:
        """How many attempts they made."""
        return sum(one.attempts for one in self.scores)

    @property
    def all_correct(self) -> int:
        """How many people answered everything correctly."""
        return sum(one.people for one in self.scores if one.score == one.questions)

    @property
    def average(self) -> Fraction | None:
        """The average share of the greatest score."""
        most = sum(one.people * one.questions for one in self.scores)
        return Fraction(sum(one.people * one.score for one in self.scores), most) if most else None

    @property
    def persons_vnd(self) -> int:
        """The money of all personal prizes."""
        return sum(one.nomination.amount_vnd for one in self.winners)

    @property
    def units_vnd(self) -> int:
        """The money of all collective prizes."""
        return sum(one.nomination.amount_vnd for one in self.units)

    @property
    def total_vnd(self) -> int:
        """All prize money."""
        return self.persons_vnd + self.units_vnd

    @property
    def identity(self) -> str:
        """What ties a paper to the publication, for its text."""
        one = self.publication
        return (
            f"phiên bản {one.version} công bố lúc {datetime_vi(one.published_at)}, "
            f"mã kết quả {one.short_digest}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known only when a paper is made; the number and the day may be left to the clerks."""

    number: int | None = None
    day: date | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    present: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One published round, or all of a contest."""

    contest: Contest
    outcomes: tuple[Outcome, ...]
    terms: DocumentTerms
    particulars: Particulars

    @property
    def outcome(self) -> Outcome:
        """The round of a paper about one round."""
        return self.outcomes[0]

    @property
    def contest_name(self) -> str:
        """The contest as a sentence names it."""
        return named(self.contest)

    @property
    def code(self) -> str:
        """What every page prints: the published results it comes from."""
        codes = ", ".join(one.publication.short_digest for one in self.outcomes)
        return f"Mã kết quả: {codes}"


def named(contest: Contest) -> str:
    """Cuộc thi trực tuyến …, also where the title leaves the first words out."""
    return contest.title if contest.title.lower().startswith("cuộc thi") else f"Cuộc thi {contest.title}"


def dossier_of(
    contest: Contest, *, round_ids: tuple[int, ...], terms: DocumentTerms, particulars: Particulars
) -> Dossier:
    """The newest publications of rounds with what stands around them; raises NotPublished."""
    return Dossier(
        contest=contest,
        outcomes=tuple(_outcome(round_id) for round_id in round_ids),
        terms=terms,
        particulars=particulars,
    )


def published_round_ids(contest_id: int) -> tuple[int, ...]:
    """The rounds of a contest with published results, by number."""
    found = {one.round_id for one in standings.publications_of(contest_id)}
    return tuple(one.id for one in rounds.rounds_of(contest_id) if one.id in found)


def _outcome(round_id: int) -> Outcome:
    publication = standings.get_publication(round_id)
    nominations = [
        one for one in commendations.nominations(round_id=round_id) if one.state is not WinnerState.REJECTED
    ]
    units = standings.published_units(publication.id)
    return Outcome(
        round=rounds.get_round(round_id),
        publication=publication,
        rules=rounds.rule_set(publication.rule_set_id),
        winners=_winners(publication, nominations),
        units=_winning_units(units, nominations),
        scores=standings.score_counts(publication.id),
        agencies=tuple(one for one in units if one.board == AGENCIES),
    )


def _winners(publication: Publication, nominations: list[Nomination]) -> tuple[Winner, ...]:
    results: Mapping[int, PersonPlace] = {
        one.entry_id: one for one in standings.prize_winners(publication.id)
    }
    found = []
    for one in nominations:
        if one.entry_id is None:
            continue
        # A substitute stands further down and was published without a prize.
        result = results.get(one.entry_id) or standings.find_person(publication.id, entry_id=one.entry_id)
        if result is not None:
            found.append(Winner(nomination=one, result=result))
    return tuple(found)


def _winning_units(units: tuple[UnitRow, ...], nominations: list[Nomination]) -> tuple[WinningUnit, ...]:
    rows = {(one.unit_id, one.group_code): one for one in units}
    return tuple(
        WinningUnit(nomination=one, result=rows[one.unit_id, one.division])
        for one in nominations
        if one.unit_id is not None and (one.unit_id, one.division) in rows
    )
