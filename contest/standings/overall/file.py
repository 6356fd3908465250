"""The workbook of a published whole contest: it prints what was published and decides nothing."""

from collections.abc import Iterator

from contest.platform.files.spreadsheet import Column, Kind, Sheet, workbook_of
from contest.platform.language.vietnamese_numbers import datetime_vi
from contest.rounds import queries as rounds
from contest.rules.wording import milliseconds
from contest.standings.overall import queries as overall_queries
from contest.standings.overall.queries import OverallPublication
from contest.standings.ranking.units import AGENCY, DISTRICT

PERSON_COLUMNS = (
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Họ và tên", width=26),
    Column(header="Cơ quan, đơn vị", width=36),
    Column(header="Địa bàn, cấp trên", width=24),
    Column(header="Tổng điểm", width=10, kind=Kind.NUMBER),
    Column(header="Số câu", width=10, kind=Kind.NUMBER),
    Column(header="Số đợt đã thi", width=10, kind=Kind.NUMBER),
    Column(header="Điểm từng đợt", width=30),
    Column(header="Tổng thời gian", width=24),
    Column(header="Nộp bài cuối cùng", width=24, kind=Kind.INSTANT),
    Column(header="Mã biên nhận đợt cuối", width=18),
    Column(header="Vì sao", width=70),
    Column(header="Giải", width=24),
    Column(header="Tiền thưởng (đồng)", width=16, kind=Kind.NUMBER),
)
UNIT_COLUMNS = (
    Column(header="Khối", width=30),
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Đơn vị", width=40),
    Column(header="Số người thuộc diện", width=12, kind=Kind.NUMBER),
    Column(header="Số người dự thi", width=12, kind=Kind.NUMBER),
    Column(header="Tỷ lệ tham gia", width=12, kind=Kind.PERCENT),
    Column(header="Điểm trung bình (so với điểm tối đa)", width=16, kind=Kind.PERCENT),
    Column(header="Điểm xét giải", width=12, kind=Kind.DECIMAL),
    Column(header="Giải", width=24),
    Column(header="Tiền thưởng (đồng)", width=16, kind=Kind.NUMBER),
    Column(header="Cách tính", width=70),
)


def overall_workbook(publication: OverallPublication) -> bytes:
    """Persons of each division, agencies and districts of one publication; the same gives the same file."""
    contest = rounds.get_contest(publication.contest_id)
    note = (
        f"{contest.title} · toàn cuộc thi · phiên bản {publication.version} công bố "
        f"{datetime_vi(publication.published_at)} · mã kết quả {publication.short_digest}"
    )
    sheets = [
        Sheet(
            name=f"Cá nhân {number}",
            title=f"Kết quả toàn cuộc thi: {division.name}",
            note=note,
            columns=PERSON_COLUMNS,
            rows=_persons(publication.id, division.code),
        )
        for number, division in enumerate(rounds.rule_set(publication.rule_set_id).divisions, start=1)
    ]
    sheets += [
        Sheet(
            name=name,
            title=f"Kết quả toàn cuộc thi: {name}",
            note=note,
            columns=UNIT_COLUMNS,
            rows=_units(publication.id, board),
        )
        for board, name in ((AGENCY, "Cơ quan, đơn vị"), (DISTRICT, "Địa bàn"))
    ]
    return workbook_of(sheets, title="Kết quả toàn cuộc thi", created=publication.published_at)


def _persons(publication_id: int, division: str) -> Iterator[tuple[object, ...]]:
    for one in overall_queries.persons(publication_id, division=division):
        yield (
            one.place,
            one.name,
            one.unit_name,
            one.place_name,
            one.score,
            one.questions,
            one.rounds_taken,
            "; ".join(
                f"đợt {number}: {score}{'' if counts else ' (không tính)'}"
                for number, score, counts in one.by_round
            ),
            milliseconds(one.time_used_ms),
            one.submitted_at,
            one.receipt,
            one.reason,
            one.prize,
            one.amount_vnd or None,
        )


def _units(publication_id: int, board: str) -> Iterator[tuple[object, ...]]:
    for one in overall_queries.units(publication_id, board=board):
        yield (
            one.group_name,
            one.place,
            one.name,
            one.headcount,
            one.people,
            one.rate,
            one.average,
            one.points,
            one.prize,
            one.amount_vnd or None,
            one.reason,
        )
