"""A draw as everybody may see it: receipts and codes, never names with results."""

from collections.abc import Mapping
from dataclasses import dataclass

from contest.rounds import queries as rounds
from contest.rules import lottery
from contest.rules.scope import Scope
from contest.standings.ranking import decisions
from contest.standings.ranking.decisions import TieDecision
from contest.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDraw:
    """A draw with the words around it; ``labels`` are the names of units, and of persons nothing."""

    decision: TieDecision
    about: str
    labels: Mapping[str, str]
    recomputed: bool  # the order shown follows from the list and the seed

    @property
    def rows(self) -> tuple[str, ...]:
        """The members: in the order drawn, before the draw in the order of the list."""
        return self.decision.draw.order if self.decision.draw else self.decision.members


def public_draws(contest_id: int) -> tuple[PublicDraw, ...]:
    """Every draw of a contest, newest first."""
    return tuple(public_draw(one) for one in decisions.draws_of(contest_id))


def public_draw(decision: TieDecision) -> PublicDraw:
    """One draw with its words."""
    labels: Mapping[str, str] = {}
    if decision.is_of_units:
        tree = units.units_of(rounds.get_contest(decision.contest_id).unit_list_id)
        labels = {unit.code: unit.title for unit in tree.values() if unit.code in decision.members}
    return PublicDraw(
        decision=decision,
        about=_about(decision),
        labels=labels,
        recomputed=decision.draw is not None
        and lottery.verify(
            entries=decision.members,
            commitment=decision.fingerprint,
            public_seed=decision.draw.seed,
            order=decision.draw.order,
        ),
    )


def _about(decision: TieDecision) -> str:
    """What is drawn for: "Tuần 1, Người dân, hạng 3"."""
    scope = Scope.named(decision.scope, contest_id=decision.contest_id)
    if scope.round_id is None:
        where, rules = "Toàn cuộc thi", rounds.newest_rule_set(decision.contest_id).rules
    else:
        this_round = rounds.get_round(scope.round_id)
        where, rules = this_round.name, rounds.rule_set(this_round.rule_set_id)
    names = {one.code: one.name for one in rules.divisions}
    board = "Tập thể" if decision.is_of_units else names.get(decision.board, decision.board)
    return f"{where}, {board}, hạng {decision.place}"


def data_of(decision: TieDecision) -> dict[str, object]:
    """Everything that recomputing a draw takes, for programs."""
    draw = decision.draw
    return {
        "id": decision.id,
        "list": sorted(decision.members),
        "list_sha256": decision.fingerprint,
        "announced_at": decision.decided_at.isoformat(),
        "seed_source": decision.seed_source,
        "seed_due_at": decision.seed_due_at.isoformat() if decision.seed_due_at else None,
        "seed": draw.seed if draw else None,
        "drawn_at": draw.drawn_at.isoformat() if draw else None,
        "order": list(draw.order) if draw else None,
    }
