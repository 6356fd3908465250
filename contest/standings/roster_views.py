"""The organisers' page of the roster: up to when headcounts count, and taking newer ones in (R9)."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.sansio.app import App
from werkzeug.wrappers import Response

from contest.platform import clock
from contest.platform.access import requires
from contest.platform.fields import ReasonForm, form_page
from contest.platform.language.vietnamese_numbers import datetime_vi, number
from contest.platform.two_persons import acts
from contest.platform.two_persons.acts import Act, Decision, Effect, Payload, takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role
from contest.rounds import queries as rounds
from contest.standings.ranking import rosters

PATH = "/quan-tri/xep-hang/so-thuoc-dien"
FREEZE = "standings:roster:freeze"


def _install(app: App) -> None:
    acts.register(
        app,
        Act(
            kind=FREEZE,
            title=lambda _payload: "Chốt lại số người thuộc diện dự thi",
            effect=_effect,
            perform=_perform,
            address=lambda _payload: PATH,
            nothing="Không có số liệu nào mới hơn bản đã chốt.",
        ),
    )


blueprint = Blueprint("rosters", __name__)
blueprint.record_once(lambda state: _install(state.app))


def _effect(payload: Payload, _now: datetime) -> Effect:
    contest_id, as_of = int(payload["contest_id"] or 0), datetime.fromisoformat(str(payload["as_of"]))
    changed = rosters.changes_by(contest_id, as_of=as_of)
    state = f"{rosters.frozen_as_of(contest_id)}:{changed}"
    if not changed:
        return Effect(sentences=(), state=state)
    return Effect(
        sentences=(
            f"{number(changed)} đơn vị được tính theo số thuộc diện ghi đến {datetime_vi(as_of)}.",
            "Tỷ lệ tham gia và thứ hạng tập thể chưa công bố được tính lại; bản đã công bố giữ nguyên.",
        ),
        state=state,
    )


def _perform(payload: Payload, decision: Decision) -> str:
    rosters.freeze(
        contest_id=int(payload["contest_id"] or 0),
        as_of=datetime.fromisoformat(str(payload["as_of"])),
        reason=decision.reason,
        by=decision.decided_by,
        now=decision.now,
    )
    return "Đã chốt lại số người thuộc diện dự thi."


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def roster_page() -> str:
    return _page(ReasonForm())


def _page(form: ReasonForm) -> str:
    contest, now = rounds.current_contest(), clock.now()
    return render_template(
        "standings_manage/roster.html",
        form=form,
        as_of=rosters.frozen_as_of(contest.id),
        changed=rosters.changes_by(contest.id, as_of=now),
        takes_two=takes_two(contest.id),
        address=PATH,
    )


@blueprint.post(PATH)
@requires(Role.ORGANISER)
def freeze() -> Response | tuple[str, int]:
    contest, form, now = rounds.current_contest(), ReasonForm(), clock.now()
    done = ask(
        form,
        contest_id=contest.id,
        kind=FREEZE,
        payload=lambda: {"contest_id": contest.id, "as_of": now.isoformat()},
        back=PATH,
    )
    return done or form_page(form, _page(form))
