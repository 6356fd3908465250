"""Practice: topics, ten questions at a time with the reason and the source of each answer, cited texts."""

from flask import Blueprint, render_template, request

from contest.platform import clock
from contest.platform.access import public
from contest.platform.clock import VIETNAM
from contest.practice import queries
from contest.practice.sitting import sitting, validity_of
from questions.item import LETTERS, TOPICS

blueprint = Blueprint("practice", __name__)


@blueprint.get("/on-tap")
@public
def topics() -> str:
    """The topics with how many questions each has."""
    return render_template("practice/topics.html", topics=queries.topics(now=clock.now()))


@blueprint.get("/on-tap/<topic>")
@public
def practise(topic: str) -> str:
    """One question of a set, its answer once one is chosen, and the score at the end."""
    now = clock.now()
    questions = queries.questions_of(topic, now=now)
    again = request.args.get("lai", "")
    number = request.args.get("bo", 1, type=int)
    now_at = sitting(
        questions,
        number=number,
        size=queries.SET_SIZE,
        again=again.split(",") if again else (),
        given=request.args.get("kq", ""),
        chosen=request.args.get("chon", ""),
    )
    asked = now_at.shown.item if now_at.shown else None
    return render_template(
        "practice/question.html" if now_at.current else "practice/end.html",
        topic=topic,
        topic_name=TOPICS[topic],
        sitting=now_at,
        number=number,
        again=again,
        sets=-(-len(questions) // queries.SET_SIZE),
        letters=LETTERS,
        was_checked="kiem-tra" in request.args,
        validity=validity_of(asked, on=now.astimezone(VIETNAM).date()) if asked else None,
    )


@blueprint.get("/van-ban")
@public
def laws() -> str:
    """The texts that the open questions cite."""
    return render_template("practice/laws.html", laws=queries.laws(now=clock.now()), topic_names=TOPICS)
