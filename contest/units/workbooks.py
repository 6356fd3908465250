"""Workbooks of units and headcounts: templates to fill in, the check of every row, the marked-up copy."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from contest.platform import fields
from contest.platform.files.checked_rows import CheckedSheet, Header, check_rows, find_header
from contest.platform.files.spreadsheet import (
    Column,
    Grid,
    Kind,
    RowProblem,
    Sheet,
    SheetRow,
    survey,
    workbook_of,
    write_grid,
)
from contest.platform.language.vietnamese import fold
from contest.units import queries
from contest.units.errors import ColumnMissing
from contest.units.listing import ListedUnit
from contest.units.queries import ALL_STAFF, CATEGORIES, KINDS, Unit
from contest.units.services import CODE, NewHeadcount, NewUnit

LONGEST_NAME = 250
LONGEST_SOURCE = 300
MOST_PEOPLE = 1_000_000
HEADCOUNT_LABELS: Mapping[str, str] = {
    "code": "Mã đơn vị",
    "name": "Tên đơn vị",
    "under": "Đơn vị cấp trên",
    **CATEGORIES,
    "as_of": "Tính đến ngày",
    "source": "Nguồn số liệu",
}
UNIT_LABELS: Mapping[str, str] = {
    "code": "Mã đơn vị",
    "name": "Tên đơn vị",
    "kind": "Loại đơn vị",
    "parent": "Mã đơn vị cấp trên",
}
ADDABLE_KINDS: Mapping[str, str] = {kind: label for kind, label in KINDS.items() if kind != "province"}
HEADCOUNT_GUIDE = (
    "Mỗi hàng là một đơn vị. Giữ nguyên hàng tiêu đề và cột Mã đơn vị.",
    "Điền số người thuộc diện dự thi vào các cột số; để trống cả hàng nếu số không đổi.",
    "Cột Tổng số CBCCVC gồm tất cả; các cột sau là một phần của tổng số.",
    "Tính đến ngày ghi dạng ngày/tháng/năm, ví dụ 01/11/2024. Nguồn số liệu: số công văn hoặc báo cáo.",
    "Không dùng công thức, không gộp ô. Tải lên rồi, hệ thống kiểm tra từng hàng trước khi nhập.",
)
UNIT_GUIDE = (
    "Mỗi hàng là một đơn vị mới (trường, phòng, trạm…). Giữ nguyên hàng tiêu đề.",
    "Mã đơn vị gồm chữ không dấu, số và gạch nối, không trùng mã đã có.",
    f"Loại đơn vị là một trong: {'; '.join(ADDABLE_KINDS.values())}.",
    "Mã đơn vị cấp trên là mã đã có trong danh sách, hoặc mã của một hàng khác trong tệp này.",
    "Không dùng công thức, không gộp ô. Tải lên rồi, hệ thống kiểm tra từng hàng trước khi nhập.",
)
Findings = tuple[list[RowProblem], list[RowProblem]]


Known = Mapping[str, Unit]
"""The units of the list by code: what a file is compared with."""


def headcount_template(list_id: int, *, now: datetime) -> bytes:
    """The headcount sheet of a list with what is known already."""
    units = queries.units_of(list_id)
    open_units = [unit for unit in units.values() if unit.kind != "province" and unit.closes_on is None]
    newest = queries.newest_headcounts({unit.id for unit in open_units})
    rows: list[tuple[int, Sequence[object]]] = []
    for number, unit in enumerate(open_units, start=2):
        said = [newest.get((unit.id, category)) for category in CATEGORIES]
        latest = max((one for one in said if one), key=lambda one: one.as_of, default=None)
        under = units[unit.parent_id].name if unit.parent_id is not None else ""
        counts = [one.people if one else None for one in said]
        dated = [latest.as_of, latest.source] if latest else [None, None]
        rows.append((number, [unit.code, unit.name, under, *counts, *dated]))
    return _written(
        Grid(
            name="Số người",
            header=tuple(HEADCOUNT_LABELS.values()),
            widths=(16, 44, 32, 12, 12, 12, 14, 14, 36),
            rows=rows,
            guide=HEADCOUNT_GUIDE,
        ),
        "Số người thuộc diện dự thi",
        now,
    )


def unit_template(*, now: datetime) -> bytes:
    """An empty sheet for new units; the example stands on the sheet of guidance."""
    example = "Ví dụ: 00796-TH | Trường Tiểu học Tả Lủng | Trường học | 00796"
    grid = Grid(
        name="Đơn vị",
        header=tuple(UNIT_LABELS.values()),
        widths=(18, 50, 28, 22),
        rows=(),
        guide=(*UNIT_GUIDE, example),
    )
    return _written(grid, "Đơn vị mới", now)


def marked(sheet: CheckedSheet[NewHeadcount] | CheckedSheet[NewUnit], *, now: datetime) -> bytes:
    """The file as it was sent, bad cells coloured and a column that says what is wrong."""
    marks, sentences = set(), {}
    for row in sheet.rows:
        for problem in row.problems:
            place = sheet.place_of(problem)
            if place is not None:
                marks.add((row.number, place))
        if row.problems or row.notes:
            sentences[row.number] = " ".join(sheet.said(one) for one in (*row.problems, *row.notes))
    labels = tuple(sheet.header.labels.values())
    grid = Grid(
        name="Kiểm tra",
        header=labels,
        widths=tuple(20 for _label in labels),
        rows=[(row.number, row.cells) for row in sheet.rows if row.number > 1],
        guide=HEADCOUNT_GUIDE if "as_of" in sheet.header.labels else UNIT_GUIDE,
        marks=marks,
        problems=sentences,
    )
    return _written(grid, "Tệp đánh dấu lỗi", now)


def _written(grid: Grid, title: str, now: datetime) -> bytes:
    target = io.BytesIO()
    write_grid(target, grid, title=title, created=now)
    return target.getvalue()


def check_headcounts(content: bytes, known: Known) -> CheckedSheet[NewHeadcount]:
    """Every row of a headcount file; raises what the platform's reader raises, and ColumnMissing."""
    reading = survey(content)
    header = _header(reading.rows, HEADCOUNT_LABELS, ("code", ALL_STAFF, "as_of", "source"))
    codes = Counter(header.cell(row, "code") for row in reading.rows)

    def check(row: SheetRow) -> tuple[list[NewHeadcount], list[RowProblem], list[RowProblem]]:
        unit, (problems, notes) = _known_unit(row, header, known, codes)
        counts, bad_counts = _counts(row, header)
        problems += bad_counts
        as_of = fields.day_of(header.cell(row, "as_of"))
        source = header.cell(row, "source")
        if not counts and not bad_counts:
            return [], problems, notes
        if as_of is None:
            problems.append(header.problem(row, "as_of", "nhập ngày dạng ngày/tháng/năm, ví dụ 01/11/2024."))
        if not source or len(source) > LONGEST_SOURCE:
            problems.append(header.problem(row, "source", "ghi công văn hoặc báo cáo nêu số này."))
        if unit is None or as_of is None or problems:
            return [], problems, notes
        records = [
            NewHeadcount(unit_id=unit.id, category=category, people=people, as_of=as_of, source=source)
            for category, people in counts.items()
        ]
        return records, problems, notes

    return check_rows(reading, header, check=check)


