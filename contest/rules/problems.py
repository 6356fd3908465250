"""What is wrong with something an organiser wrote: a place, a code and one Vietnamese sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend before a contest, a round or a rule set may be published.

    ``path`` names the field ("divisions[0].prizes[2].quota"), ``code`` is for programs and
    tests, ``sentence`` is what the organiser reads beside the field.
    """

    path: str
    code: str
    sentence: str
