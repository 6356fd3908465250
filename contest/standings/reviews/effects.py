"""What striking an attempt would change in a round, in numbers, before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed, computed_standings


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeEffect:
    """How the standings would differ: persons by what changes, and the counted numbers that do."""

    places: int
    prizes: int
    removed: int
    actual_numbers: Mapping[str, tuple[int, int]]  # by name of division: before, after
    unit_places: int

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same as an organiser reads it."""
        numbers = tuple(
            f"Con số thực tế của câu dự đoán nhóm {name} từ {before} thành {after}."
            for name, (before, after) in self.actual_numbers.items()
        )
        return (
            f"{self.removed} người không còn được xếp hạng."
            if self.removed
            else "Người này vẫn được xếp hạng theo một lượt thi khác.",
            f"{self.places} người đổi hạng, {self.prizes} người đổi giải hoặc tiền thưởng.",
            f"{self.unit_places} đơn vị đổi hạng.",
            *numbers,
        )


def effect_of_striking(round_id: int, *, attempt_id: int) -> StrikeEffect:
    """Compute the round with and without an attempt and compare."""
    before, after = computed_standings(round_id), computed_standings(round_id, without=attempt_id)
    old, new = _persons(before), _persons(after)
    both = [(old[entry_id], new[entry_id]) for entry_id in old.keys() & new.keys()]
    names = {one.code: one.name for one in before.rules.divisions}
    units_before = {one.unit.id: one.standing.place for one in before.standings.units}
    units_after = {one.unit.id: one.standing.place for one in after.standings.units}
    numbers = before.standings.actual_numbers
    return StrikeEffect(
        places=sum(one.placing.place != other.placing.place for one, other in both),
        prizes=sum(_money(one) != _money(other) for one, other in both),
        removed=len(old.keys() - new.keys()),
        actual_numbers={
            names[code]: (number, after.standings.actual_numbers[code])
            for code, number in numbers.items()
            if number != after.standings.actual_numbers[code]
        },
        unit_places=sum(units_before.get(unit_id) != place for unit_id, place in units_after.items()),
    )


def _persons(computed: Computed) -> dict[int, PersonStanding]:
    return {
        person.counted.facts.entry_id: person
        for persons in computed.standings.persons.values()
        for person in persons
    }


def _money(person: PersonStanding) -> int:
    return person.prize.amount_vnd if person.prize else 0
