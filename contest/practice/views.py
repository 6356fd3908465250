"""Practice: topics and levels, a set at a time or the set of the day, all explained; and the cited texts."""

from flask import Blueprint, Response, render_template, request

from contest.platform import clock, lists
from contest.platform.access import public
from contest.platform.clock import VIETNAM
from contest.platform.language.readers_numbers import date_of
from contest.platform.language.wording import known, said
from contest.platform.serving.ready_pages import ready_made
from contest.practice import daily, queries
from contest.practice.course import Course
from contest.practice.sitting import sitting, validity_of
from questions.item import LETTERS, TOPICS

blueprint = Blueprint("practice", __name__)
PATH = "/on-tap"
DAILY_PATH = f"{PATH}/hom-nay"


@blueprint.get(PATH)
@public
@ready_made
def topics() -> str:
    """The topics with how many questions each has, of all levels or of one."""
    asked = _asked_level()
    return render_template(
        "practice/topics.html",
        topics=queries.topics(level=queries.LEVELS.get(asked), now=clock.now()),
        level=asked,
        levels=[(known("Tất cả mức độ"), PATH, not asked)]
        + [
            (known(level.label), lists.address(PATH, {"muc": code}), code == asked)
            for code, level in queries.LEVELS.items()
        ],
    )


@blueprint.get(f"{PATH}/<topic>")
@public
@ready_made
def practise(topic: str) -> str:
    """One question of a set, its answer once one is chosen, and the score at the end."""
    return _sitting_page(_course_of(topic))


@blueprint.get(f"{PATH}/<topic>/ca-bo")
@public
@ready_made
def whole_set(topic: str) -> str:
    """All questions of a set on one page with folded answers: it goes on working without a connection."""
    return _whole_page(_course_of(topic))


@blueprint.get(DAILY_PATH)
@public
@ready_made
def practise_today() -> str:
    """One question of the day's set; the address keeps the day, so that midnight changes nothing."""
    return _sitting_page(_course_of_day())


@blueprint.get(f"{DAILY_PATH}/ca-bo")
@public
@ready_made
def whole_day() -> str:
    """The day's set on one page."""
    return _whole_page(_course_of_day())


@blueprint.get(f"{PATH}/tep/<sha256>")
@public
def medium(sha256: str) -> Response:
    """A picture or recording of a question that may be practised."""
    mimetype, content = queries.medium_file(sha256, now=clock.now())
    response = Response(content, mimetype=mimetype)
    # Whoever opens the file by itself gets a file, not a page of ours.
    response.headers["Content-Disposition"] = "attachment"
    return response


@blueprint.get("/van-ban")
@public
@ready_made
def laws() -> str:
    """The texts that the open questions cite."""
    return render_template("practice/laws.html", laws=queries.laws(now=clock.now()), topic_names=TOPICS)


def _asked_level() -> str:
    asked = request.args.get("muc", "")
    return asked if asked in queries.LEVELS else ""


def _course_of(topic: str) -> Course:
    level = _asked_level()
    number = max(1, request.args.get("bo", 1, type=int))
    questions = queries.questions_of(topic, level=queries.LEVELS.get(level), now=clock.now())
    name = known(TOPICS[topic])
    return Course(
        title=f"{name} – {known(queries.LEVELS[level].label)}" if level else name,
        path=f"{PATH}/{topic}",
        questions=questions,
        kept={"muc": level, "bo": str(number)} if level else {"bo": str(number)},
        number=number,
        sets=-(-len(questions) // queries.SET_SIZE),
        again=request.args.get("lai", ""),
    )


def _course_of_day() -> Course:
    now = clock.now()
    day = daily.day_of(request.args.get("ngay", ""), today=now.astimezone(VIETNAM).date())
    return Course(
        title=said("5 câu ngày %(day)s", day=date_of(day)),
        path=DAILY_PATH,
        questions=queries.questions_of_day(day, now=now),
        kept={"ngay": day.isoformat()},
        again=request.args.get("lai", ""),
    )


def _sitting_page(course: Course) -> str:
    now_at = sitting(
        course.questions,
        number=course.number,
        size=queries.SET_SIZE,
        again=course.again.split(",") if course.again else (),
        given=request.args.get("kq", ""),
        chosen=request.args.get("chon", ""),
    )
    asked = now_at.shown.item if now_at.shown else None
    return render_template(
        "practice/question.html" if now_at.current else "practice/end.html",
        course=course,
        sitting=now_at,
        letters=LETTERS,
        media=queries.media_of(now_at.current) if now_at.current else (),
        was_checked="kiem-tra" in request.args,
        validity=validity_of(asked, on=clock.now().astimezone(VIETNAM).date()) if asked else None,
    )


def _whole_page(course: Course) -> str:
    whole = sitting(
        course.questions, number=course.number, size=queries.SET_SIZE, again=(), given="", chosen=""
    )
    return render_template(
        "practice/whole.html",
        course=course,
        items=whole.items,
        media=[queries.media_of(item) for item in whole.items],
        letters=LETTERS,
    )
