"""Whether the bank can feed the papers of a rule set, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from contest.bank import queries as bank
from contest.bank.queries import Pool
from contest.rounds.queries import Round
from contest.rules.terms import Division, RuleSet
from questions.blueprint import shortages
from questions.drawing import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSupply:
    """A cell of a division's matrix: how many questions it needs, how many fit, whether they suffice."""

    words: str
    needed: int
    fitting: int
    suffices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feasibility:
    """Whether the bank can feed a division's paper, cell by cell, and what is missing."""

    division: str
    questions: int
    candidates: int
    cells: tuple[CellSupply, ...]
    missing: tuple[str, ...]


def feasibility(
    rules: RuleSet, *, pools: Sequence[Pool], this_round: Round | None = None
) -> tuple[Feasibility, ...]:
    """Check each division's blueprint against the approved questions in force on the rules' day.

    For a round its day of opening counts besides: law that has ended by then is asked no more.
    """
    opens_on = None if this_round is None else this_round.opens_on
    candidates = bank.approved_candidates(pools=pools, law_as_of=rules.law_as_of, opens_on=opens_on)
    return tuple(_feasibility(division, candidates) for division in rules.divisions)


def _feasibility(division: Division, candidates: Sequence[Candidate]) -> Feasibility:
    short = shortages(division.blueprint, candidates)
    lacking = [one.cell for one in short]
    cells = tuple(
        CellSupply(
            words=cell.in_words(),
            needed=cell.count,
            fitting=sum(cell.fits(one) for one in candidates),
            suffices=cell not in lacking,
        )
        for cell in division.blueprint.cells
    )
    return Feasibility(
        division=division.name,
        questions=division.blueprint.size,
        candidates=len(candidates),
        cells=cells,
        missing=tuple(one.in_words() for one in short),
    )
