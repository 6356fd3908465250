"""Workbooks of what the overview shows."""

from datetime import datetime
from io import BytesIO
from typing import IO

from contest.insight.overview import Overview
from contest.insight.unit_desk import Desk
from contest.platform.spreadsheet import Column, Kind, Sheet, write_workbook
from contest.platform.vietnamese_numbers import datetime_vi

COLUMNS = (
    Column(header="STT", width=6, kind=Kind.NUMBER),
    Column(header="Đơn vị", width=44),
    Column(header="Địa bàn, cấp trên", width=28),
    Column(header="Số người thuộc diện", width=14, kind=Kind.NUMBER),
    Column(header="Số người đã dự thi", width=14, kind=Kind.NUMBER),
    Column(header="Tỷ lệ tham gia", width=14, kind=Kind.PERCENT),
)


def write_slow_units(target: IO[bytes], seen: Overview, *, now: datetime) -> None:
    """Write the units whose rate is below the line, all of them."""
    rows = [
        (number, one.name, one.under, one.headcount, one.people, one.rate)
        for number, one in enumerate(seen.figures.slow_units, start=1)
    ]
    sheet = Sheet(
        name="Đơn vị cần đôn đốc",
        title="Đơn vị có tỷ lệ tham gia dưới 5%",
        note=f"{seen.contest.title} · {', '.join(seen.figures.round_names)} · tính lúc {datetime_vi(now)}",
        columns=COLUMNS,
        rows=rows,
    )
    write_workbook(target, [sheet], title=sheet.title, created=now)


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
            line.person.name,
            line.person.unit,
            line.person.entry.entered_at,
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
    target = BytesIO()
    write_workbook(target, [sheet], title=sheet.title, created=now)
    return target.getvalue()