def check_units(content: bytes, known: Known) -> CheckedSheet[NewUnit]:
    """Every row of a file of new units; raises what the platform's reader raises, and ColumnMissing."""
    reading = survey(content)
    header = _header(reading.rows, UNIT_LABELS, tuple(UNIT_LABELS))
    codes = Counter(header.cell(row, "code") for row in reading.rows)
    parents = {header.cell(row, "code"): header.cell(row, "parent") for row in reading.rows}

    def check(row: SheetRow) -> tuple[list[NewUnit], list[RowProblem], list[RowProblem]]:
        problems = _new_code(row, header, known, codes)
        name = header.cell(row, "name")
        if not name or len(name) > LONGEST_NAME:
            problems.append(header.problem(row, "name", f"nhập tên, dài nhất {LONGEST_NAME} ký tự."))
        kind = _kind_of(header.cell(row, "kind"))
        if kind is None:
            message = f"chọn một loại: {'; '.join(ADDABLE_KINDS.values())}."
            problems.append(header.problem(row, "kind", message))
        problems += _parent(row, header, known, parents)
        if problems or kind is None:
            return [], problems, []
        code, parent = header.cell(row, "code"), header.cell(row, "parent")
        return [NewUnit(code=code, name=name, kind=kind, parent_code=parent)], [], []

    return check_rows(reading, header, check=check)


def _header(rows: Sequence[SheetRow], labels: Mapping[str, str], needed: Sequence[str]) -> Header:
    header, missing = find_header(rows, labels=labels, needed=needed)
    if header is None or missing:
        raise ColumnMissing(column=missing)
    return header


