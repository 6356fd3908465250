"""A file of questions checked row by row before anything is saved."""

import hashlib
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from contest.bank import comparing, typed_rows
from contest.bank.checked_file import CheckedFile, CheckedRow, Remark
from contest.bank.comparing import Outline
from contest.bank.queries import Pool, Status
from contest.bank.writing import DRAFT_MAY_LACK
from questions.checks import Finding, check_bank
from questions.formats import catalogue
from questions.formats.drafting import Defaults
from questions.formats.reading import Place, Problem, ReadResult
from questions.formats.table import column_letter, field_of, headings, row_of
from questions.item import Item, Level
from questions.likeness import twins

TABLES = (".xlsx", ".csv")
OWN_COLUMNS = ("Lỗi", "Dòng trong tệp gốc")
# Problems that speak of the file or its headings, not of one question.
ABOUT_THE_FILE = frozenset({"no-header", "too-many-rows", "unknown-column"})
LONGEST_SHOWN_VALUE = 80
ZIP_MAGIC = b"PK"
FIELD_OF = {
    "unknown-topic": "topic",
    "long-stem": "stem",
    "no-citation": "citation",
    "expired": "citation",
    "not-yet-valid": "citation",
    "no-explanation": "explanation",
    "long-explanation": "explanation",
    "key-too-long": "key",
}
STAGES = ("Đang đọc tệp", "Đang kiểm tra từng câu", "Đang tìm câu trùng trong ngân hàng")
Tell = Callable[[str, int, int], None]
"""Told (stage, done, of) while a file is being checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the sender said of the file: where its questions go, and what they are where it is silent.

    ``converts_fonts`` turns text typed for TCVN3 and VNI fonts into Unicode; otherwise it is a fault.
    """

    pool: Pool = Pool.CONTEST
    topic: str = ""
    level: Level = Level.RECALL
    converts_fonts: bool = False

    def to_json(self) -> str:
        """The options as text, to be kept beside the file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Options":
        """The options that ``to_json`` wrote."""
        stored = json.loads(text)
        return cls(**{**stored, "pool": Pool(stored["pool"]), "level": Level(stored["level"])})


PLAIN = Options()


def _nobody(_stage: str, _done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A question of the file: where it stands, and what it is or what is known of it."""

    place: Place
    item: Item | None
    fields: Mapping[str, str]


def check(
    content: bytes, *, name: str, today: date, options: Options = PLAIN, tell: Tell = _nobody
) -> CheckedFile:
    """Read a file of any known format and compare it with the bank; nothing is stored.

    Rows of the answer are as many as questions were read: imported + rejected.
    """
    digest = hashlib.sha256(content).hexdigest()
    tell(STAGES[0], 0, 0)
    defaults = Defaults(
        topic=options.topic,
        level=options.level,
        code_prefix=f"nhap-{digest[:6]}",
        convert_legacy=options.converts_fonts,
    )
    result = catalogue.format_of(Path(name)).read(content, file=name, defaults=defaults)
    entries = _entries(result)
    is_table = Path(name).suffix.lower() in TABLES
    texts = typed_rows.texts_of(content, name) if is_table else _texts_of(entries, content)
    header_row = max((number for number in texts if entries and number < entries[0].place.line), default=1)
    header = texts.get(header_row, ()) if is_table else headings(result.items)
    columns = {field_of(heading): index for index, heading in reversed(tuple(enumerate(header)))}
    mark, bank = comparing.mark(), comparing.outlines()
    remarks, problems = _faults(result.problems, entries, columns)
    for index, entry in enumerate(entries):
        tell(STAGES[1], index, len(entries))
        if entry.item is not None:
            remarks[index].extend(_own_remarks(entry.item, columns, today))
    tell(STAGES[2], len(entries), len(entries))
    word = "hàng" if is_table else "dòng"
    for index, remark in _twin_remarks(entries, bank, columns, word):
        remarks[index].append(remark)
    return CheckedFile(
        name=name,
        sha256=digest,
        mark=mark,
        is_table=is_table,
        header=header,
        header_row=header_row,
        rows=tuple(
            CheckedRow(
                number=entry.place.line,
                cells=texts.get(entry.place.line, ()) if is_table else _cells(entry, header, texts),
                remarks=tuple(remarks[index]),
                item=entry.item,
                part="" if entry.place.file == name else entry.place.file,
            )
            for index, entry in enumerate(entries)
        ),
        problems=tuple(problems),
        unknown_types=result.unknown_types,
        has_old_fonts=not options.converts_fonts
        and any(one.code == "legacy-font" for one in result.problems),
    )


def _entries(result: ReadResult) -> Sequence[_Entry]:
    """Good and bad questions in the order of the file."""
    good = (
        _Entry(place=place, item=item, fields={})
        for place, item in zip(result.places, result.items, strict=True)
    )
    bad = (_Entry(place=one.place, item=None, fields=one.fields) for one in result.refused)
    entries = [*good, *bad]
    files = {file: number for number, file in enumerate(dict.fromkeys(one.place.file for one in entries))}
    return sorted(entries, key=lambda one: (files[one.place.file], one.place.line))


