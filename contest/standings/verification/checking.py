"""Whether everything published is as it was signed, and still follows from what is stored (R3)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import select

from contest.platform.audit import signing
from contest.platform.audit.signing import Statement
from contest.platform.database import read
from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.standings import queries
from contest.standings.models import OverallPersonRow, OverallUnitRow, PublicationRow
from contest.standings.overall import queries as overall_queries
from contest.standings.overall import rows as overall_rows
from contest.standings.overall import snapshot as overall_snapshot
from contest.standings.overall.computing import computed_overall
from contest.standings.overall.queries import OverallPublication
from contest.standings.queries import Publication
from contest.standings.ranking.live import computed_standings
from contest.standings.snapshots import rows as published_rows
from contest.standings.snapshots import snapshot
from contest.standings.snapshots.rows import NOT_SEALED, Row
from contest.standings.verification.alone.results import snapshot_problems

NO_ROW: Row = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Where something does not fit, and what."""

    place: str
    what: str


def count() -> int:
    """How many publications there are to check, of rounds and of the whole contest."""
    return len(_all()) + len(overall_queries.all_publications())


def mismatches() -> Iterator[Mismatch]:
    """Check every publication, and whether the newest ones still follow from what is stored."""
    yield from _of_rounds()
    yield from _of_contests()


def _of_rounds() -> Iterator[Mismatch]:
    publications = _all()
    newest = {one.round_id: one.version for one in publications}
    for publication in publications:
        this_round = rounds.get_round(publication.round_id)
        place = f"{this_round.name}, phiên bản {publication.version}"
        wrong = [*_wrong(publication)]
        if publication.version == newest[publication.round_id]:
            wrong += _outdated(publication, this_round, is_suspect=bool(wrong))
        for what in wrong:
            yield Mismatch(place=place, what=what)


def _all() -> tuple[Publication, ...]:
    rows = read().execute(select(PublicationRow.round_id, PublicationRow.version).order_by(PublicationRow.id))
    return tuple(queries.get_publication(round_id, version) for round_id, version in rows.all())


def _wrong(publication: Publication) -> Iterator[str]:
    """What is wrong with a publication in itself."""
    return wrong_with(
        queries.snapshot_of(publication.id),
        publication.digest,
        queries.find_signature(publication),
        schema=snapshot.SCHEMA,
        seal=lambda: published_rows.seal_of_stored(publication.id),
        previous=queries.edition_of(publication).previous,
    )


def wrong_with(
    text: str,
    digest: str,
    statement: Statement | None,
    *,
    schema: int,
    seal: Callable[[], str],
    previous: str,
) -> Iterator[str]:
    """What is wrong with a snapshot, its signature, and the rows that it vouches for."""
    found = snapshot.digest_of(text)
    if found != digest:
        yield "số liệu không khớp với mã kết quả"
    if statement is None:
        yield "không có chữ ký"
    elif not signing.is_genuine(statement) or statement.facts["digest"] != found:
        yield "chữ ký không khớp với số liệu"
    content = json.loads(text)
    if content.get("schema") != schema:
        return  # made before publications said all this; a missing signature was named above
    if seal() != content["seal"]:
        yield "các dòng đã công bố bị sửa, thêm hoặc xóa"
    if content["previous"] != previous:
        yield "không nối tiếp phiên bản trước"
    yield from snapshot_problems(text)


def _outdated(publication: Publication, this_round: Round, *, is_suspect: bool) -> Iterator[str]:
    """The first difference between a publication and what follows from the attempts as stored now.

    A publication in which something is wrong is compared row by row, to name the first bad one.
    """
    computed = computed_standings(this_round.id)
    text = snapshot.text_of(computed, this_round, queries.edition_of(publication))
    is_same = snapshot.digest_of(text) == publication.digest
    if is_same and not is_suspect:
        return
    published = json.loads(queries.snapshot_of(publication.id))
    receipts = sorted(set(computed.receipts) ^ set(published.get("receipts", ())))
    row = _first_difference(
        (published_rows.stored_persons(publication.id), published_rows.person_rows(computed), "receipt"),
        (published_rows.stored_units(publication.id), published_rows.unit_rows(computed), "code"),
    )
    if receipts:
        yield f"bài {receipts[0]} không còn được tính như lúc công bố"
    elif row:
        yield f"tính lại từ bài thi thì khác, trước hết ở {row}"
    elif not is_same and published.get("schema") == snapshot.SCHEMA:
        yield "tính lại thì khác bản công bố"


def _of_contests() -> Iterator[Mismatch]:
    publications = overall_queries.all_publications()
    newest = {one.contest_id: one.version for one in publications}
    for publication in publications:
        contest = rounds.get_contest(publication.contest_id)
        place = f"{contest.title}, toàn cuộc thi, phiên bản {publication.version}"
        wrong = [*_wrong_overall(publication)]
        if publication.version == newest[publication.contest_id]:
            wrong += _outdated_overall(publication, is_suspect=bool(wrong))
        for what in wrong:
            yield Mismatch(place=place, what=what)


def _wrong_overall(publication: OverallPublication) -> Iterator[str]:
    text = overall_queries.snapshot_of(publication.id)
    yield from wrong_with(
        text,
        publication.digest,
        overall_queries.find_signature(publication),
        schema=overall_snapshot.SCHEMA,
        seal=lambda: published_rows.seal_of(
            published_rows.stored(OverallPersonRow, publication.id),
            published_rows.stored(OverallUnitRow, publication.id),
        ),
        previous=overall_queries.edition_of(publication).previous,
    )
    by_number = {one.number: one.id for one in rounds.rounds_of(publication.contest_id)}
    for number, version, digest in publication.rounds:
        found = queries.find_publication(by_number[number], version) if number in by_number else None
        if found is None or found.digest != digest:
            yield f"kết quả đợt {number}, phiên bản {version} không phải bản đã cộng"


def _outdated_overall(publication: OverallPublication, *, is_suspect: bool) -> Iterator[str]:
    """The first difference to what the publications that it names add up to now."""
    computed = computed_overall(publication.contest_id, of=publication)
    text = overall_snapshot.text_of(computed, overall_queries.edition_of(publication))
    is_same = snapshot.digest_of(text) == publication.digest
    if is_same and not is_suspect:
        return
    stored_text = overall_queries.snapshot_of(publication.id)
    row = _first_difference(
        (
            published_rows.stored(OverallPersonRow, publication.id),
            overall_rows.person_rows(computed),
            "receipt",
        ),
        (published_rows.stored(OverallUnitRow, publication.id), overall_rows.unit_rows(computed), "code"),
    )
    if row:
        yield f"cộng lại từ kết quả các đợt thì khác, trước hết ở {row}"
    elif not is_same and json.loads(stored_text).get("schema") == overall_snapshot.SCHEMA:
        yield "cộng lại thì khác bản công bố"


def _first_difference(*pairs: tuple[Iterator[Row], Iterator[Row], str]) -> str:
    """The first row, by the column that names it, in which what is stored is not what is computed."""
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