def _known_unit(
    row: SheetRow, header: Header, known: Known, codes: Counter[str]
) -> tuple[Unit | None, Findings]:
    code, name = header.cell(row, "code"), header.cell(row, "name")
    unit = known.get(code)
    if unit is None:
        return None, ([header.problem(row, "code", _unknown_code(code, known))], [])
    problems, notes = [], []
    if codes[code] > 1:
        problems.append(header.problem(row, "code", "mã này có ở nhiều hàng, chỉ giữ lại một hàng."))
    if unit.closes_on is not None:
        problems.append(header.problem(row, "code", "đơn vị đã kết thúc hoạt động, xóa hàng này."))
    if name and fold(name) not in {fold(unit.name), fold(unit.title)}:
        notes.append(header.problem(row, "name", f"trong danh sách mã này tên là “{unit.name}”."))
    return unit, (problems, notes)


def _unknown_code(code: str, known: Known) -> str:
    if not code:
        return "nhập mã đơn vị."
    padded = next((one for one in known if one.lstrip("0") == code.lstrip("0")), None)
    if padded is not None:
        return f"không có mã này. Nếu Excel đã bỏ số 0 ở đầu thì mã đúng là {padded}."
    return "không có đơn vị nào mang mã này, xem mã ở trang Cơ quan, đơn vị."


def _counts(row: SheetRow, header: Header) -> tuple[dict[str, int], list[RowProblem]]:
    counts: dict[str, int] = {}
    problems = []
    for category in CATEGORIES:
        text = header.cell(row, category)
        if not text:
            continue
        people = fields.whole_of(text)
        if people is None or people > MOST_PEOPLE:
            problems.append(header.problem(row, category, "nhập số nguyên từ 0 trở lên, ví dụ 45."))
        else:
            counts[category] = people
    total = counts.get(ALL_STAFF)
    problems += [
        header.problem(row, category, f"lớn hơn {CATEGORIES[ALL_STAFF]} ({total}).")
        for category, people in counts.items()
        if total is not None and people > total
    ]
    return counts, problems


def _new_code(row: SheetRow, header: Header, known: Known, codes: Counter[str]) -> list[RowProblem]:
    code = header.cell(row, "code")
    if not CODE.fullmatch(code):
        return [header.problem(row, "code", "mã gồm chữ không dấu, số và gạch nối, ví dụ 00796-TH.")]
    if code in known:
        return [header.problem(row, "code", f"mã đã có trong danh sách ({known[code].name}).")]
    if codes[code] > 1:
        return [header.problem(row, "code", "mã này có ở nhiều hàng, mỗi đơn vị một mã.")]
    return []


def _kind_of(text: str) -> str | None:
    wanted = fold(text)
    return next((kind for kind, label in ADDABLE_KINDS.items() if wanted in (fold(label), kind)), None)


def _parent(row: SheetRow, header: Header, known: Known, parents: Mapping[str, str]) -> list[RowProblem]:
    code = header.cell(row, "parent")
    seen = {header.cell(row, "code")}
    while code in parents and code not in known:
        if code in seen:
            return [header.problem(row, "parent", "các hàng trong tệp là cấp trên của nhau thành vòng.")]
        seen.add(code)
        code = parents[code]
    parent = known.get(code)
    if parent is None:
        return [header.problem(row, "parent", _unknown_code(code, known))]
    if parent.closes_on is not None:
        return [header.problem(row, "parent", "đơn vị cấp trên đã kết thúc hoạt động.")]
    return []


def exported(rows: Sequence[ListedUnit], *, title: str, note: str, now: datetime) -> bytes:
    """The list of units as a workbook: exactly the rows that are shown."""
    columns = (
        Column(header="Mã đơn vị", width=16),
        Column(header="Tên đơn vị", width=50),
        Column(header="Loại đơn vị", width=24),
        Column(header="Thuộc", width=36),
        Column(header="Số người thuộc diện", width=14, kind=Kind.NUMBER),
        Column(header="Trực thuộc (đơn vị)", width=14, kind=Kind.NUMBER),
        Column(header="Kết thúc từ ngày", width=14, kind=Kind.DAY),
    )
    lines = [
        (
            one.unit.code,
            one.unit.name,
            KINDS.get(one.unit.kind, one.unit.kind),
            one.under,
            one.people,
            one.children,
            one.unit.closes_on,
        )
        for one in rows
    ]
    sheet = Sheet(name="Đơn vị", title=title, note=note, columns=columns, rows=lines)
    return workbook_of([sheet], title=title, created=now)
