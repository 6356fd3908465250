"""The page of files to take away, and the files themselves."""

import tempfile
from typing import IO

from flask import Blueprint, Response, redirect, render_template, send_file, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from contest.accounts import queries as accounts
from contest.commendations import preparing, taking_out
from contest.commendations.documents.catalogue import CONTEST_KINDS, ROUND_KINDS, WHOLE_KINDS
from contest.commendations.errors import FileUnknown
from contest.commendations.results import Results, results_of
from contest.platform import clock
from contest.platform.access import requires
from contest.platform.audit import log as audit
from contest.platform.files.csv_files import csv_parts
from contest.platform.viewer import Role, viewer
from contest.rounds import queries as rounds
from contest.standings import queries as standings
from contest.standings import services as standings_services

blueprint = Blueprint("commendations_manage", __name__)
PATH = "/quan-tri/xuat"
WORKBOOK = "ket-qua.xlsx"
DOWNLOADS_SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(PATH)
@requires(Role.ORGANISER)
def file_list() -> str:
    contest = rounds.find_current_contest()
    this_rounds = rounds.rounds_of(contest.id) if contest else ()
    publications = standings.publications_of(contest.id) if contest else ()
    taken = audit.latest(limit=DOWNLOADS_SHOWN, action=taking_out.DOWNLOAD)
    return render_template(
        "commendations/files.html",
        rows=[
            (
                one,
                rounds.rule_set(one.rule_set_id).divisions,
                [publication for publication in publications if publication.round_id == one.id],
            )
            for one in this_rounds
        ],
        taken=taken,
        whole=standings_services.overall_publications(contest.id) if contest else (),
        round_papers=ROUND_KINDS,
        whole_papers=WHOLE_KINDS,
        contest_papers=CONTEST_KINDS,
        publications_exist=bool(publications),
        names=accounts.people({entry.actor_id for entry in taken if entry.actor_id is not None}),
    )


@blueprint.post(f"{PATH}/<int:round_id>/<int:version>/ket-qua")
@requires(Role.ORGANISER)
def results_workbook(round_id: int, version: int) -> Response | BaseResponse:
    from contest.commendations import exports  # noqa: PLC0415 - the writer of workbooks is loaded by those who export

    results = results_of(round_id, version)
    people = _people_of(results)
    if people > preparing.PEOPLE_AT_ONCE:
        token = preparing.order(results, account_id=viewer().account_id, now=clock.now())
        return redirect(f"{PATH}/{round_id}/{version}/ket-qua/{token}", 303)
    _note(results, WORKBOOK, people)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    exports.write_results(target, results)
    target.seek(0)
    return _workbook(results, target)


@blueprint.get(f"{PATH}/<int:round_id>/<int:version>/ket-qua/<token>")
@requires(Role.ORGANISER)
def prepared_workbook(round_id: int, version: int, token: str) -> str:
    order = preparing.find(token, account_id=viewer().account_id, now=clock.now())
    results = results_of(round_id, version)
    return render_template(
        "commendations/prepared.html",
        order=order,
        round=results.round,
        people=_people_of(results),
        kept_until=order.ordered_at + preparing.KEPT,
    )


@blueprint.post(f"{PATH}/<int:round_id>/<int:version>/ket-qua/<token>/tai-ve")
@requires(Role.ORGANISER)
def take_workbook(round_id: int, version: int, token: str) -> Response:
    order = preparing.find(token, account_id=viewer().account_id, now=clock.now())
    if (order.round_id, order.version) != (round_id, version) or order.state is not preparing.State.READY:
        raise FileUnknown
    results = results_of(round_id, version)
    _note(results, WORKBOOK, _people_of(results))
    return _workbook(results, order.path.open("rb"))


@blueprint.post(f"{PATH}/<int:round_id>/<int:version>/ca-nhan/<division_code>")
@requires(Role.ORGANISER)
def persons_csv(round_id: int, version: int, division_code: str) -> Response:
    from contest.commendations import exports  # noqa: PLC0415 - the same

    results = results_of(round_id, version)
    division = next((one for one in results.rules.divisions if one.code == division_code), None)
    if division is None:
        raise FileUnknown
    people = standings.count_persons(results.publication.id, division=division.code)
    name = f"ca-nhan-{division.code}.csv"
    _note(results, name, people)
    headers = [column.header for column in exports.PERSON_COLUMNS]
    parts = csv_parts(headers, exports.person_rows(results, division))
    response = Response(stream_with_context(parts), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=_full_name(results, name))
    return _handed_out(response)


def _note(results: Results, name: str, people: int) -> None:
    """Say who takes a file before its first byte leaves."""
    this_round, version = results.round, results.publication.version
    taking_out.record_download(
        subject=f"{this_round.id}/{version}/{name}",
        file=f"{this_round.name}, phiên bản {version}: {name}",
        rows=people,
        by=viewer().account_id,
        now=clock.now(),
    )


def _people_of(results: Results) -> int:
    return sum(one.people for one in standings.score_counts(results.publication.id))


def _workbook(results: Results, file: IO[bytes]) -> Response:
    """The file; the response closes it when the last byte is sent."""
    full_name = _full_name(results, WORKBOOK)
    return _handed_out(send_file(file, mimetype=XLSX, as_attachment=True, download_name=full_name))


def _full_name(results: Results, name: str) -> str:
    return f"{results.contest.slug}-dot-{results.round.number}-phien-ban-{results.publication.version}-{name}"


def _handed_out(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
