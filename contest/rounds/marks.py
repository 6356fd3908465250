"""Marks of what the forms of a contest and its rounds were filled with; see platform.seen."""

from contest.platform import seen
from contest.rounds.queries import Contest, Round, RuleSetVersion


def mark_of_texts(contest: Contest) -> str:
    """Of what a contest says of itself."""
    return seen.mark_of(contest.title, contest.organiser, contest.legal_basis, contest.hotline)


def mark_of_times(this: Round) -> str:
    """Of a round's name, times and day of results."""
    return seen.mark_of(this.name, this.intervals, this.results_due_on)


def refuse_unseen_texts(contest: Contest, based_on: str | None) -> None:
    """Raises ChangedMeanwhile."""
    seen.refuse_unseen_deed(
        based_on, mark_of_texts(contest), action="rounds:contest:edit", subject=contest.slug
    )


def refuse_unseen_times(before: Round, after: Round, based_on: str | None) -> None:
    """What somebody else made of it may be saved again, by a second click or for the same reason.

    Raises ChangedMeanwhile.
    """
    mark = mark_of_times(before)
    if mark_of_times(after) != mark:
        seen.refuse_unseen_deed(based_on, mark, action="rounds:round:edit", subject=str(before.id))


def refuse_unseen_rules(contest_id: int, newest: RuleSetVersion, based_on: str | None) -> None:
    """A version is marked by its digest; raises ChangedMeanwhile."""
    seen.refuse_unseen_deed(
        based_on, newest.digest, action="rounds:rules:add", subject=f"{contest_id}:{newest.number}"
    )
