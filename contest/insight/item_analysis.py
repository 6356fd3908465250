"""How well the questions of a closed round worked: each question, each topic and level, and what to look at.

The formulae stand in questions.analysis, checked against Moodle's published figures; this module feeds them
with what was answered. Nobody may know any of it before the last paper of the round is handed in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median

from contest.attempts import queries as attempts
from contest.attempts import services as attempt_services
from contest.attempts.services import AnsweredPaper
from contest.bank import queries as bank
from contest.bank import services as bank_services
from contest.bank.queries import Figures
from contest.platform.cache import kept
from contest.rounds import queries as rounds
from contest.rounds.queries import Round, RoundState
from contest.rules.corrections import Way
from contest.rules.windows import RoundPhase
from questions import analysis
from questions.analysis import Asked, ItemStatistics, Response
from questions.item import TOPICS, Item, Level

KEPT_SECONDS = 600
# Below this many times, and above this length, a time between two saves tells nothing about a question.
FEWEST_TIMES = 5
LONGEST_THOUGHT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedItem:
    """One question of a round with its figures; ``time`` is the median of estimates, None where unknown."""

    item: Item
    version_id: int
    figures: ItemStatistics
    right_answers: int
    time: timedelta | None
    times: int
    correction: Way | None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an editor should look at; a struck question says nothing any more."""
        return () if self.correction is Way.STRUCK else self.figures.in_words()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReliability:
    """The reliability of the questions of one topic or level; None where it has no meaning."""

    name: str
    items: int
    alpha: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything about the questions of one round, of one division or of all together."""

    papers: int
    alpha: Fraction | None
    items: tuple[AnalysedItem, ...]
    topics: tuple[PartReliability, ...]
    levels: tuple[PartReliability, ...]

    def item(self, version_id: int) -> AnalysedItem | None:
        """The figures of one question version."""
        return next((one for one in self.items if one.version_id == version_id), None)


def closed_rounds(contest_id: int, *, now: datetime) -> tuple[Round, ...]:
    """The rounds whose questions may be analysed: nobody can answer any of them any more (A6)."""
    return tuple(one for one in rounds.rounds_of(contest_id) if is_over(one, now=now))


def is_over(this_round: Round, *, now: datetime) -> bool:
    """Whether the last paper of a round is handed in."""
    if this_round.state is RoundState.LOCKED:
        return True
    return this_round.phase(now) is RoundPhase.CLOSED and not attempts.open_count(this_round.id)


def analysis_of(this_round: Round, *, division: str) -> Analysis:
    """The analysis of a round's division, "" for all; kept for minutes, since only corrections change it."""
    corrections = bank.corrections_of_round(this_round.id)
    return kept(
        ("item analysis", this_round.id, division, corrections),
        KEPT_SECONDS,
        lambda: analyse([one for one in papers_of(this_round) if division in ("", one.division)], this_round),
    )


def papers_of(this_round: Round) -> Sequence[AnsweredPaper]:
    """Every counted paper of a round."""
    return attempt_services.answered_papers(this_round.id)


def analyse(papers: Sequence[AnsweredPaper], this_round: Round) -> Analysis:
    """The figures of these papers; papers of different lengths have no reliability in common."""
    versions = {slot.version_id for paper in papers for slot in paper.slots}
    items = bank.explained_items(versions)
    newest = {one.version_id: one for one in bank.corrections_of_round(this_round.id)}
    new_keys = {version_id: one.key for version_id, one in newest.items() if one.key is not None}
    asked = {
        version_id: Asked(choices=len(item.choices), key=new_keys.get(version_id, item.key))
        for version_id, item in items.items()
    }
    responses = [
        [
            Response(version_id=slot.version_id, choice=slot.choice, mark=int(slot.is_right))
            for slot in sorted(paper.slots, key=lambda slot: _column(items[slot.version_id], slot.version_id))
        ]
        for paper in papers
    ]
    times = _times(papers)
    found = tuple(
        AnalysedItem(
            item=items[one.version_id],
            version_id=one.version_id,
            figures=one,
            right_answers=int(one.facility * one.attempts),
            time=_middle(times[one.version_id]),
            times=len(times[one.version_id]),
            correction=newest[one.version_id].way if one.version_id in newest else None,
        )
        for one in analysis.analyse(responses, asked)
    )
    of_one_length = len({len(paper) for paper in responses}) == 1
    return Analysis(
        papers=len(papers),
        alpha=analysis.reliability([[one.mark for one in paper] for paper in responses])
        if of_one_length
        else None,
        items=tuple(sorted(found, key=lambda one: (one.figures.facility, one.item.code))),
        topics=_parts(responses, {key: item.topic for key, item in items.items()}, TOPICS),
        levels=_parts(
            responses,
            {key: str(item.level) for key, item in items.items()},
            {str(level): level.label for level in Level},
        ),
    )


def _column(item: Item, version_id: int) -> tuple[str, str, int]:
    """Where a question stands among the columns of the reliability: papers shuffle their questions.

    Papers of the same questions are compared question by question, drawn ones cell by cell.
    """
    return item.topic, item.level, version_id


def _times(papers: Sequence[AnsweredPaper]) -> Mapping[int, list[timedelta]]:
    found: defaultdict[int, list[timedelta]] = defaultdict(list)
    for paper in papers:
        for slot in paper.slots:
            if slot.took is not None and timedelta(0) < slot.took <= LONGEST_THOUGHT:
                found[slot.version_id].append(slot.took)
    return found


def _middle(times: Sequence[timedelta]) -> timedelta | None:
    if len(times) < FEWEST_TIMES:
        return None
    return timedelta(seconds=median(one.total_seconds() for one in times))


def _parts(
    responses: Sequence[Sequence[Response]], part_of: Mapping[int, str], names: Mapping[str, str]
) -> tuple[PartReliability, ...]:
    alphas = analysis.reliability_by(responses, lambda version_id: part_of[version_id])
    return tuple(
        PartReliability(name=name, items=sum(part == key for part in part_of.values()), alpha=alphas.get(key))
        for key, name in names.items()
        if key in alphas
    )


def record(this_round: Round, *, now: datetime) -> int:
    """Write the figures of a round into the bank, for the column "% đúng". Answers of how many questions."""
    found = analyse(papers_of(this_round), this_round).items
    bank_services.record_statistics(
        round_id=this_round.id,
        figures=[
            Figures(
                version_id=one.version_id,
                papers=one.figures.attempts,
                right_answers=one.right_answers,
                remarks=one.remarks,
            )
            for one in found
        ],
        now=now,
    )
    return len(found)
