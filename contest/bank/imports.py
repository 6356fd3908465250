"""A file of questions checked row by row before anything is saved."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import IO

from contest.bank import queries, typed_rows
from contest.bank.queries import BankItem, Status
from contest.bank.writing import DRAFT_MAY_LACK
from contest.platform.spreadsheet import Grid, write_grid
from questions.checks import Finding, check_bank
from questions.formats import csv_table
from questions.formats.drafting import Defaults
from questions.formats.reading import Problem, ReadResult
from questions.formats.table import QUESTIONS_SHEET, column_letter
from questions.item import Item
from questions.likeness import folded, twins

WIDE, NARROW = 34, 24
GUIDE = (
    "Ô nền hồng có lỗi; cột “Lỗi” ở cuối hàng nói cách sửa.",
    "Sửa xong, lưu tệp rồi chọn lại tệp ở trang Nhập câu hỏi. Cột “Lỗi” không được đọc nên không cần xóa.",
)
# Problems that speak of the file or its headings, not of one question.
ABOUT_THE_FILE = frozenset({"no-header", "too-many-rows", "unknown-column"})
# Under which headings a field is found, and which field a finding speaks of.
HEADINGS: Mapping[str, frozenset[str]] = {
    "code": frozenset({"ma", "ma cau hoi", "ma cau"}),
    "topic": frozenset({"chu de"}),
    "stem": frozenset({"cau hoi", "noi dung cau hoi", "noi dung", "cau dan"}),
    "key": frozenset({"dap an", "dap an dung"}),
    "citation": frozenset({"can cu", "can cu phap ly", "trich dan"}),
    "explanation": frozenset({"giai thich"}),
}
SHOWN_HEADINGS = (
    HEADINGS["code"]
    | HEADINGS["stem"]
    | HEADINGS["key"]
    | HEADINGS["citation"]
    | {f"{start}{letter}" for start in ("", "phuong an ") for letter in "abcdefgh"}
)
FIELD_OF = {
    "unknown-topic": "topic",
    "long-stem": "stem",
    "twin": "stem",
    "similar": "stem",
    "code-taken": "code",
    "no-citation": "citation",
    "expired": "citation",
    "not-yet-valid": "citation",
    "no-explanation": "explanation",
    "long-explanation": "explanation",
    "key-too-long": "key",
}


class Verdict(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"

    @property
    def label(self) -> str:
        """The verdict on screen."""
        return {Verdict.GOOD: "Hợp lệ", Verdict.NOTE: "Lưu ý", Verdict.BAD: "Lỗi"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence about a row: whether it keeps the row out, the cell it is about, the question it names."""

    text: str
    is_error: bool
    column: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """One row as typed, its remarks, and the question it gives (None for a faulty row)."""

    number: int
    cells: tuple[str, ...]
    remarks: tuple[Remark, ...]
    item: Item | None

    @property
    def verdict(self) -> Verdict:
        """Bad by any error, worth a look by any other remark."""
        if self.item is None or any(remark.is_error for remark in self.remarks):
            return Verdict.BAD
        return Verdict.NOTE if self.remarks else Verdict.GOOD

    def marks(self, width: int) -> tuple[tuple[str, str], ...]:
        """(text, mark) of each cell; a mark is "bad", "note" or empty."""
        by_column: dict[int, str] = {}
        for remark in self.remarks:
            if remark.column is not None and by_column.get(remark.column) != "bad":
                by_column[remark.column] = "bad" if remark.is_error else "note"
        cells = (*self.cells, *[""] * (width - len(self.cells)))[:width]
        return tuple((text, by_column.get(index, "")) for index, text in enumerate(cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A whole file: its headings, its rows, and what is wrong with it as a file."""

    name: str
    sha256: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[CheckedRow, ...]
    problems: tuple[str, ...]

    def with_verdict(self, *verdicts: Verdict) -> tuple[CheckedRow, ...]:
        """The rows that came out so."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @property
    def items(self) -> tuple[Item, ...]:
        """What would be imported: every row without an error."""
        return tuple(
            row.item for row in self.with_verdict(Verdict.GOOD, Verdict.NOTE) if row.item is not None
        )

    def shown_columns(self, rows: Iterable[CheckedRow]) -> tuple[int, ...]:
        """The columns a page shows: what makes the question, and wherever one of the rows is marked."""
        plain = [folded(heading) for heading in self.header]
        wanted = {index for index, heading in enumerate(plain) if heading in SHOWN_HEADINGS}
        marked = {remark.column for row in rows for remark in row.remarks if remark.column is not None}
        return tuple(sorted(wanted | {one for one in marked if one < len(self.header)}))

    def write_marked(self, target: IO[bytes], *, now: datetime) -> None:
        """Write the same table as a workbook: faulty cells coloured, a column "Lỗi" behind the others."""
        marked = {row.number: row.marks(len(self.header)) for row in self.rows}
        grid = Grid(
            name=QUESTIONS_SHEET,
            header=self.header,
            widths=[WIDE if len(heading) > 1 else NARROW for heading in self.header],
            rows=((number, [text for text, _ in cells]) for number, cells in marked.items()),
            guide=GUIDE,
            marks={
                (number, index)
                for number, cells in marked.items()
                for index, (_, mark) in enumerate(cells)
                if mark == "bad"
            },
            problems={
                row.number: " ".join(remark.text for remark in row.remarks)
                for row in self.rows
                if row.remarks
            },
        )
        write_grid(target, grid, title=f"Đánh dấu lỗi – {self.name}", created=now)


def check(
    content: bytes,
    *,
    name: str,
    today: date,
    apart_from: Collection[int] = (),
    converts_fonts: bool = False,
) -> CheckedFile:
    """Read a workbook or CSV file and compare it with the bank; nothing is stored.

    ``apart_from`` are questions that the comparison leaves out: those that came with this very file.
    ``converts_fonts`` turns text typed for TCVN3 and VNI fonts into Unicode; otherwise it is a fault.
    """
    digest = hashlib.sha256(content).hexdigest()
    defaults = Defaults(code_prefix=f"nhap-{digest[:6]}", convert_legacy=converts_fonts)
    result = _read(content, name, defaults)
    texts = typed_rows.texts_of(content, name)
    bank = [one for one in queries.all_items() if one.id not in frozenset(apart_from)]
    return _assembled(result, texts, bank, name=name, digest=digest, today=today)


def _read(content: bytes, name: str, defaults: Defaults) -> ReadResult:
    if PurePath(name).suffix.lower() == ".csv":
        return csv_table.read(content, file=name, defaults=defaults)
    from questions.formats import spreadsheet  # noqa: PLC0415 - 25 MB that no participant's request needs

    return spreadsheet.read(content, file=name, defaults=defaults)


def _assembled(
    result: ReadResult,
    texts: Mapping[int, tuple[str, ...]],
    bank: Sequence[BankItem],
    *,
    name: str,
    digest: str,
    today: date,
) -> CheckedFile:
    faults = [one for one in result.problems if one.code not in ABOUT_THE_FILE and one.place.line in texts]
    items = {place.line: item for place, item in zip(result.places, result.items, strict=True)}
    numbers = sorted({*items, *(fault.place.line for fault in faults)})
    header_row = max((number for number in texts if numbers and number < numbers[0]), default=1)
    header = texts.get(header_row, ())
    columns = _columns(header)
    remarks = _remarks(faults, items, bank, columns, today)
    return CheckedFile(
        name=name,
        sha256=digest,
        header=header,
        header_row=header_row,
        rows=tuple(
            CheckedRow(
                number=number,
                cells=texts.get(number, ()),
                remarks=tuple(remarks[number]),
                item=items.get(number),
            )
            for number in numbers
        ),
        problems=tuple(str(one.message) for one in result.problems if one not in faults),
    )


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    plain = [folded(heading) for heading in header]
    return {
        field: next(index for index, heading in enumerate(plain) if heading in names)
        for field, names in HEADINGS.items()
        if names & set(plain)
    }


def _remarks(
    faults: Iterable[Problem],
    items: Mapping[int, Item],
    bank: Sequence[BankItem],
    columns: Mapping[str, int],
    today: date,
) -> Mapping[int, list[Remark]]:
    remarks: defaultdict[int, list[Remark]] = defaultdict(list)
    for fault in faults:
        remarks[fault.place.line].append(_fault_remark(fault))
    for number, item in items.items():
        remarks[number].extend(_own_remarks(item, columns, today))
    for number, remark in _twin_remarks(items, bank, columns):
        remarks[number].append(remark)
    return remarks


def _fault_remark(fault: Problem) -> Remark:
    letter = fault.column.split(" ", 1)[0]
    column = next((index for index in range(typed_rows.MOST_COLUMNS) if column_letter(index) == letter), None)
    where = f"Cột {fault.column}: " if column is not None else ""
    return Remark(text=f"{where}{fault.message}", is_error=fault.severity == "error", column=column)


def _own_remarks(item: Item, columns: Mapping[str, int], today: date) -> Iterator[Remark]:
    for finding in check_bank([item], today=today):
        yield _finding_remark(finding, item, columns)


def _finding_remark(finding: Finding, item: Item, columns: Mapping[str, int]) -> Remark:
    is_error = finding.severity == "error" and finding.code not in DRAFT_MAY_LACK
    text = finding.message
    if finding.code == "unknown-topic" and not item.topic:
        text = "Chưa ghi chủ đề; hãy chọn trong danh sách thả xuống."
    return Remark(text=text, is_error=is_error, column=columns.get(FIELD_OF.get(finding.code, "")))


def _twin_remarks(
    items: Mapping[int, Item], bank: Sequence[BankItem], columns: Mapping[str, int]
) -> Iterator[tuple[int, Remark]]:
    """Codes and stems that are there already, in the file or in the bank."""
    by_code = {one.content.code: one for one in bank}
    first_with_code: dict[str, int] = {}
    for number, item in items.items():
        earlier = first_with_code.setdefault(item.code, number)
        if earlier != number:
            text = f"Mã “{item.code}” trùng với hàng {earlier}; hãy đổi mã hoặc để trống."
            yield number, Remark(text=text, is_error=True, column=columns.get("code"))
        elif item.code in by_code:
            yield number, _code_remark(by_code[item.code], columns.get("code"))
    numbers = list(items)
    stems = [*(items[number].stem for number in numbers), *(one.content.stem for one in bank)]
    for first, second, likeness in twins(stems):
        if first >= len(numbers):
            continue  # both stand in the bank already
        is_same = likeness == 1
        if second < len(numbers):
            text = (
                f"Trùng nội dung với hàng {numbers[first]}. Sửa hoặc xóa một trong hai hàng."
                if is_same
                else f"Gần giống hàng {numbers[first]} ({float(likeness):.0%} số từ)."
            )
            yield numbers[second], Remark(text=text, is_error=is_same, column=columns.get("stem"))
        else:
            known = bank[second - len(numbers)]
            if known.content.code != items[numbers[first]].code:
                yield numbers[first], _known_stem_remark(known, is_same=is_same, column=columns.get("stem"))


def _code_remark(known: BankItem, column: int | None) -> Remark:
    code = known.content.code
    if known.status is Status.RETIRED:
        text = f"Mã “{code}” là của một câu đã ngừng dùng; câu nhập vào thành phiên bản mới của câu ấy."
        return Remark(text=text, is_error=False, column=column, item_id=known.id)
    text = f"Mã “{code}” đã có trong ngân hàng; để sửa câu ấy, hãy mở câu và sửa tại chỗ."
    return Remark(text=text, is_error=True, column=column, item_id=known.id)


def _known_stem_remark(known: BankItem, *, is_same: bool, column: int | None) -> Remark:
    is_error = is_same and known.status is not Status.RETIRED
    how = "Trùng nội dung với" if is_same else "Gần giống"
    state = " (đã ngừng dùng)" if known.status is Status.RETIRED else ""
    text = f"{how} câu {known.content.code}{state} trong ngân hàng."
    return Remark(text=text, is_error=is_error, column=column, item_id=known.id)
