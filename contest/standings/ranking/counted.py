"""The attempt that counts for each entry of a round."""

from collections import defaultdict
from collections.abc import Collection, Sequence
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
    by_entry: defaultdict[int, list[AttemptFacts]] = defaultdict(list)
    for one in facts:
        if one.entry_id not in excluded:
            by_entry[one.entry_id].append(one)
    counts_before = counting.counts_before(rules.counting, tie_break=rules.tie_break)

    def order(one: AttemptFacts) -> Any:
        return counts_before(counting.Attempt(one.number, one.score, one.time_used_ms, one.finished_at))

    return {
        entry_id: CountingAttempt(made[0] if len(made) == 1 else min(made, key=order), len(made))
        for entry_id, made in by_entry.items()
    }
