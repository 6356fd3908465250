"""How many answers of a paper are right, also after some of its questions turned out to be wrong."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from questions.drawing import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendments:
    """What was found wrong after the questions were asked, by version id.

    ``keys`` are other keys than those the questions were asked with. ``given`` are questions that
    count as right whatever was answered, ``left_out`` those that do not count at all.
    """

    keys: Mapping[int, int] = field(default_factory=dict)
    given: AbstractSet[int] = frozenset()
    left_out: AbstractSet[int] = frozenset()


NO_AMENDMENTS = Amendments()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marked paper; ``per_slot`` follows the slots, ``total`` is without those that do not count."""

    correct: int
    total: int
    per_slot: tuple[bool, ...]


def mark_paper(
    slots: Sequence[Slot],
    keys: Mapping[int, int],
    responses: Mapping[int, int],
    amendments: Amendments = NO_AMENDMENTS,
) -> Marks:
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
    per_slot = tuple(_is_right(slot, keys, responses, amendments) for slot in slots)
    left_out = sum(slot.version_id in amendments.left_out for slot in slots)
    return Marks(correct=sum(per_slot), total=len(per_slot) - left_out, per_slot=per_slot)


def _is_right(
    slot: Slot, keys: Mapping[int, int], responses: Mapping[int, int], amendments: Amendments
) -> bool:
    version_id = slot.version_id
    if version_id in amendments.left_out:
        return False
    key = amendments.keys.get(version_id, keys[version_id])
    return version_id in amendments.given or responses.get(slot.number) == key
