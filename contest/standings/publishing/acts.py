"""The final acts of this slice: publishing a round or a corrected version, correcting a question (R6)."""

from datetime import datetime

from flask.sansio.app import App

from contest.bank import queries as bank
from contest.platform.language.vietnamese import clean
from contest.platform.language.vietnamese_numbers import money, number
from contest.platform.two_persons import acts, proposals
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload
from contest.platform.two_persons.proposals import Proposal
from contest.rounds import queries as rounds
from contest.rounds.queries import RoundState
from contest.rules.corrections import Correction, Way
from contest.standings import queries, services
from contest.standings.errors import RoundNotLocked
from contest.standings.path import left_in, over_in_words, record_over, refuse_unready
from contest.standings.publishing import corrections
from contest.standings.publishing import preview as previews
from contest.standings.publishing.corrections import RoundDryRun
from contest.standings.publishing.preview import Changes, Preview
from contest.standings.ranking.computing import RoundStandings

PUBLISH = "standings:round:publish"
CORRECT = "standings:question:correct"


def install(app: App) -> None:
    """Register the acts."""
    acts.register(
        app,
        Act(
            kind=CORRECT,
            title=_correct_title,
            effect=_correct_effect,
            perform=_correct,
            address=lambda payload: f"/quan-tri/dinh-chinh/{payload['version_id']}",
            nothing="Câu hỏi này đã được chấm như vậy rồi, không có gì thay đổi.",
        ),
        Act(
            kind=PUBLISH,
            title=_title,
            effect=_effect,
            perform=_perform,
            address=lambda payload: f"/quan-tri/xep-hang/{payload['round_id']}/xem",
            nothing="Kết quả tính lại trùng với bản đã công bố, không có gì để đính chính.",
        ),
    )


def publishing(*, round_id: int, over: str = "") -> Payload:
    """Publishing a round as it is put forward; ``over`` says why it goes on over open signs."""
    return {"round_id": round_id, "over": clean(over) or None}


def waiting_of(round_id: int, *, now: datetime) -> Proposal | None:
    """The proposal to publish this round that waits, with whatever reason."""
    waiting = (one for one in proposals.waiting_of(PUBLISH, now=now) if _round_id(one.payload) == round_id)
    return next(waiting, None)


def _round_id(payload: Payload) -> int:
    return int(payload["round_id"] or 0)


def _over(payload: Payload) -> str:
    return str(payload.get("over") or "")


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
    left = left_in(this_round.id, preview.computed.standings)
    refuse_unready(left, where=this_round.name, over=_over(payload))
    changes = previews.changes_since(preview)
    return Effect(
        sentences=(
            *_figures(preview),
            *(_differences(changes) if changes else ()),
            *over_in_words(left, _over(payload)),
        ),
        state=f"{state}:{left.blocking}",
    )


def _figures(preview: Preview) -> tuple[str, ...]:
    return (
        f"Công bố phiên bản {preview.next_version}, {number(preview.persons)} người được xếp hạng.",
        f"{number(preview.prizes)} giải cá nhân, tổng tiền {money(preview.amount_vnd)}.",
        f"{number(preview.unit_prizes)} giải tập thể, tổng tiền {money(preview.unit_amount_vnd)}.",
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

    def check(standings: RoundStandings) -> None:
        left, over = left_in(this_round.id, standings), _over(payload)
        refuse_unready(left, where=this_round.name, over=over)
        record_over(left, subject=str(this_round.id), over=over, decision=decision)

    services.publish(
        round_id=this_round.id,
        reason=decision.reason if corrects else "",
        by=decision.decided_by,
        now=decision.now,
        check=check,
    )
    return f"Đã {'đính chính' if corrects else 'công bố'} kết quả {this_round.name}."


def correcting(*, contest_id: int, correction: Correction, notice: str) -> Payload:
    """A correction of a question as it is put forward."""
    return {
        "contest_id": contest_id,
        "version_id": correction.version_id,
        "way": correction.way,
        "key": correction.key,
        "notice": notice,
    }


def correction_of(payload: Payload) -> Correction:
    """The correction that was put forward."""
    key = payload["key"]
    return Correction(
        version_id=int(payload["version_id"] or 0),
        way=Way(str(payload["way"])),
        key=None if key is None else int(key),
    )


def _correct_title(payload: Payload) -> str:
    correction = correction_of(payload)
    code = bank.explained_items([correction.version_id])[correction.version_id].code
    return f"Hủy câu {code}" if correction.way is Way.STRUCK else f"Sửa đáp án câu {code}"


def _correct_effect(payload: Payload, now: datetime) -> Effect:
    """In numbers; neither the key nor anything of an open round is among them, for auditors read them too."""
    contest_id = int(payload["contest_id"] or 0)
    planned = corrections.dry_run(contest_id=contest_id, correction=correction_of(payload), now=now)
    if planned.is_in_force:
        return Effect(sentences=(), state=planned.state())
    sentences = [sentence for one in planned.rounds for sentence in _in_round(one)]
    return Effect(sentences=tuple(sentences), state=planned.state())


def _in_round(one: RoundDryRun) -> tuple[str, ...]:
    name = one.round.name
    asked = f"{name}: {number(one.finished)} bài đã nộp, {number(one.running)} bài đang làm có câu này."
    if one.is_open:
        return (
            asked,
            f"{name}: bài đã nộp được chấm lại ngay, bài đang làm chấm theo đính chính khi nộp.",
            f"{name} chưa kết thúc nên số điểm thay đổi không hiện với ai.",
        )
    published = f"Kết quả {name} được công bố lại thành phiên bản {one.next_version}; bản cũ vẫn xem được."
    return (
        asked,
        f"{name}: {number(len(one.rescored))} bài đổi điểm, {number(one.scores)} người đổi điểm được tính.",
        f"{name}: {number(one.places)} người đổi hạng, {number(one.prizes)} người đổi giải.",
        *((published,) if one.next_version is not None else ()),
    )


def _correct(payload: Payload, decision: Decision) -> str:
    corrections.correct(
        contest_id=int(payload["contest_id"] or 0),
        correction=correction_of(payload),
        notice=str(payload["notice"] or ""),
        decision=decision,
    )
    return "Đã đính chính câu hỏi và chấm lại mọi bài có câu này."
