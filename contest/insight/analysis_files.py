"""The item analysis as a workbook: questions, choices, reliability."""

from datetime import datetime
from fractions import Fraction

from contest.insight.item_analysis import Analysis
from contest.platform.files.spreadsheet import Column, Kind, Sheet, workbook_of
from contest.platform.language.vietnamese_numbers import MISSING, datetime_vi
from questions.item import LETTERS, TOPICS

QUESTIONS = (
    Column(header="Mã", width=14),
    Column(header="Câu hỏi", width=60),
    Column(header="Chủ đề", width=24),
    Column(header="Mức độ", width=14),
    Column(header="Số bài", width=10, kind=Kind.NUMBER),
    Column(header="Độ khó (% đúng)", width=14, kind=Kind.PERCENT),
    Column(header="Độ lệch chuẩn", width=14, kind=Kind.DECIMAL),
    Column(header="Độ phân biệt", width=14, kind=Kind.DECIMAL),
    Column(header="Hiệu quả phân biệt", width=18, kind=Kind.DECIMAL),
    Column(header="Thời gian ước tính (giây)", width=18, kind=Kind.DECIMAL),
    Column(header="Cần xem", width=60),
)
CHOICES = (
    Column(header="Mã", width=14),
    Column(header="Phương án", width=12),
    Column(header="Nội dung", width=60),
    Column(header="Đáp án", width=10),
    Column(header="Số người chọn", width=14, kind=Kind.NUMBER),
    Column(header="Tỷ lệ chọn", width=12, kind=Kind.PERCENT),
    Column(header="Điểm các câu còn lại", width=18, kind=Kind.DECIMAL),
)
PARTS = (
    Column(header="Phần", width=30),
    Column(header="Số câu hỏi", width=14, kind=Kind.NUMBER),
    Column(header="Độ tin cậy (alpha)", width=18, kind=Kind.DECIMAL),
)


def analysis_workbook(seen: Analysis, *, title: str, now: datetime) -> bytes:
    """Everything that the pages show."""
    note = f"{title} · {seen.papers} bài · tính lúc {datetime_vi(now)}"
    sheets = [
        Sheet(name="Câu hỏi", title="Phân tích câu hỏi", note=note, columns=QUESTIONS, rows=_questions(seen)),
        Sheet(name="Phương án", title="Phương án được chọn", note=note, columns=CHOICES, rows=_choices(seen)),
        Sheet(name="Độ tin cậy", title="Độ tin cậy", note=note, columns=PARTS, rows=_parts(seen)),
    ]
    return workbook_of(sheets, title="Phân tích câu hỏi", created=now)


def _questions(seen: Analysis) -> list[tuple[object, ...]]:
    return [
        (
            one.item.code,
            one.item.stem,
            TOPICS.get(one.item.topic, one.item.topic),
            one.item.level.label,
            one.figures.attempts,
            one.figures.facility,
            _or_dash(one.figures.standard_deviation),
            _or_dash(one.figures.discrimination_index),
            _or_dash(one.figures.discriminative_efficiency),
            _or_dash(one.time.total_seconds() if one.time else None),
            "; ".join(one.remarks),
        )
        for one in seen.items
    ]


def _choices(seen: Analysis) -> list[tuple[object, ...]]:
    return [
        (
            one.item.code,
            MISSING if row.choice is None else LETTERS[row.choice],
            "Không trả lời" if row.choice is None else one.item.choices[row.choice],
            "x" if row.is_key else "",
            row.count,
            row.share,
            _or_dash(row.mean_rest),
        )
        for one in seen.items
        for row in one.figures.choices
    ]


def _parts(seen: Analysis) -> list[tuple[object, ...]]:
    whole = ("Cả đề", len(seen.items), _or_dash(seen.alpha))
    return [whole, *((one.name, one.items, _or_dash(one.alpha)) for one in (*seen.topics, *seen.levels))]


def _or_dash(value: Fraction | float | None) -> Fraction | float | str:
    return MISSING if value is None else value
