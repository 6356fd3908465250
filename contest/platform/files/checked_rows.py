"""A sent sheet looked at row by row: what each row would record, what is wrong with it and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from contest.platform.files.spreadsheet import Reading, RowProblem, SheetRow
from contest.platform.language.vietnamese import fold
from questions.formats.table import column_letter

T = TypeVar("T")
ROWS_BEFORE_HEADER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the known columns stand in the file: index by our own name of the column."""

    row: int
    labels: Mapping[str, str]
    places: Mapping[str, int]

    def cell(self, row: SheetRow, name: str) -> str:
        """The text of a column in a row; empty where the file has no such column."""
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def problem(self, row: SheetRow, name: str, message: str) -> RowProblem:
        """A problem at a cell."""
        place = self.places.get(name, 0)
        return RowProblem(
            row=row.number, column=column_letter(place), value=self.cell(row, name), message=message
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow(Generic[T]):
    """A row of the file: its cells in our order of columns, what it would record, problems and notes."""

    number: int
    cells: tuple[str, ...]
    records: tuple[T, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSheet(Generic[T]):
    """The whole file; nothing of it is stored yet."""

    header: Header
    rows: tuple[CheckedRow[T], ...]

    @property
    def bad(self) -> tuple[CheckedRow[T], ...]:
        """Rows that keep the file from being imported."""
        return tuple(row for row in self.rows if row.problems)

    @property
    def noted(self) -> tuple[CheckedRow[T], ...]:
        """Rows that can be imported and deserve a look."""
        return tuple(row for row in self.rows if row.notes and not row.problems)

    @property
    def records(self) -> tuple[T, ...]:
        """What the import would record; empty while any row is bad."""
        return () if self.bad else tuple(record for row in self.rows for record in row.records)

    def place_of(self, problem: RowProblem) -> int | None:
        """The index of a problem's column among ours, None for a column that is not ours."""
        names = list(self.header.labels)
        letters = {column_letter(place): name for name, place in self.header.places.items()}
        name = letters.get(problem.column)
        return None if name is None else names.index(name)

    def said(self, problem: RowProblem) -> str:
        """The whole sentence of a problem: row, column, value, how to mend it."""
        place = self.place_of(problem)
        label = "" if place is None else f" ({list(self.header.labels.values())[place]})"
        value = f" ghi “{problem.value}”" if problem.value else " đang trống"
        return f"Hàng {problem.row}, cột {problem.column}{label}{value}: {problem.message}"


def find_header(
    rows: Sequence[SheetRow], *, labels: Mapping[str, str], needed: Sequence[str]
) -> tuple[Header | None, str]:
    """The row that names the columns, in any case and diacritics; and the first needed column it lacks."""
    names = {fold(label): name for name, label in labels.items()}
    missing = labels[needed[0]]
    for row in rows[:ROWS_BEFORE_HEADER]:
        places: dict[str, int] = {}
        for index, text in enumerate(row.cells):
            name = names.get(fold(text))
            if name is not None:
                places.setdefault(name, index)
        if needed[0] not in places:
            continue
        lacking = [labels[name] for name in needed if name not in places]
        return Header(row=row.number, labels=labels, places=places), lacking[0] if lacking else ""
    return None, missing


def check_rows(
    reading: Reading,
    header: Header,
    *,
    check: Callable[[SheetRow], tuple[Sequence[T], Sequence[RowProblem], Sequence[RowProblem]]],
) -> CheckedSheet[T]:
    """Look at every row below the header; ``check`` answers records, problems and notes of one row."""
    unreadable: dict[int, list[RowProblem]] = {}
    for problem in reading.problems:
        unreadable.setdefault(problem.row, []).append(problem)
    rows: list[CheckedRow[T]] = []
    for row in reading.rows:
        found = unreadable.pop(row.number, [])
        if row.number <= header.row:
            if not found:
                continue
            rows.append(_checked(row, header, (), found, ()))
            continue
        records, problems, notes = check(row)
        known = {problem.column for problem in found}
        problems = [*found, *(one for one in problems if one.column not in known)]
        rows.append(_checked(row, header, () if problems else records, problems, notes))
    for number, found in sorted(unreadable.items()):
        rows.append(_checked(SheetRow(number=number, cells=()), header, (), found, ()))
    return CheckedSheet(header=header, rows=tuple(sorted(rows, key=lambda row: row.number)))


def _checked(
    row: SheetRow,
    header: Header,
    records: Sequence[T],
    problems: Sequence[RowProblem],
    notes: Sequence[RowProblem],
) -> CheckedRow[T]:
    return CheckedRow(
        number=row.number,
        cells=tuple(header.cell(row, name) for name in header.labels),
        records=tuple(records),
        problems=tuple(problems),
        notes=tuple(notes),
    )
