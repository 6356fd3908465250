"""What every paper is made of: published results with their prizes, the terms, and the day of signing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contest.commendations import queries as commendations
from contest.commendations.documents.terms import DocumentTerms
from contest.commendations.queries import Nomination, WinnerState
from contest.platform.language.vietnamese_numbers import datetime_vi
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.rules.scope import ROUND, WHOLE
from contest.rules.terms import RuleSet
from contest.standings import queries as standings
from contest.standings import services as standings_services
from contest.standings.errors import NotPublished
from contest.standings.queries import PersonPlace, Publication, ScoreCount, UnitRow
from contest.standings.services import OverallPerson, OverallPublication

AGENCIES = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A person's prize and the published result it rests on."""

    nomination: Nomination
    result: PersonPlace | OverallPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class WinningUnit:
    """A unit's prize and the published row it rests on."""

    nomination: Nomination
    result: UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A round, or the whole contest, as published; ``code`` names it in addresses and files."""

    name: str  # inside a sentence: Tuần 1, chung cuộc
    code: str
    closes_at: datetime | None
    publication: Publication | OverallPublication
    rules: RuleSet
    winners: tuple[Winner, ...]
    units: tuple[WinningUnit, ...]
    scores: tuple[ScoreCount, ...]
    agencies: tuple[UnitRow, ...]

    @property
    def title(self) -> str:
        """The name at the beginning of a sentence."""
        return f"{self.name[0].upper()}{self.name[1:]}"

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole contest, whose results are sums."""
        return isinstance(self.publication, OverallPublication)

    @property
    def actual_numbers(self) -> Mapping[str, int]:
        """The numbers that were guessed at, by division; over the whole contest there are none."""
        return self.publication.actual_numbers if isinstance(self.publication, Publication) else {}

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
    """One published round, the whole contest, or every published round and the whole if it is published."""

    contest: Contest
    outcomes: tuple[Outcome, ...]
    terms: DocumentTerms
    particulars: Particulars

    @property
    def outcome(self) -> Outcome:
        """What a paper about one result is about."""
        return self.outcomes[0]

    @property
    def rounds(self) -> tuple[Outcome, ...]:
        """The rounds among them."""
        return tuple(one for one in self.outcomes if not one.is_whole)

    @property
    def whole(self) -> Outcome | None:
        """The whole contest, if it is among them."""
        return next((one for one in self.outcomes if one.is_whole), None)

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


def round_outcome(round_id: int) -> Outcome:
    """The newest publication of a round; raises NotPublished."""
    publication = standings.get_publication(round_id)
    this_round = rounds.get_round(round_id)
    nominations = _upheld(commendations.nominations(round_id=round_id))
    results = {one.entry_id: one for one in standings.prize_winners(publication.id)}
    units = standings.published_units(publication.id)
    return Outcome(
        name=this_round.name,
        code=f"{ROUND}{this_round.number}",
        closes_at=this_round.closes_at,
        publication=publication,
        rules=rounds.rule_set(publication.rule_set_id),
        winners=_winners(
            nominations,
            # A substitute stands further down and was published without a prize.
            lambda entry_id: (
                results.get(entry_id) or standings.find_person(publication.id, entry_id=entry_id)
            ),
        ),
        units=_winning_units(units, nominations),
        scores=standings.score_counts(publication.id),
        agencies=tuple(one for one in units if one.board == AGENCIES),
    )


def whole_outcome(contest_id: int) -> Outcome:
    """The newest publication of the whole contest; raises NotPublished."""
    publication = standings_services.get_overall(contest_id)
    nominations = _upheld(commendations.nominations(contest_id=contest_id))
    results = {
        one.entry_id: one for one in standings_services.overall_persons(publication.id, with_prize=True)
    }
    units = standings_services.overall_units(publication.id)
    ends = (one.closes_at for one in rounds.rounds_of(contest_id) if one.closes_at is not None)
    return Outcome(
        name="chung cuộc",
        code=WHOLE,
        closes_at=max(ends, default=None),
        publication=publication,
        rules=rounds.rule_set(publication.rule_set_id),
        winners=_winners(nominations, results.get),
        units=_winning_units(units, nominations),
        scores=standings_services.overall_score_counts(publication.id),
        agencies=tuple(one for one in units if one.board == AGENCIES),
    )


def outcomes_of(contest_id: int) -> tuple[Outcome, ...]:
    """Every published round of a contest, then the whole if it is published; raises NotPublished for none."""
    found = [round_outcome(round_id) for round_id in published_round_ids(contest_id)]
    if not found:
        raise NotPublished
    if standings_services.find_overall(contest_id) is not None:
        found.append(whole_outcome(contest_id))
    return tuple(found)


def published_round_ids(contest_id: int) -> tuple[int, ...]:
    """The rounds of a contest with published results, by number."""
    found = {one.round_id for one in standings.publications_of(contest_id)}
    return tuple(one.id for one in rounds.rounds_of(contest_id) if one.id in found)


def _upheld(nominations: Iterable[Nomination]) -> list[Nomination]:
    return [one for one in nominations if one.state is not WinnerState.REJECTED]


def _winners(
    nominations: Iterable[Nomination], result_of: Callable[[int], PersonPlace | OverallPerson | None]
) -> tuple[Winner, ...]:
    persons = ((one, result_of(one.entry_id)) for one in nominations if one.entry_id is not None)
    return tuple(Winner(nomination=one, result=result) for one, result in persons if result is not None)


def _winning_units(units: tuple[UnitRow, ...], nominations: list[Nomination]) -> tuple[WinningUnit, ...]:
    rows = {(one.unit_id, one.group_code): one for one in units}
    return tuple(
        WinningUnit(nomination=one, result=rows[one.unit_id, one.division])
        for one in nominations
        if one.unit_id is not None and (one.unit_id, one.division) in rows
    )
