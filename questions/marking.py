"""How many answers of a paper are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questions.drawing import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marked paper; ``per_slot`` follows the order of the slots."""

    correct: int
    total: int
    per_slot: tuple[bool, ...]


def mark_paper(slots: Sequence[Slot], keys: Mapping[int, int], responses: Mapping[int, int]) -> Marks:
    """Mark the responses: version id -> original key index; slot number -> original choice chosen.

    A slot without a response is wrong. Raises ValueError for what no paper can contain: a
    response to an unknown slot, a choice that was not shown, a question without a key.
    """
    orders = {slot.number: slot.order for slot in slots}
    for number, choice in responses.items():
        if number not in orders:
            raise ValueError(f"the paper has no slot {number}")
        if choice not in orders[number]:
            raise ValueError(f"slot {number} shows no choice {choice}")
    without_key = [slot.version_id for slot in slots if slot.version_id not in keys]
    if without_key:
        raise ValueError(f"no key is known for the versions {without_key}")
    per_slot = tuple(responses.get(slot.number) == keys[slot.version_id] for slot in slots)
    return Marks(correct=sum(per_slot), total=len(per_slot), per_slot=per_slot)
