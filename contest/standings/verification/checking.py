"""Whether everything published is as it was signed, and still follows from what is stored (R3)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import select

from contest.platform import signing
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.standings import queries
from contest.standings.models import PublicationRow
from contest.standings.queries import Publication
from contest.standings.ranking.live import Computed, computed_standings
from contest.standings.snapshots import rows as published_rows
from contest.standings.snapshots import snapshot
from contest.standings.snapshots.rows import NOT_SEALED, Row
from contest.standings.verification import verifier

NO_ROW: Row = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Where something does not fit, and what."""

    place: str
    what: str


def count() -> int:
    """How many publications there are to check."""
    return len(_all())


def mismatches() -> Iterator[Mismatch]:
    """Check every publication, oldest first, and the newest of each round against the attempts."""
    publications = _all()
    newest = {one.round_id: one.version for one in publications}
    for publication in publications:
        this_round = rounds.get_round(publication.round_id)
        place = f"{this_round.name}, phiên bản {publication.version}"
        for what in _wrong(publication):
            yield Mismatch(place=place, what=what)
        if publication.version == newest[publication.round_id]:
            for what in _outdated(publication, this_round):
                yield Mismatch(place=place, what=what)


def _all() -> tuple[Publication, ...]:
    rows = read().execute(select(PublicationRow.round_id, PublicationRow.version).order_by(PublicationRow.id))
    return tuple(queries.get_publication(round_id, version) for round_id, version in rows.all())


def _wrong(publication: Publication) -> Iterator[str]:
    """What is wrong with a publication in itself."""
    text = queries.snapshot_of(publication.id)
    digest = snapshot.digest_of(text)
    statement = queries.find_signature(publication)
    if digest != publication.digest:
        yield "số liệu không khớp với mã kết quả"
    if statement is None:
        yield "không có chữ ký"
    elif not signing.is_genuine(statement) or statement.facts["digest"] != digest:
        yield "chữ ký không khớp với số liệu"
    content = json.loads(text)
    if content.get("schema") != snapshot.SCHEMA:
        return  # made before publications were sealed; the missing signature was named above
    if published_rows.seal_of_stored(publication.id) != content["seal"]:
        yield "các dòng đã công bố bị sửa, thêm hoặc xóa"
    if content["previous"] != queries.edition_of(publication).previous:
        yield "không nối tiếp phiên bản trước"
    yield from verifier.snapshot_problems(text)


def _outdated(publication: Publication, this_round: Round) -> Iterator[str]:
    """The first difference between a publication and what follows from the attempts as stored now."""
    computed = computed_standings(this_round.id)
    text = snapshot.text_of(computed, this_round, queries.edition_of(publication))
    if snapshot.digest_of(text) == publication.digest:
        return
    published = json.loads(queries.snapshot_of(publication.id))
    receipts = sorted(set(computed.receipts) ^ set(published.get("receipts", ())))
    row = _first_difference(publication, computed)
    if receipts:
        yield f"bài {receipts[0]} không còn được tính như lúc công bố"
    elif row:
        yield f"tính lại từ bài thi thì khác, trước hết ở {row}"
    else:
        yield "tính lại thì khác bản công bố"


def _first_difference(publication: Publication, computed: Computed) -> str:
    pairs = (
        (published_rows.stored_persons(publication.id), published_rows.person_rows(computed), "receipt"),
        (published_rows.stored_units(publication.id), published_rows.unit_rows(computed), "code"),
    )
    for stored, made, name in pairs:
        for old, new in zip_longest(stored, made, fillvalue=NO_ROW):
            if _told(old) != _told(new):
                return f"{(old or new)[name]}: {', '.join(sorted(_different(old, new)))}"
    return ""


def _told(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in NOT_SEALED}


def _different(old: Row, new: Row) -> set[str]:
    old, new = _told(old), _told(new)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
