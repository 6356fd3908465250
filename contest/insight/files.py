"""Workbooks of what the overview shows."""

from datetime import datetime

from contest.insight.overview import Overview
from contest.platform.files.spreadsheet import Column, Kind, Sheet, workbook_of
from contest.platform.language.vietnamese_numbers import datetime_vi

COLUMNS = (
    Column(header="STT", width=6, kind=Kind.NUMBER),
    Column(header="Đơn vị", width=44),
    Column(header="Địa bàn, cấp trên", width=28),
    Column(header="Số người thuộc diện", width=14, kind=Kind.NUMBER),
    Column(header="Số người đã dự thi", width=14, kind=Kind.NUMBER),
    Column(header="Tỷ lệ tham gia", width=14, kind=Kind.PERCENT),
)


def slow_units_workbook(seen: Overview, *, now: datetime) -> bytes:
    """The units whose rate is below the line, all of them."""
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
    return workbook_of([sheet], title=sheet.title, created=now)
