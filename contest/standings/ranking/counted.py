"""The attempt that counts for each entry of a round."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from contest.attempts.queries import AttemptFacts
from contest.rules import counting, scoring
from contest.rules.terms import RuleSet


class CountingAttempt(NamedTuple):
    """The attempt that counts for an entry, and how many it made."""

    facts: AttemptFacts
    attempts: int

    @property
    def is_all_correct(self) -> bool:
        """Whether no question was missed."""
        return scoring.is_all_correct(self.facts.score, questions=self.facts.questions)


def counting_attempts(
    facts: Sequence[AttemptFacts], rules: RuleSet, *, excluded: Collection[int]
) -> dict[int, CountingAttempt]:
    """The counting attempt of each entry that is not excluded, by entry id."""
    if excluded:
        facts = [one for one in facts if one.entry_id not in excluded]
    made = Counter(map(_ENTRY, facts))
    # Most people sit once: their only attempt is compared with nothing, and kept in no list.
    counted = {one.entry_id: CountingAttempt(one, 1) for one in facts if made[one.entry_id] == 1}
    if len(counted) == len(made):
        return counted
    several: defaultdict[int, list[AttemptFacts]] = defaultdict(list)
    for one in facts:
        if made[one.entry_id] > 1:
            several[one.entry_id].append(one)
    counts_before = counting.counts_before(rules.counting, tie_break=rules.tie_break)

    def order(one: AttemptFacts) -> Any:
        return counts_before(counting.Attempt(one.number, one.score, one.time_used_ms, one.finished_at))

    for entry_id, own in several.items():
        counted[entry_id] = CountingAttempt(min(own, key=order), len(own))
    return counted


_ENTRY = attrgetter("entry_id")
