"""Public pages about the contest: rules, help, preferences; and the search behind the unit picker."""

from dataclasses import asdict
from datetime import date

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from contest.bank import queries as bank
from contest.platform import clock
from contest.platform.access import public
from contest.platform.clock import VIETNAM
from contest.platform.configuration import settings
from contest.platform.language.preferences import PREFERENCES_COOKIE, preferences
from contest.platform.language.wording import known
from contest.platform.serving.assets import FOR_EVER
from contest.platform.serving.ready_pages import ready_made
from contest.platform.serving.security import internal_path
from contest.rounds import queries, recordings, rules_file_views, signed_rules
from contest.rounds.forms import PreferencesForm
from contest.rounds.queries import RoundState
from contest.rules.ruleset import DivisionKind, in_words
from contest.rules.summary import summary_of
from contest.units import queries as units

blueprint = Blueprint("rounds", __name__)
blueprint.register_blueprint(rules_file_views.blueprint)
# The day on which the statement of accessibility was last compared with the site.
ASSESSED_ON = date(2026, 11, 24)
YEAR_SECONDS = 365 * 24 * 3600
SEARCH_SECONDS = 60
FOUND_AT_MOST = 20
SEARCHED_AT_MOST = 100  # letters; nobody types a longer name


@blueprint.get("/the-le")
@public
@ready_made
def rules_page() -> str:
    """The rules as the software applies them, with the rounds' times."""
    now = clock.now()
    contest = queries.current_contest()
    version = queries.rule_set_version(contest.id, request.args.get("phien-ban", type=int))
    calendar = [
        (one, one.phase(now)) for one in queries.rounds_of(contest.id) if one.state is not RoundState.DRAFT
    ]
    return render_template(
        "rounds/rules.html",
        contest=contest,
        version=version,
        versions=queries.rule_sets_of(contest.id),
        sections=in_words(version.rules),
        summary=summary_of(version.rules, say=known),
        calendar=calendar,
        corrections=bank.corrections_of_contest(contest.id),
        signed=signed_rules.find_signed_copy(version.id),
    )


@blueprint.get("/ho-tro")
@public
@ready_made
def help_page() -> str:
    """Hotline and what people ask most."""
    contest = queries.find_current_contest()
    rules = None if contest is None else queries.newest_rule_set(contest.id).rules
    return render_template(
        "rounds/help.html", rules=rules, summary=None if rules is None else summary_of(rules, say=known)
    )


@blueprint.get("/kha-nang-tiep-can")
@public
@ready_made
def accessibility_page() -> str:
    """What the site does for people with disabilities, what it does not yet, and whom to tell."""
    return render_template("rounds/accessibility.html", assessed_on=ASSESSED_ON)


@blueprint.get("/nghe/<name>")
@public
def recording(name: str) -> Response:
    """A key text as organisers recorded it; its name is made of its content."""
    mimetype, content = recordings.file_of(name)
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get("/tuy-chon")
@public
def preferences_page() -> str:
    """Choose size of letters, contrast, language."""
    form = PreferencesForm(
        formdata=None, data={**asdict(preferences()), "tiep": request.args.get("tiep", "/tuy-chon")}
    )
    return render_template("rounds/preferences.html", form=form)


@blueprint.post("/tuy-chon")
@public
def keep_preferences() -> AnyResponse | tuple[str, int]:
    """Keep the choice in a cookie and go back to where the reader was."""
    form = PreferencesForm(data=asdict(preferences()))
    if not form.validate_on_submit():
        return render_template("rounds/preferences.html", form=form), 422
    response = redirect(internal_path(form.tiep.data or "", default="/tuy-chon"), 303)
    response.set_cookie(
        PREFERENCES_COOKIE,
        form.chosen().to_cookie(),
        max_age=YEAR_SECONDS,
        secure=settings().public_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.get("/don-vi/tim")
@public
def find_units() -> Response:
    """Units whose name holds the typed words, for the picker; citizens choose among communes alone."""
    contest = queries.current_contest()
    divisions = queries.newest_rule_set(contest.id).rules.divisions
    citizens = {one.code for one in divisions if one.kind is DivisionKind.CITIZEN}
    found = units.search(
        list_id=contest.unit_list_id,
        text=request.args.get("q", "")[:SEARCHED_AT_MOST],
        kinds={"commune"} if request.args.get("nhom") in citizens else None,
        on=clock.now().astimezone(VIETNAM).date(),
        limit=FOUND_AT_MOST,
    )
    response = make_response(
        jsonify([{"code": one.code, "name": one.name, "path": one.under} for one in found])
    )
    response.headers["Cache-Control"] = f"public, max-age={SEARCH_SECONDS}"
    return response
