"""The workbook of a unit officer."""

from datetime import datetime

from contest.platform.files.spreadsheet import Column, Kind, Sheet, workbook_of
from contest.platform.language.vietnamese_numbers import datetime_vi
from contest.standings.unit_desk.desk import Desk

UNIT_COLUMNS = (
    Column(header="STT", width=6, kind=Kind.NUMBER),
    Column(header="Họ và tên", width=30),
    Column(header="Đơn vị", width=44),
    Column(header="Đăng ký lúc", width=24, kind=Kind.INSTANT),
)


def unit_workbook(seen: Desk, *, now: datetime) -> bytes:
    """Who of a unit has registered, and which rounds each has taken; no phone numbers, no scores."""
    columns = UNIT_COLUMNS + tuple(Column(header=one.name, width=14) for one in seen.rounds)
    rows = [
        (
            number,
            line.name,
            line.unit,
            line.entry.entered_at,
            *("đã thi" if one.id in line.taken else "chưa thi" for one in seen.rounds),
        )
        for number, line in enumerate(seen.everyone, start=1)
    ]
    sheet = Sheet(
        name="Dự thi",
        title=f"Người dự thi của {seen.unit.title}",
        note=f"{seen.contest.title} · tính lúc {datetime_vi(now)}",
        columns=columns,
        rows=rows,
    )
    return workbook_of([sheet], title=sheet.title, created=now)
