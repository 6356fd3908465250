"""What becomes of marks when a question turns out to be wrong after people have answered it.

A correction speaks of one version of a question in one round. It either gives the right key, or
strikes the question out; what a struck question means for the score is part of the regulations. The
newest correction of a question counts, so that one made in error can itself be corrected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from questions.marking import NO_AMENDMENTS, Amendments


class StruckQuestion(StrEnum):
    """What a struck question means for everybody who had it in the paper."""

    EVERYONE_RIGHT = "everyone_right"
    LEAVES_TOTAL = "leaves_total"


class Way(StrEnum):
    """How a wrong question is corrected."""

    STRUCK = "struck"
    KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A question version is struck out, or has another key than it was asked with."""

    version_id: int
    way: Way
    key: int | None = None


def amendments_of(corrections: Iterable[Correction], rule: StruckQuestion) -> Amendments:
    """What the corrections of a round, oldest first, mean for marking.

    Raises ValueError for a new key that is not given, and for a key given to a struck question.

    Source: thể lệ, mục Đề thi và chấm điểm; docs/rules/cau-hoi-sai.md.
    """
    newest: Mapping[int, Correction] = {one.version_id: one for one in corrections}
    if not newest:
        return NO_AMENDMENTS
    if any((one.way is Way.KEY) != (one.key is not None) for one in newest.values()):
        raise ValueError("a new key is given if and only if the key is what was wrong")
    struck = frozenset(one.version_id for one in newest.values() if one.way is Way.STRUCK)
    for_everyone = rule is StruckQuestion.EVERYONE_RIGHT
    return Amendments(
        keys={one.version_id: one.key for one in newest.values() if one.key is not None},
        given=struck if for_everyone else frozenset(),
        left_out=frozenset() if for_everyone else struck,
    )
