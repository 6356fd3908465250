"""The final act of this slice: publishing a round, or correcting what was published (R6)."""

from datetime import datetime

from flask.sansio.app import App

from contest.platform import acts
from contest.platform.acts import Act, Decision, Effect, Payload
from contest.platform.vietnamese_numbers import money, number
from contest.rounds import queries as rounds
from contest.rounds.queries import RoundState
from contest.standings import preview as previews
from contest.standings import queries, services
from contest.standings.errors import RoundNotLocked
from contest.standings.preview import Changes, Preview

PUBLISH = "standings:round:publish"


def install(app: App) -> None:
    """Register the act."""
    acts.register(
        app,
        Act(
            kind=PUBLISH,
            title=_title,
            effect=_effect,
            perform=_perform,
            address=lambda payload: f"/quan-tri/xep-hang/{payload['round_id']}/xem",
            nothing="Kết quả tính lại trùng với bản đã công bố, không có gì để đính chính.",
        ),
    )


def publishing(*, round_id: int) -> Payload:
    """Publishing a round as it is put forward."""
    return {"round_id": round_id}


def _round_id(payload: Payload) -> int:
    return int(payload["round_id"] or 0)


def _title(payload: Payload) -> str:
    this_round = rounds.get_round(_round_id(payload))
    published = queries.find_publication(this_round.id)
    if published is None:
        return f"Công bố kết quả {this_round.name}"
    return f"Đính chính kết quả {this_round.name}, phiên bản {published.version + 1}"


def _effect(payload: Payload, _now: datetime) -> Effect:
    this_round = rounds.get_round(_round_id(payload))
    if this_round.state is not RoundState.LOCKED:
        raise RoundNotLocked(round=this_round.name)
    preview = previews.preview_of(this_round)
    state = preview.digest_as_next(this_round)
    if preview.is_as_published:
        return Effect(sentences=(), state=state)
    changes = previews.changes_since(preview)
    return Effect(sentences=(*_figures(preview), *(_differences(changes) if changes else ())), state=state)


def _figures(preview: Preview) -> tuple[str, ...]:
    waiting = len(preview.ties) + preview.unit_ties
    return (
        f"Công bố phiên bản {preview.next_version}, {number(preview.persons)} người được xếp hạng.",
        f"{number(preview.prizes)} giải cá nhân, tổng tiền {money(preview.amount_vnd)}.",
        f"{number(preview.unit_prizes)} giải tập thể, tổng tiền {money(preview.unit_amount_vnd)}.",
        *((f"{number(waiting)} chỗ đồng hạng chờ xử lý.",) if waiting else ()),
    )


def _differences(changes: Changes) -> tuple[str, ...]:
    return (
        f"{number(changes.place)} người đổi hạng so với bản đã công bố.",
        f"{number(changes.prize)} người đổi giải hoặc tiền thưởng.",
        f"{number(changes.added)} người được thêm vào bảng, {number(changes.removed)} người bị bỏ khỏi bảng.",
    )


def _perform(payload: Payload, decision: Decision) -> str:
    this_round = rounds.get_round(_round_id(payload))
    # The reason of a first publication is for the log; that of a correction is shown to everybody.
    corrects = queries.find_publication(this_round.id) is not None
    services.publish(
        round_id=this_round.id,
        reason=decision.reason if corrects else "",
        by=decision.decided_by,
        now=decision.now,
    )
    return f"Đã công bố kết quả {this_round.name}."
