"""The results of the whole contest as rows to insert."""

from collections.abc import Iterator, Mapping

from contest.rules import participation, ranking
from contest.rules.awards import reason_of_prize
from contest.standings.exact import fraction_text
from contest.standings.overall.computing import OverallComputed, OverallStanding
from contest.standings.ranking.units import BAND_MARK, UnitPlace
from contest.standings.snapshots.rows import WAITS_FOR_TIE

Row = dict[str, object]


def sources_of(computed: OverallComputed) -> list[list[object]]:
    """The publications that the results are made of: [number, version, digest] of each round."""
    return [[one.number, publication.version, publication.digest] for one, publication in computed.rounds]


def person_rows(computed: OverallComputed) -> Iterator[Row]:
    """Every person, by division and place."""
    for division, people in computed.persons.items():
        prizes = {prize.code: prize.name for prize in computed.rules.division(division).overall_prizes}
        for one in people:
            yield _person(one, division, prizes)


def _person(one: OverallStanding, division: str, prizes: Mapping[str, str]) -> Row:
    result, last = one.placing.result, one.last
    prize = prizes[one.prize.prize] if one.prize else WAITS_FOR_TIE if one.waits_for_tie else ""
    return {
        "division": division,
        "place": one.placing.place,
        "shared": one.placing.shared,
        "entry_id": result.entry_id,
        "name": last.name,
        "unit_id": last.unit_id,
        "unit_name": last.unit_name,
        "place_name": last.place_name,
        "rounds_taken": result.rounds_taken,
        "by_round": [
            [number, fact.score, int(number in one.counted)] for number, fact in sorted(one.by_round.items())
        ],
        "score": result.score,
        "questions": one.questions,
        "prediction_error": result.prediction_error,
        "time_used_ms": result.time_used_ms,
        "submitted_at": result.submitted_at,
        "attempts": result.attempts,
        "registered_at": result.registered_at,
        "receipt": last.receipt,
        "reason": reason_of(one),
        "prize": prize,
        "amount_vnd": one.prize.amount_vnd if one.prize else 0,
    }


def reason_of(one: OverallStanding) -> str:
    """Why this place: the sum as a worked line, then the key that decided."""
    about_prize = reason_of_prize(one.prize) if one.placing.shared else ""
    return f"{one.sum_in_words}. {ranking.explain(one.placing, of_the_whole=True)}{about_prize}"


def unit_rows(computed: OverallComputed) -> Iterator[Row]:
    """Every unit, by board and group."""
    names = {
        (group.code, prize.code): prize.name
        for group in computed.rules.collective.groups
        for prize in group.overall_prizes
    }
    for one in computed.units:
        yield _unit(one, computed, names)


def _unit(one: UnitPlace, computed: OverallComputed, names: Mapping[tuple[str, str], str]) -> Row:
    standing, tally = one.standing, one.standing.tally
    prize = WAITS_FOR_TIE if one.waits_for_tie else ""
    if one.prize:
        prize = names[one.group_code.partition(BAND_MARK)[0], one.prize.prize]
    return {
        "board": one.board,
        "group_code": one.group_code,
        "group_name": one.group_name,
        "place": standing.place,
        "shared": standing.shared,
        "unit_id": one.unit.id,
        "code": one.unit.code,
        "name": one.unit.title,
        "kind": one.unit.kind,
        "parent_name": computed.parent_name(one.unit),
        "headcount": tally.headcount,
        "people": tally.people,
        "citizens": one.citizens,
        "attempts": tally.attempts,
        "score_sum": tally.score_sum,
        "scored": tally.scored,
        "all_correct": tally.all_correct,
        "max_score": tally.max_score,
        "rate": fraction_text(standing.rate),
        "average": fraction_text(standing.average),
        "points": fraction_text(standing.points),
        "reason": f"{participation.explain(standing, computed.rules.collective)}{reason_of_prize(one.prize)}",
        "prize": prize,
        "amount_vnd": one.prize.amount_vnd if one.prize else 0,
    }
