"""Public pages for whoever wants to check a result: snapshots, signatures, keys, checkpoints, verifier."""

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, send_file

from contest.platform.access import public
from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import signing
from contest.platform.audit.signing import Statement
from contest.platform.configuration import settings
from contest.platform.serving.ready_pages import ready_made
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.rules.scope import WHOLE
from contest.standings import queries
from contest.standings.errors import NotPublished
from contest.standings.overall import queries as overall_queries
from contest.standings.queries import Publication
from contest.standings.verification import program as alone

blueprint = Blueprint("verification", __name__)
DATA, KEYS = "/xep-hang/so-lieu", "/khoa-cong-khai"
WHOLE_NAME = "toàn cuộc thi"
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get(DATA)
@public
@ready_made
def data_page() -> str:
    """Every version of every result, with the files to check it by."""
    contest = rounds.current_contest()
    publications = queries.publications_of(contest.id)
    return render_template(
        "standings/data.html",
        contest=contest,
        rounds=[
            (one, [publication for publication in publications if publication.round_id == one.id])
            for one in rounds.rounds_of(contest.id)
        ],
        whole=overall_queries.publications(contest.id),
        program_digest=alone.digest(),
        address=settings().public_url,
    )


@blueprint.get(f"{DATA}/<int:number>/<int:version>")
@public
@ready_made
def version_page(number: int, version: int) -> str:
    """One version of a result: what it said, and whether it was corrected since."""
    contest, this_round, publication = _publication(number, version)
    return render_template(
        "standings/version.html",
        contest=contest,
        name=this_round.name,
        base=f"{DATA}/{number}",
        sources=(),
        publication=publication,
        newest=queries.get_publication(this_round.id),
        statement=queries.find_signature(publication),
        divisions={one.code: one.name for one in rounds.rule_set(publication.rule_set_id).divisions},
        winners=[one for one in queries.prize_winners(publication.id) if one.amount_vnd],
        units=[one for one in queries.published_units(publication.id) if one.amount_vnd],
    )


@blueprint.get(f"{DATA}/{WHOLE}/<int:version>")
@public
def whole_version_page(version: int) -> str:
    """The same of the whole contest."""
    contest = rounds.current_contest()
    publication = overall_queries.get(contest.id, version)
    return render_template(
        "standings/version.html",
        contest=contest,
        name=WHOLE_NAME,
        base=f"{DATA}/{WHOLE}",
        sources=publication.rounds,
        publication=publication,
        newest=overall_queries.get(contest.id),
        statement=overall_queries.find_signature(publication),
        divisions={one.code: one.name for one in rounds.rule_set(publication.rule_set_id).divisions},
        winners=overall_queries.persons(publication.id, with_prize=True),
        units=[one for one in overall_queries.units(publication.id) if one.amount_vnd],
    )


@blueprint.get(f"{DATA}/<int:number>/<int:version>.json")
@public
def snapshot_file(number: int, version: int) -> Response:
    """The snapshot itself, byte for byte what the result's code is the hash of."""
    contest, _round, publication = _publication(number, version)
    if queries.find_signature(publication) is None:
        raise NotPublished  # made before snapshots were public files
    return _snapshot(
        publication.digest,
        lambda: queries.snapshot_of(publication.id),
        f"{contest.slug}-dot-{number}-ban-{version}.json",
    )


@blueprint.get(f"{DATA}/{WHOLE}/<int:version>.json")
@public
def whole_snapshot_file(version: int) -> Response:
    """The same of the whole contest."""
    contest = rounds.current_contest()
    publication = overall_queries.get(contest.id, version)
    return _snapshot(
        publication.digest,
        lambda: overall_queries.snapshot_of(publication.id),
        f"{contest.slug}-{WHOLE}-ban-{version}.json",
    )


def _snapshot(digest: str, text: Callable[[], str], name: str) -> Response:
    packed = _packed(digest, text)
    if not request.accept_encodings["gzip"]:
        response = make_response(gzip.decompress(packed.read_bytes()))
        response.mimetype = "application/json"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    else:
        response = send_file(packed, "application/json", as_attachment=True, download_name=name, etag=digest)
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get(f"{DATA}/<int:number>/<int:version>.chu-ky.json")
@public
def signature_file(number: int, version: int) -> Response:
    """The signed statement about a snapshot."""
    contest, _round, publication = _publication(number, version)
    return _signature(
        queries.find_signature(publication), f"{contest.slug}-dot-{number}-ban-{version}.chu-ky.json"
    )


@blueprint.get(f"{DATA}/{WHOLE}/<int:version>.chu-ky.json")
@public
def whole_signature_file(version: int) -> Response:
    """The same of the whole contest."""
    contest = rounds.current_contest()
    publication = overall_queries.get(contest.id, version)
    return _signature(
        overall_queries.find_signature(publication), f"{contest.slug}-{WHOLE}-ban-{version}.chu-ky.json"
    )


def _signature(statement: Statement | None, name: str) -> Response:
    if statement is None:
        raise NotPublished
    return _file(statement.line() + "\n", "application/json", name)


@blueprint.get(f"{DATA}/verify.py")
@public
def program() -> Response:
    """The stand-alone verifier."""
    return _file(alone.text(), "text/x-python", "verify.py")


@blueprint.get(KEYS)
@public
@ready_made
def keys_page() -> str:
    """The public keys that results and checkpoints are signed with, and the newest checkpoint."""
    return render_template(
        "standings/keys.html", keys=signing.public_keys(), checkpoint=audit_anchors.newest()
    )


@blueprint.get(f"{KEYS}/<key_id>.pem")
@public
def key_file(key_id: str) -> Response:
    """One public key as a file."""
    key = next((one for one in signing.public_keys() if one.id == key_id), None)
    if key is None:
        raise NotPublished
    return _file(key.pem, "application/x-pem-file", f"{key.id}.pem")


@blueprint.get(f"{KEYS}/moc-nhat-ky.jsonl")
@public
def checkpoints_file() -> Response:
    """Everything that was signed, for whoever keeps a copy: a rewritten log cannot fit it."""
    lines = "".join(f"{one.line()}\n" for one in signing.statements())
    return _file(lines, "text/plain", "moc-nhat-ky.jsonl")


def _publication(number: int, version: int) -> tuple[Contest, Round, Publication]:
    contest = rounds.current_contest()
    this_round = rounds.get_round_by_number(contest.id, number)
    return contest, this_round, queries.get_publication(this_round.id, version)


def _packed(digest: str, text: Callable[[], str]) -> Path:
    """The compressed snapshot in the instance folder, made by whoever asks first; it never changes."""
    path = settings().resolved_instance_path / "so-lieu" / f"{digest}.json.gz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(gzip.compress(text().encode(), 6, mtime=0))
        Path(file.name).rename(path)
    return path


def _file(text: str, mimetype: str, name: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
