"""Who would get which prize now, board by board: winners, the passed over, the next in line, ties."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from contest.rounds import queries as rounds
from contest.rounds.errors import RoundUnknown
from contest.rules.awards import (
    Awards,
    NominatedBy,
    Nomination,
    Prize,
    Skip,
    Tie,
    explain_nomination,
    explain_skip,
)
from contest.rules.scope import Scope
from contest.standings.overall import computing as overall
from contest.standings.overall.computing import OverallComputed
from contest.standings.queries import NO_TRIAL, Trial
from contest.standings.ranking.decisions import TieDecision, decisions_of, fingerprint_of, unit_board
from contest.standings.ranking.live import Computed, computed_standings
from contest.standings.ranking.units import BAND_MARK, UnitPlace

SUBSTITUTES = 3


def prizes_in_words(names: Iterable[str]) -> str:
    """Prizes by name in their order, those of one name once with their number: Giải Nhất, 2 Giải Nhì."""
    return ", ".join(f"{count} {name}" if count > 1 else name for name, count in Counter(names).items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in line for a prize; ``code`` is what decisions and draws know it by.

    ``draw_id`` is the draw that settled the prize, None where none was held.
    """

    entry_id: int | None
    unit_id: int | None
    code: str
    name: str
    unit_name: str
    place: int
    prize: str
    amount_vnd: int
    how: str
    draw_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Somebody who stood in line and gets nothing, with the sentence why."""

    name: str
    unit_name: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieCase:
    """A tie at a prize that nobody settled yet, or whose draw was announced and waits for its seed."""

    board: str
    board_name: str
    place: int
    members: tuple[Candidate, ...]
    fingerprint: str
    prizes: tuple[str, ...]
    amount_vnd: int
    decision: TieDecision | None

    @property
    def share_vnd(self) -> int:
        """The money of each under equal prizes."""
        return self.amount_vnd // len(self.members)

    @property
    def prizes_in_words(self) -> str:
        """What is at stake, each prize once with its number: Giải Nhất, 2 Giải Nhì."""
        return prizes_in_words(self.prizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardProposal:
    """The prizes of one division, or of one group of units, as they would be given now."""

    board: str
    name: str
    is_of_units: bool
    prizes: tuple[Prize, ...]
    nominees: tuple[Candidate, ...]
    passed_over: tuple[PassedOver, ...]
    substitutes: tuple[Candidate, ...]
    ties: tuple[TieCase, ...]
    not_given: tuple[str, ...]

    @property
    def amount_vnd(self) -> int:
        """What the prizes that are clear cost together."""
        return sum(one.amount_vnd for one in self.nominees)

    @property
    def tie_count(self) -> int:
        """How many ties nobody settled yet."""
        return len(self.ties)

    @property
    def budget_vnd(self) -> int:
        """What all prizes of the board may cost."""
        return sum(prize.quota * prize.amount_vnd for prize in self.prizes)


def proposals(scope: Scope, *, trial: Trial = NO_TRIAL) -> tuple[BoardProposal, ...]:
    """Every board of a round, or of the whole contest, as its prizes would be given now."""
    if scope.round_id is None:
        return _of_contest(overall.computed_overall(scope.contest_id, trial=trial), scope)
    return _of_round(computed_standings(scope.round_id, trial=trial), scope)


def _of_round(computed: Computed, scope: Scope) -> tuple[BoardProposal, ...]:
    decided = decisions_of(scope)
    boards = []
    for division in computed.rules.divisions:
        people = computed.standings.persons.get(division.code, ())
        line = [
            _Line(
                entry_id=one.counted.facts.entry_id,
                unit_id=None,
                code=one.counted.facts.receipt,
                name=computed.names[one.counted.facts.entry_id],
                unit_name=computed.unit_title(one.counted.facts),
                place=one.placing.place,
            )
            for one in people
        ]
        given = computed.standings.awards.get(division.code, NOTHING)
        boards.append(_board(division.code, division.name, division.prizes, line, given, decided))
    prizes = {group.code: group.prizes for group in computed.rules.collective.groups}
    return (*boards, *_unit_boards(computed.standings.units, prizes, decided))


def _of_contest(computed: OverallComputed, scope: Scope) -> tuple[BoardProposal, ...]:
    decided = decisions_of(scope)
    boards = []
    for division in computed.rules.divisions:
        line = [
            _Line(
                entry_id=one.placing.result.entry_id,
                unit_id=None,
                code=one.last.receipt,
                name=one.last.name,
                unit_name=one.last.unit_name,
                place=one.placing.place,
            )
            for one in computed.persons.get(division.code, ())
        ]
        given = computed.awards.get(division.code, NOTHING)
        boards.append(_board(division.code, division.name, division.overall_prizes, line, given, decided))
    prizes = {group.code: group.overall_prizes for group in computed.rules.collective.groups}
    return (*boards, *_unit_boards(computed.units, prizes, decided))


NOTHING = Awards(nominations=(), skips=(), ties=(), not_given=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Somebody on a board, in the order of its places."""

    entry_id: int | None
    unit_id: int | None
    code: str
    name: str
    unit_name: str
    place: int

    @property
    def key(self) -> int:
        """The id that awards know it by."""
        return self.entry_id if self.entry_id is not None else self.unit_id or 0

    def candidate(
        self,
        nomination: Nomination | None = None,
        prizes: Mapping[str, str] | None = None,
        draw_id: int | None = None,
    ) -> Candidate:
        """The same with the prize, if there is one."""
        return Candidate(
            entry_id=self.entry_id,
            unit_id=self.unit_id,
            code=self.code,
            name=self.name,
            unit_name=self.unit_name,
            place=self.place,
            prize=(prizes or {}).get(nomination.prize, "") if nomination else "",
            amount_vnd=nomination.amount_vnd if nomination else 0,
            how=explain_nomination(nomination) if nomination else "",
            draw_id=draw_id,
        )


