"""A rule set in a few words, for the home page and the card above the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from contest.rules import ranking
from contest.rules.counting import Counting
from contest.rules.terms import RuleSet

Say = Callable[[str], str]
"""What a text is called in the reader's language; texts are said in Vietnamese by themselves."""

COUNTED = {
    Counting.BEST: "lấy lượt cao nhất",
    Counting.LAST: "lấy lượt cuối cùng",
    Counting.FIRST: "lấy lượt đầu tiên",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeLine:
    """One prize of a division, of which there are quota."""

    name: str
    quota: int
    amount_vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionSummary:
    """What a division's participants meet and may win."""

    name: str
    questions: int
    prizes: tuple[PrizeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSummary:
    """The few facts that people ask for first."""

    for_whom: str
    paper: str
    duration: str
    attempts: str
    keys: tuple[str, ...]
    divisions: tuple[DivisionSummary, ...]
    collective_groups: tuple[str, ...]


def summary_of(rules: RuleSet, *, say: Say = str) -> RulesSummary:
    """The short form of what in_words() says at length, made of the same parameters."""
    together = say("cùng")
    return RulesSummary(
        for_whom=f" {together} ".join(_lower_first(say(division.name)) for division in rules.divisions),
        paper=_paper(rules, say),
        duration=_duration(rules.duration, say),
        attempts=_attempts(rules, say),
        keys=tuple(say(ranking.name_of(key)) for key in rules.tie_break),
        divisions=tuple(
            DivisionSummary(
                name=division.name,
                questions=division.blueprint.size,
                prizes=tuple(
                    PrizeLine(name=prize.name, quota=prize.quota, amount_vnd=prize.amount_vnd)
                    for prize in division.prizes
                ),
            )
            for division in rules.divisions
        ),
        collective_groups=tuple(group.name for group in rules.collective.groups if group.prizes),
    )


def _paper(rules: RuleSet, say: Say) -> str:
    sizes = sorted({division.blueprint.size for division in rules.divisions}, reverse=True)
    questions = f" {say('hoặc')} ".join(str(size) for size in sizes)
    text = "{questions} câu" if rules.prediction is None else "{questions} câu và 1 câu dự đoán"
    return say(text).format(questions=questions)


def _duration(value: timedelta, say: Say) -> str:
    minutes, seconds = divmod(value // timedelta(seconds=1), 60)
    parts = [say("{minutes} phút").format(minutes=minutes)] if minutes else []
    if seconds or not parts:
        parts.append(say("{seconds} giây").format(seconds=seconds))
    return " ".join(parts)


def _attempts(rules: RuleSet, say: Say) -> str:
    if rules.attempts_allowed == 1:
        return say("Mỗi người 1 lượt trong mỗi đợt thi")
    text = say("Mỗi người {n} lượt trong mỗi đợt thi, {counted}")
    return text.format(n=rules.attempts_allowed, counted=say(COUNTED[rules.counting]))


def _lower_first(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"
