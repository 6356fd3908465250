"""All parameters of one version of the regulations (thể lệ), to and from canonical JSON."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from contest.rules import canonical
from contest.rules.awards import Prize, PrizeLimit
from contest.rules.canonical import ADDED_LATER
from contest.rules.corrections import StruckQuestion
from contest.rules.counting import Counting
from contest.rules.overall import OverallRule
from contest.rules.participation import CollectiveRule
from contest.rules.prediction import PredictionRule
from contest.rules.ranking import TieKey
from questions.blueprint import PaperBlueprint

SCHEMA = 1
"""The version of the JSON form; a change makes a new one, save fields added as canonical.ADDED_LATER."""

DEFAULT_GRACE = timedelta(seconds=30)


class ScoresShown(StrEnum):
    """From when on a participant sees the own score."""

    AFTER_SUBMIT = "after_submit"
    AFTER_CLOSE = "after_close"


class DivisionKind(StrEnum):
    """Whether a division is of staff, who belong to an agency, or of citizens of a commune."""

    STAFF = "staff"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A group of participants with a paper and prizes of its own (nhóm đối tượng).

    ``prizes`` are given in each round, ``overall_prizes`` once, on the results of the whole contest.
    """

    code: str
    name: str
    kind: DivisionKind
    blueprint: PaperBlueprint
    prizes: tuple[Prize, ...]
    overall_prizes: tuple[Prize, ...] = field(default=(), metadata=ADDED_LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One version of the regulations. Construction refuses nothing; ``checks.check`` says what is wrong.

    ``grace`` is how long after the deadline a save or submission still counts, for weak
    networks (T3). ``lets_started_finish`` lets an attempt begun before the close use its
    whole time. ``law_as_of`` is the day whose law the questions ask about.
    ``complaint_days`` are working days after the announcement. ``overall`` is how the results
    of the whole contest are made; without it there are none. ``ceiling_vnd`` is the most that
    all prizes of one round may cost together, 0 for no ceiling. ``struck`` says what a question that is
    struck out afterwards means for the score.
    """

    title: str
    law_as_of: date
    minimum_age: int
    divisions: tuple[Division, ...]
    duration: timedelta
    attempts_allowed: int
    counting: Counting
    prediction: PredictionRule | None
    tie_break: tuple[TieKey, ...]
    scores_shown: ScoresShown
    prizes_need_all_correct: bool
    one_prize_per: PrizeLimit
    complaint_days: int
    collective: CollectiveRule
    grace: timedelta = field(default=DEFAULT_GRACE)
    lets_started_finish: bool = False
    extra_time_factor: Fraction = Fraction(3, 2)
    overall: OverallRule | None = field(default=None, metadata=ADDED_LATER)
    ceiling_vnd: int = field(default=0, metadata=ADDED_LATER)
    struck: StruckQuestion = field(default=StruckQuestion.EVERYONE_RIGHT, metadata=ADDED_LATER)

    def division(self, code: str) -> Division:
        """The division of a code. Raises ValueError for an unknown one."""
        found = next((division for division in self.divisions if division.code == code), None)
        if found is None:
            raise ValueError(f"no division {code!r} in the rule set")
        return found

    def to_json(self) -> str:
        """The rule set as canonical JSON text; equal rule sets give equal text."""
        return canonical.text_of({"schema": SCHEMA, "rule_set": canonical.plain(self)})

    @classmethod
    def from_json(cls, text: str) -> "RuleSet":
        """Read what ``to_json`` wrote. Raises ValueError that names the missing, unknown or wrong field."""
        document = canonical.data_of(text)
        if not isinstance(document, dict) or document.keys() != {"schema", "rule_set"}:
            raise ValueError("a rule set is an object with the fields schema and rule_set")
        schema: Any = document["schema"]
        if schema != SCHEMA or type(schema) is not int:
            raise ValueError(f"schema: version {SCHEMA} is expected, not {schema!r}")
        return canonical.read(cls, document["rule_set"])

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the fingerprint that published standings carry."""
        return canonical.digest_of(self.to_json())