def _unit_boards(
    places: Sequence[UnitPlace],
    prizes: Mapping[str, tuple[Prize, ...]],
    decided: Sequence[TieDecision],
) -> Iterator[BoardProposal]:
    """The groups of units that have prizes."""
    for (board, code, name), members in groupby(places, key=attrgetter("board", "group_code", "group_name")):
        own = prizes.get(code.partition(BAND_MARK)[0], ())
        ranked = [one for one in members if one.standing.place is not None]
        if not own:
            continue
        line = [
            _Line(
                entry_id=None,
                unit_id=one.unit.id,
                code=one.unit.code,
                name=one.unit.title,
                unit_name="",
                place=one.standing.place or 0,
            )
            for one in ranked
        ]
        given = ranked[0].awards if ranked else NOTHING
        yield _board(unit_board(board, code), name, own, line, given, decided)


def _board(
    board: str,
    name: str,
    prizes: tuple[Prize, ...],
    line: Sequence[_Line],
    given: Awards,
    decided: Sequence[TieDecision],
) -> BoardProposal:
    by_key = {one.key: one for one in line}
    names = {prize.code: prize.name for prize in prizes}
    skipped = {skip.entry_id for skip in given.skips}
    won = {nomination.entry_id for nomination in given.nominations}
    tied = {entry_id for tie in given.ties for entry_id in tie.entry_ids}
    waiting = (one for one in line if one.key not in won | tied | skipped)
    return BoardProposal(
        board=board,
        name=name,
        is_of_units=any(one.unit_id is not None for one in line),
        prizes=prizes,
        nominees=tuple(
            by_key[one.entry_id].candidate(
                one, names, _draw_of(one, board, by_key[one.entry_id].code, decided)
            )
            for one in given.nominations
        ),
        passed_over=tuple(_passed_over(skip, by_key[skip.entry_id]) for skip in given.skips),
        substitutes=tuple(one.candidate() for one, _ in zip(waiting, range(SUBSTITUTES), strict=False))
        if won or tied
        else (),
        ties=tuple(_tie(tie, board, name, prizes, by_key, decided) for tie in given.ties),
        not_given=tuple(names[code] for code in given.not_given),
    )


def _draw_of(nomination: Nomination, board: str, code: str, decided: Sequence[TieDecision]) -> int | None:
    """The draw in which a winner by lot was drawn."""
    if nomination.by is not NominatedBy.LOTTERY:
        return None
    held = (one for one in reversed(decided) if one.board == board and one.draw is not None)
    return next((one.id for one in held if code in one.members), None)


def _passed_over(skip: Skip, line: _Line) -> PassedOver:
    return PassedOver(name=line.name, unit_name=line.unit_name, sentence=explain_skip(skip))


def _tie(
    tie: Tie,
    board: str,
    board_name: str,
    prizes: Iterable[Prize],
    by_key: Mapping[int, _Line],
    decided: Sequence[TieDecision],
) -> TieCase:
    known = {prize.code: prize for prize in prizes}
    members = tuple(by_key[one].candidate() for one in tie.entry_ids)
    fingerprint = fingerprint_of(one.code for one in members)
    return TieCase(
        board=board,
        board_name=board_name,
        place=tie.place,
        members=members,
        fingerprint=fingerprint,
        prizes=tuple(known[code].name for code in tie.prizes),
        amount_vnd=sum(known[code].amount_vnd for code in tie.prizes),
        decision=next((one for one in decided if (one.board, one.fingerprint) == (board, fingerprint)), None),
    )


def scope_named(*, contest_id: int, code: str) -> Scope:
    """The scope that an address names; raises RoundUnknown for a round of no, or another, contest."""
    known = {one.code: one for one in scopes_of(contest_id)}
    if code not in known:
        raise RoundUnknown
    return known[code]


def scopes_of(contest_id: int) -> tuple[Scope, ...]:
    """The rounds of a contest and the whole of it."""
    own = rounds.rounds_of(contest_id)
    return (
        *(Scope(contest_id=contest_id, round_id=one.id) for one in own),
        Scope(contest_id=contest_id, round_id=None),
    )
