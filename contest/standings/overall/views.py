"""The whole contest: what the organisers see before they publish it, and the public board."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from contest.accounts import queries as accounts
from contest.entries import queries as entries
from contest.platform import clock, lists
from contest.platform.access import public, requires
from contest.platform.fields import form_page
from contest.platform.files import downloads
from contest.platform.serving.ready_pages import ready_made
from contest.platform.two_persons.acts import takes_two
from contest.platform.two_persons.asking import ask
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest
from contest.standings import queries
from contest.standings.boards.persons import TOP
from contest.standings.manage_forms import PublishForm
from contest.standings.overall import acts as overall_acts
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import services as overall_services
from contest.standings.overall.computing import OverallComputed, computed_overall
from contest.standings.overall.rows import reason_of
from contest.standings.path import blocking_rounds
from contest.standings.ranking.units import AGENCY, DISTRICT

blueprint = Blueprint("overall", __name__)
blueprint.record_once(lambda state: overall_acts.install(state.app))
PATH = "/quan-tri/xep-hang/toan-cuoc"
UNIT_BOARDS = {"don-vi": AGENCY, "dia-ban": DISTRICT}


@blueprint.get(PATH)
@requires(Role.ORGANISER, Role.AUDITOR)
def overall_page() -> str:
    contest = rounds.current_contest()
    computed = computed_overall(contest.id)
    divisions = {one.code: one for one in computed.rules.divisions}
    board = request.args.get("bang", "")
    if board not in divisions and board not in UNIT_BOARDS:
        board = next(iter(divisions))
    publications = overall_queries.publications(contest.id)
    rows = (
        [one for one in computed.units if one.board == UNIT_BOARDS[board]]
        if board in UNIT_BOARDS
        else computed.persons.get(board, ())
    )
    return render_template(
        "standings_manage/overall.html",
        contest=contest,
        computed=computed,
        divisions=divisions,
        board=board,
        is_units=board in UNIT_BOARDS,
        page=lists.cut(rows, lists.asked_page()),
        figures=overall_acts.figures_of(computed),
        left=overall_acts.left_in(computed),
        reviews=blocking_rounds(contest.id),
        is_as_published=overall_acts.is_as_published(computed),
        publications=publications,
        names=accounts.people({one.published_by for one in publications if one.published_by is not None}),
        reason_of=reason_of,
        address=PATH,
    )


@blueprint.route(f"{PATH}/cong-bo", methods=["GET", "POST"])
@requires(Role.ORGANISER)
def publish_overall() -> Response | tuple[str, int]:
    contest, form = rounds.current_contest(), PublishForm()
    done = ask(
        form,
        contest_id=contest.id,
        kind=overall_acts.PUBLISH,
        payload=lambda: overall_acts.publishing(contest_id=contest.id, over=form.over.data or ""),
        back=PATH,
    )
    return done or form_page(form, _publish_page(contest, computed_overall(contest.id), form))


def _publish_page(contest: Contest, computed: OverallComputed, form: PublishForm) -> str:
    return render_template(
        "standings_manage/overall_publish.html",
        form=form,
        computed=computed,
        figures=overall_acts.figures_of(computed),
        is_as_published=overall_acts.is_as_published(computed),
        published=overall_queries.find(contest.id),
        takes_two=takes_two(contest.id),
        left=overall_acts.left_in(computed),
        reviews=blocking_rounds(contest.id),
        waiting=overall_acts.waiting_of(contest.id, now=clock.now()),
        address=PATH,
    )


@blueprint.post(f"{PATH}/<int:version>/so-ket-qua")
@requires(Role.ORGANISER)
def overall_workbook(version: int) -> Response:
    """The workbook of one publication; who takes it stands in the log."""
    from contest.standings.overall import file as overall_file  # noqa: PLC0415 - the writer of workbooks is loaded by those who export

    contest = rounds.current_contest()
    publication = overall_queries.get(contest.id, version)
    overall_services.record_download(publication=publication, by=viewer().account_id, now=clock.now())
    name = f"{contest.slug}-toan-cuoc-phien-ban-{version}-ket-qua.xlsx"
    return downloads.workbook(overall_file.overall_workbook(publication), name)


@blueprint.get("/xep-hang/toan-cuoc")
@public
@ready_made
def overall_board() -> str:
    """Places over the whole contest, once they are published."""
    contest = rounds.current_contest()
    is_ranked = queries.has_overall(contest.id)
    publication = overall_queries.find(contest.id) if is_ranked else None
    if publication is None:
        return render_template("standings/overall_none.html", contest=contest, is_ranked=is_ranked)
    rules = rounds.rule_set(publication.rule_set_id)
    divisions = {one.code: one.name for one in rules.divisions}
    board = request.args.get("bang", "")
    if board not in divisions and board not in UNIT_BOARDS:
        board = next(iter(divisions))
    return render_template(
        "standings/overall.html",
        contest=contest,
        publication=publication,
        board=board,
        divisions=divisions,
        rows=()
        if board in UNIT_BOARDS
        else overall_queries.persons(publication.id, division=board, limit=TOP),
        total=overall_queries.count_persons(publication.id, division=board),
        units=lists.cut(
            overall_queries.units(publication.id, board=UNIT_BOARDS.get(board, "-")), lists.asked_page()
        ),
        mine=_mine(contest, publication.id),
    )


def _mine(contest: Contest, publication_id: int) -> overall_queries.OverallPerson | None:
    """The reader's own place."""
    person = viewer()
    if not person.is_signed_in:
        return None
    entry = entries.find_entry(contest_id=contest.id, account_id=person.account_id)
    if entry is None:
        return None
    return next(iter(overall_queries.persons(publication_id, entry_id=entry.id)), None)
