"""How ties at a prize were settled, and the draws that were held: as stored, and as awards take it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from contest.platform.database import read
from contest.rules import lottery
from contest.rules.awards import Awards, Nomination, Tie
from contest.rules.scope import Scope
from contest.standings.errors import DrawUnknown
from contest.standings.models import DrawRow, TieDecisionRow

UNITS = "don-vi:"


class Method(StrEnum):
    """How a tie at the last prize is settled."""

    EQUAL_PRIZES = "equal_prizes"
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The seed of a draw, where anyone can look it up, and the order that follows."""

    seed: str
    evidence: str
    order: tuple[str, ...]
    drawn_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDecision:
    """How the tie of exactly these members is settled; members are receipts of persons, or codes of units."""

    id: int
    contest_id: int
    scope: str
    board: str
    place: int
    members: tuple[str, ...]
    fingerprint: str
    method: Method
    seed_source: str
    seed_due_at: datetime | None
    reason: str
    decided_at: datetime
    decided_by: int | None
    draw: Draw | None

    @property
    def is_of_units(self) -> bool:
        """Whether units are tied, not persons."""
        return self.board.startswith(UNITS)

    @property
    def is_open(self) -> bool:
        """Whether the seed of the draw is still to come."""
        return self.method is Method.LOTTERY and self.draw is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TieSettlement:
    """A settled tie by the ids of its members: equal prizes, or the position of each in the draw."""

    members: frozenset[int]
    order: Mapping[int, int]  # empty: equal prizes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was decided beside the ranking: who is refused a prize and why, and which ties are settled."""

    refused: Mapping[int, str]
    refused_units: Mapping[int, str]
    ties: Mapping[str, tuple[TieSettlement, ...]]

    def of_tie(self, board: str, tie: Tie) -> TieSettlement | None:
        """The decision about a tie: about exactly its members, and such as were refused a prize since."""
        refused = self.refused_units if board.startswith(UNITS) else self.refused
        tied = set(tie.entry_ids)
        return next(
            (
                one
                for one in self.ties.get(board, ())
                if tied <= one.members and one.members - tied <= refused.keys()
            ),
            None,
        )

    def settle(self, board: str, awarded: Awards) -> tuple[dict[int, int], list[int]]:
        """Positions in draws by id, and the places with equal prizes, of those ties that were settled."""
        draw: dict[int, int] = {}
        equal_at: list[int] = []
        for tie in awarded.ties:
            found = self.of_tie(board, tie)
            if found is not None and found.order:
                draw |= found.order
            elif found is not None:
                equal_at.append(tie.place)
        return draw, equal_at


def prizes_and_ties(awarded: Awards) -> tuple[Mapping[int, Nomination], frozenset[int]]:
    """The prize of each winner, and everybody who waits for a tie to be settled."""
    prizes = {nomination.entry_id: nomination for nomination in awarded.nominations}
    return prizes, frozenset(one for tie in awarded.ties for one in tie.entry_ids)


NOTHING_SETTLED = Settled(refused={}, refused_units={}, ties={})


def unit_board(board: str, group_code: str) -> str:
    """The board of a group of units as decisions name it."""
    return f"{UNITS}{board}/{group_code}"


def settled(
    scope: Scope,
    *,
    persons: Mapping[str, int],
    units: Mapping[str, int],
    refused: Mapping[int, str],
    refused_units: Mapping[int, str],
) -> Settled:
    """All decisions of a scope, by the ids that receipts and codes stand for now.

    A decision about somebody who has no receipt any more, being struck, is about nobody.
    """
    ties: dict[str, tuple[TieSettlement, ...]] = {}
    for one in decisions_of(scope):
        known = units if one.is_of_units else persons
        if one.is_open or not known.keys() >= set(one.members):
            continue
        order = lottery.positions(one.draw.order) if one.draw else {}
        settlement = TieSettlement(
            members=frozenset(known[member] for member in one.members),
            order={known[member]: position for member, position in order.items()},
        )
        ties[one.board] = (*ties.get(one.board, ()), settlement)
    return Settled(refused=refused, refused_units=refused_units, ties=ties)


def decisions_of(scope: Scope) -> tuple[TieDecision, ...]:
    """All decisions of a round or of the whole contest, oldest first."""
    return _decisions(TieDecisionRow.contest_id == scope.contest_id, TieDecisionRow.scope == scope.code)


def draws_of(contest_id: int) -> tuple[TieDecision, ...]:
    """Every draw of a contest, newest first, held or announced."""
    found = _decisions(TieDecisionRow.contest_id == contest_id, TieDecisionRow.method == Method.LOTTERY)
    return tuple(reversed(found))


def get_draw(decision_id: int) -> TieDecision:
    """One draw; raises DrawUnknown."""
    found = _decisions(TieDecisionRow.id == decision_id, TieDecisionRow.method == Method.LOTTERY)
    if not found:
        raise DrawUnknown
    return found[0]


def _decisions(*conditions: object) -> tuple[TieDecision, ...]:
    rows = read().execute(
        select(TieDecisionRow, DrawRow)
        .outerjoin(DrawRow, DrawRow.decision_id == TieDecisionRow.id)
        .where(*conditions)  # type: ignore[arg-type] # conditions on columns, whose types SQLAlchemy does not name
        .order_by(TieDecisionRow.id)
    )
    return tuple(_decision(row[0], row[1]) for row in rows)


def _decision(row: TieDecisionRow, draw: DrawRow | None) -> TieDecision:
    return TieDecision(
        id=row.id,
        contest_id=row.contest_id,
        scope=row.scope,
        board=row.board,
        place=row.place,
        members=tuple(row.members),
        fingerprint=row.fingerprint,
        method=Method(row.method),
        seed_source=row.seed_source,
        seed_due_at=row.seed_due_at,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        draw=None
        if draw is None
        else Draw(seed=draw.seed, evidence=draw.evidence, order=tuple(draw.outcome), drawn_at=draw.drawn_at),
    )


def fingerprint_of(members: Iterable[str]) -> str:
    """What a list of tied members is known by."""
    return lottery.commit(members)
