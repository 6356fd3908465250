"""Publishing the whole contest as an act that takes two persons (R6)."""

from datetime import datetime

from flask.sansio.app import App

from contest.platform.language.vietnamese import clean
from contest.platform.language.vietnamese_numbers import money, number
from contest.platform.two_persons import acts, proposals
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.platform.two_persons.proposals import Proposal
from contest.rules.scope import WHOLE
from contest.standings.edition import Edition
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import services as overall_services
from contest.standings.overall import snapshot
from contest.standings.overall.computing import OverallComputed, computed_overall
from contest.standings.path import Left, left_of_contest, over_in_words, record_over, refuse_unready
from contest.standings.snapshots.snapshot import digest_of

PUBLISH = "standings:overall:publish"
WHERE = "Toàn cuộc thi"


def install(app: App) -> None:
    """Register the act."""
    acts.register(
        app,
        Act(
            kind=PUBLISH,
            title=_title,
            effect=_effect,
            perform=_perform,
            address=lambda _payload: "/quan-tri/xep-hang/toan-cuoc",
            nothing="Kết quả toàn cuộc thi tính lại trùng với bản đã công bố.",
        ),
    )


def publishing(*, contest_id: int, over: str = "") -> Payload:
    """Publishing the whole contest as it is put forward; ``over`` says why it goes on over open signs."""
    return {"contest_id": contest_id, "over": clean(over) or None}


def waiting_of(contest_id: int, *, now: datetime) -> Proposal | None:
    """The proposal to publish this contest that waits, with whatever reason."""
    waiting = (
        one for one in proposals.waiting_of(PUBLISH, now=now) if _contest_id(one.payload) == contest_id
    )
    return next(waiting, None)


def left_in(computed: OverallComputed) -> Left:
    """What is left before the whole contest is published."""
    groups = {(one.board, one.group_code): one.awards for one in computed.units}
    ties = sum(len(given.ties) for given in (*computed.awards.values(), *groups.values()))
    return left_of_contest(computed.contest_id, ties=ties)


def _contest_id(payload: Payload) -> int:
    return int(payload["contest_id"] or 0)


def _over(payload: Payload) -> str:
    return str(payload.get("over") or "")


def _title(payload: Payload) -> str:
    published = overall_queries.find(_contest_id(payload))
    if published is None:
        return "Công bố kết quả toàn cuộc thi"
    return f"Đính chính kết quả toàn cuộc thi, phiên bản {published.version + 1}"


def is_as_published(computed: OverallComputed) -> bool:
    """Whether what was computed now is what is published."""
    published = overall_queries.find(computed.contest_id)
    return published is not None and published.digest == digest_of(
        snapshot.text_of(computed, overall_queries.edition_of(published))
    )


def figures_of(computed: OverallComputed) -> tuple[str, ...]:
    """What publishing says, in numbers."""
    won = [one for given in computed.awards.values() for one in given.nominations]
    units = [one.prize for one in computed.units if one.prize is not None]
    return (
        f"{number(sum(map(len, computed.persons.values())))} người được xếp hạng toàn cuộc thi.",
        f"{number(len(won))} giải cá nhân, tổng tiền {money(sum(one.amount_vnd for one in won))}.",
        f"{number(len(units))} giải tập thể, tổng tiền {money(sum(one.amount_vnd for one in units))}.",
    )


def _effect(payload: Payload, _now: datetime) -> Effect:
    computed = overall_services.complete(computed_overall(_contest_id(payload)))
    state = digest_of(snapshot.text_of(computed, Edition(version=0)))
    if is_as_published(computed):
        return Effect(sentences=(), state=state)
    left = left_in(computed)
    refuse_unready(left, where=WHERE, over=_over(payload))
    sentences = (*figures_of(computed), *over_in_words(left, _over(payload)))
    return Effect(sentences=sentences, state=f"{state}:{left.blocking}")


def _perform(payload: Payload, decision: Decision) -> str:
    contest_id = _contest_id(payload)
    corrects = overall_queries.find(contest_id) is not None

    def check(computed: OverallComputed) -> None:
        left, over = left_in(computed), _over(payload)
        refuse_unready(left, where=WHERE, over=over)
        record_over(left, subject=WHOLE, over=over, decision=decision)

    overall_services.publish_overall(
        contest_id=contest_id,
        reason=decision.reason if corrects else "",
        by=decision.decided_by,
        now=decision.now,
        check=check,
    )
    return f"Đã {'đính chính' if corrects else 'công bố'} kết quả toàn cuộc thi."