def _texts_of(entries: Sequence[_Entry], content: bytes) -> Mapping[int, tuple[str, ...]]:
    """The lines of each question in a file of text, by its first line; nothing for a package."""
    if content.startswith(ZIP_MAGIC):
        return {}
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    starts = [entry.place.line for entry in entries]
    return {
        start: (" ".join(" ".join(lines[start - 1 : end - 1]).split()),)
        for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True)
    }


def _cells(entry: _Entry, header: Sequence[str], texts: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The cells of our own table for a question of another kind of file."""
    if entry.item is not None:
        return row_of(entry.item, len(header))
    fields = entry.fields or {"stem": "".join(texts.get(entry.place.line, ()))}
    return tuple(fields.get(field_of(heading), "") for heading in header)


def _faults(
    problems: Iterable[Problem], entries: Sequence[_Entry], columns: Mapping[str, int]
) -> tuple[defaultdict[int, list[Remark]], list[str]]:
    """What reading said of each question, by its index; and what it said of the file."""
    starts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, entry in enumerate(entries):
        starts[entry.place.file].append((entry.place.line, number))
    remarks: defaultdict[int, list[Remark]] = defaultdict(list)
    about_the_file: list[str] = []
    for problem in problems:
        known = starts[problem.place.file]
        place = bisect_right(known, (problem.place.line, len(entries))) - 1
        index = known[place][1] if place >= 0 else None
        is_error = problem.severity == "error"
        if problem.code in ABOUT_THE_FILE or index is None or (is_error and entries[index].item is not None):
            if problem.value not in OWN_COLUMNS:
                about_the_file.append(_about_the_file(problem))
        else:
            remarks[index].append(_fault_remark(problem, columns))
    return remarks, about_the_file


def _about_the_file(problem: Problem) -> str:
    return problem.message if problem.place.line == 1 else f"Dòng {problem.place.line}: {problem.message}"


def _fault_remark(fault: Problem, columns: Mapping[str, int]) -> Remark:
    letter = fault.column.split(" ", 1)[0]
    lettered = (index for index in range(typed_rows.MOST_COLUMNS) if column_letter(index) == letter)
    column = columns.get(fault.column, next(lettered, None) if " " in fault.column else None)
    where = f"Cột {fault.column}: " if " " in fault.column else ""
    value = fault.value[:LONGEST_SHOWN_VALUE]
    shown = f" Đang ghi: “{value}”." if value and value not in fault.message else ""
    return Remark(text=f"{where}{fault.message}{shown}", is_error=fault.severity == "error", column=column)


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
    entries: Sequence[_Entry], bank: Sequence[Outline], columns: Mapping[str, int], word: str
) -> Iterator[tuple[int, Remark]]:
    """Codes and stems that are there already, in the file or in the bank."""
    newcomers = [(index, entry.item) for index, entry in enumerate(entries) if entry.item is not None]
    yield from _code_remarks(newcomers, entries, bank, columns.get("code"), word)
    stems = [*(item.stem for _, item in newcomers), *(one.stem for one in bank)]
    for first, second, likeness in twins(stems, known=len(bank)):
        index, item = newcomers[first]
        if second < len(newcomers):
            place = f"{word} {entries[index].place.line}"
            text = (
                f"Trùng nội dung với {place}. Sửa hoặc xóa một trong hai."
                if likeness == 1
                else f"Gần giống {place} ({float(likeness):.0%} số từ)."
            )
            remark = Remark(text=text, is_error=likeness == 1, column=columns.get("stem"))
            yield newcomers[second][0], remark
        else:
            known = bank[second - len(newcomers)]
            if known.code != item.code:
                yield index, _known_stem_remark(known, is_same=likeness == 1, column=columns.get("stem"))


def _code_remarks(
    newcomers: Sequence[tuple[int, Item]],
    entries: Sequence[_Entry],
    bank: Sequence[Outline],
    column: int | None,
    word: str,
) -> Iterator[tuple[int, Remark]]:
    by_code = {one.code: one for one in bank}
    first_with_code: dict[str, int] = {}
    for index, item in newcomers:
        earlier = first_with_code.setdefault(item.code, index)
        if earlier != index:
            place = f"{word} {entries[earlier].place.line}"
            text = f"Mã “{item.code}” trùng với {place}; hãy đổi mã hoặc để trống."
            yield index, Remark(text=text, is_error=True, column=column)
        elif item.code in by_code:
            yield index, _code_remark(by_code[item.code], column)


def _code_remark(known: Outline, column: int | None) -> Remark:
    if known.status is Status.RETIRED:
        text = f"Mã “{known.code}” là của một câu đã ngừng dùng; câu nhập vào thành phiên bản mới của câu ấy."
        return Remark(text=text, is_error=False, column=column, item_id=known.id)
    text = f"Mã “{known.code}” đã có trong ngân hàng; để sửa câu ấy, hãy mở câu và sửa tại chỗ."
    return Remark(text=text, is_error=True, column=column, item_id=known.id)


def _known_stem_remark(known: Outline, *, is_same: bool, column: int | None) -> Remark:
    is_error = is_same and known.status is not Status.RETIRED
    how = "Trùng nội dung với" if is_same else "Gần giống"
    state = " (đã ngừng dùng)" if known.status is Status.RETIRED else ""
    text = f"{how} câu {known.code}{state} trong ngân hàng."
    return Remark(text=text, is_error=is_error, column=column, item_id=known.id)
