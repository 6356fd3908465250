"""The attempt that counts for each entry of a round."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contest.attempts.queries import AttemptFacts
from contest.rules import counting, scoring
from contest.rules.terms import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingAttempt:
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
    return {entry_id: _counted(made, rules) for entry_id, made in by_entry.items()}


def _counted(made: Sequence[AttemptFacts], rules: RuleSet) -> CountingAttempt:
    if len(made) == 1:
        return CountingAttempt(facts=made[0], attempts=1)
    best = counting.counting_attempt(
        (
            counting.Attempt(
                number=one.number,
                score=one.score,
                time_used_ms=one.time_used_ms,
                submitted_at=one.finished_at,
            )
            for one in made
        ),
        rules.counting,
        tie_break=rules.tie_break,
    )
    facts = next(one for one in made if one.number == best.number)
    return CountingAttempt(facts=facts, attempts=len(made))
