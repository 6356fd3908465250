"""What the pages of lower slices ask upwards, answered by the one slice that may look at all of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from flask import Flask

from contest.accounts import queries as accounts
from contest.bank import queries as bank
from contest.bank.queries import Use
from contest.platform import clock, seen
from contest.platform.clock import VIETNAM
from contest.rounds import queries as rounds
from contest.rounds.queries import RoundState


def install(app: Flask) -> None:
    """Answer in this app."""
    bank.uses.answered_by(app, uses_of_versions)
    bank.names.answered_by(app, names_of_accounts)
    seen.names.answered_by(app, names_of_accounts)
    bank.openings.answered_by(app, openings_to_come)


def uses_of_versions(version_ids: Collection[int]) -> Sequence[Use]:
    """The rounds of the current contest that may draw, or drew, these versions of questions."""
    contest = rounds.find_current_contest()
    if contest is None:
        return ()
    wanted = frozenset(version_ids)
    return [
        Use(version_id=version_id, round_name=one.name, is_over=one.state is RoundState.LOCKED)
        for one in rounds.rounds_of(contest.id)
        if one.state is not RoundState.DRAFT
        for version_id in rounds.item_versions_of(one.id)
        if version_id in wanted
    ]


def openings_to_come() -> Sequence[tuple[str, date]]:
    """The rounds of the current contest that have not opened, each with the day on which it opens."""
    contest = rounds.find_current_contest()
    if contest is None:
        return ()
    now = clock.now()
    return [
        (one.name, one.opens_at.astimezone(VIETNAM).date())
        for one in rounds.rounds_of(contest.id)
        if one.opens_at is not None and one.opens_at > now
    ]


def names_of_accounts(account_ids: Collection[int]) -> Mapping[int, str]:
    """What people are called."""
    return {account_id: name for account_id, (name, _) in accounts.people(account_ids).items()}
