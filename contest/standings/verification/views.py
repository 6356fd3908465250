"""Public pages for whoever wants to check a result: snapshots, signatures, keys, checkpoints, verifier."""

import gzip
import hashlib
import tempfile
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, send_file

from contest.platform import audit_anchors, signing
from contest.platform.access import public
from contest.platform.configuration import settings
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, Round
from contest.standings import queries
from contest.standings.errors import NotPublished
from contest.standings.queries import Publication
from contest.standings.verification import verifier

blueprint = Blueprint("verification", __name__)
DATA, KEYS = "/xep-hang/so-lieu", "/khoa-cong-khai"
FOR_EVER = "public, max-age=31536000, immutable"
PROGRAM = Path(verifier.__file__)


@blueprint.get(DATA)
@public
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
        program_digest=hashlib.sha256(PROGRAM.read_bytes()).hexdigest(),
        address=settings().public_url,
    )


@blueprint.get(f"{DATA}/<int:number>/<int:version>")
@public
def version_page(number: int, version: int) -> str:
    """One version of a result: what it said, and whether it was corrected since."""
    contest, this_round, publication = _publication(number, version)
    return render_template(
        "standings/version.html",
        contest=contest,
        round=this_round,
        publication=publication,
        newest=queries.get_publication(this_round.id),
        statement=queries.find_signature(publication),
        divisions={one.code: one.name for one in rounds.rule_set(publication.rule_set_id).divisions},
        winners=[one for one in queries.prize_winners(publication.id) if one.amount_vnd],
        units=[one for one in queries.published_units(publication.id) if one.amount_vnd],
    )


@blueprint.get(f"{DATA}/<int:number>/<int:version>.json")
@public
def snapshot_file(number: int, version: int) -> Response:
    """The snapshot itself, byte for byte what the result's code is the hash of."""
    contest, _round, publication = _publication(number, version)
    if queries.find_signature(publication) is None:
        raise NotPublished  # made before snapshots were public files
    packed = _packed(publication)
    name = f"{contest.slug}-dot-{number}-ban-{version}.json"
    if not request.accept_encodings["gzip"]:
        response = make_response(gzip.decompress(packed.read_bytes()))
        response.mimetype = "application/json"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    else:
        response = send_file(
            packed, "application/json", as_attachment=True, download_name=name, etag=publication.digest
        )
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get(f"{DATA}/<int:number>/<int:version>.chu-ky.json")
@public
def signature_file(number: int, version: int) -> Response:
    """The signed statement about a snapshot."""
    contest, _round, publication = _publication(number, version)
    statement = queries.find_signature(publication)
    if statement is None:
        raise NotPublished
    return _file(
        statement.line() + "\n", "application/json", f"{contest.slug}-dot-{number}-ban-{version}.chu-ky.json"
    )


@blueprint.get(f"{DATA}/verify.py")
@public
def program() -> Response:
    """The stand-alone verifier."""
    return _file(PROGRAM.read_text(encoding="utf-8"), "text/x-python", "verify.py")


@blueprint.get(KEYS)
@public
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


def _packed(publication: Publication) -> Path:
    """The compressed snapshot in the instance folder, made by whoever asks first; it never changes."""
    path = settings().resolved_instance_path / "so-lieu" / f"{publication.digest}.json.gz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = queries.snapshot_of(publication.id)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(gzip.compress(text.encode(), 6, mtime=0))
        Path(file.name).rename(path)
    return path


def _file(text: str, mimetype: str, name: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
