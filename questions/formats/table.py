"""Questions as rows of a table with Vietnamese headings, for workbooks and CSV alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from questions.formats.drafting import MAX_ROWS, Defaults, Drafting, Raw
from questions.formats.reading import Place, ReadResult
from questions.item import LETTERS, TOPICS, Item
from questions.likeness import folded

QUESTIONS_SHEET = "Câu hỏi"
# How far below the top of a sheet the headings may stand (a title and a date come first).
HEADER_SEARCH = 10
FEWEST_CHOICE_COLUMNS = 4
MOST_CHOICE_COLUMNS = 8

_BEFORE = MappingProxyType({"code": "Mã", "topic": "Chủ đề", "level": "Mức độ", "stem": "Câu hỏi"})
_AFTER = MappingProxyType(
    {
        "key": "Đáp án",
        "citation": "Căn cứ",
        "explanation": "Giải thích",
        "pin_last": "Giữ phương án cuối",
        "valid_from": "Hiệu lực từ",
        "valid_to": "Hiệu lực đến",
        "tags": "Nhãn",
        "facts": "Dữ kiện",
        "replaced_by": "Thay bằng",
        "author": "Người soạn",
    }
)
_CHOICES = MappingProxyType({f"choice_{letter}": letter for letter in LETTERS[:MOST_CHOICE_COLUMNS]})
_ALIASES = MappingProxyType(
    {
        "ma cau hoi": "code",
        "ma cau": "code",
        "muc": "level",
        "noi dung cau hoi": "stem",
        "noi dung": "stem",
        "cau dan": "stem",
        "dap an dung": "key",
        "can cu phap ly": "citation",
        "trich dan": "citation",
    }
)
_FIELDS_BY_HEADING: Mapping[str, str] = MappingProxyType(
    {folded(heading): name for name, heading in (*_BEFORE.items(), *_AFTER.items())}
    | {folded(letter): name for name, letter in _CHOICES.items()}
    | {f"phuong an {folded(letter)}": name for name, letter in _CHOICES.items()}
    | _ALIASES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """A cell whose content cannot be used: what it shows and what to do."""

    value: str
    message: str


Cell = str | BadCell


def field_of(heading: str) -> str:
    """The field that a column of this heading holds ("choice_A" for a choice), "" for none."""
    return _FIELDS_BY_HEADING.get(folded(heading), "")


def column_letter(index: int) -> str:
    """The name of a column as a workbook shows it: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = LETTERS[rest] + name
    return name


def read_rows(rows: Iterable[tuple[int, Sequence[Cell]]], *, file: str, defaults: Defaults) -> ReadResult:
    """Read numbered rows: headings first, then one question a row; empty rows are passed over."""
    drafting = Drafting(defaults)
    heading: _Heading | None = None
    top = Place(file=file, line=1)
    for seen, (number, cells) in enumerate(rows):
        place = Place(file=file, line=number)
        if heading is None:
            heading = _Heading.of(cells)
            if heading is not None:
                heading.report(place, drafting)
            elif seen >= HEADER_SEARCH:
                break
        elif seen > MAX_ROWS:
            drafting.note(place, "too-many-rows", f"Tệp có hơn {MAX_ROWS} hàng; hãy tách thành nhiều tệp.")
            break
        elif any(cell != "" for cell in cells):
            heading.read(place, cells, drafting)
    if heading is None:
        drafting.note(
            top, "no-header", "Không thấy hàng tiêu đề có cột “Câu hỏi” và “Đáp án”; hãy dùng tệp mẫu."
        )
    return drafting.result()


class _Heading:
    """Which column holds which field."""

    def __init__(self, columns: dict[int, str], texts: Sequence[str]) -> None:
        self.columns = columns
        self.texts = texts
        self.labels = {name: f"{column_letter(i)} ({texts[i]})" for i, name in columns.items()}

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "_Heading | None":
        """The heading in this row, or None when the row is none."""
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        columns: dict[int, str] = {}
        for index, text in enumerate(texts):
            name = _FIELDS_BY_HEADING.get(folded(text))
            if name is not None and name not in columns.values():
                columns[index] = name
        return cls(columns, texts) if {"stem", "key"} <= set(columns.values()) else None

    def report(self, place: Place, drafting: Drafting) -> None:
        """Warn of columns that are not read."""
        for index, text in enumerate(self.texts):
            if text and index not in self.columns:
                drafting.note(
                    place,
                    "unknown-column",
                    f"Cột “{text}” không được đọc (tên lạ hoặc trùng).",
                    column_letter(index),
                    text,
                    severity="warning",
                )

    def read(self, place: Place, cells: Sequence[Cell], drafting: Drafting) -> None:
        """Read one question."""
        fields: dict[str, str] = {}
        bad: list[tuple[str, BadCell]] = []
        for index, name in self.columns.items():
            cell = cells[index] if index < len(cells) else ""
            if isinstance(cell, BadCell):
                bad.append((name, cell))
            else:
                fields[name] = cell
        if bad:
            for name, cell in bad[1:]:
                drafting.note(place, "bad-cell", cell.message, self.labels[name], cell.value)
            name, cell = bad[0]
            drafting.refuse(place, "bad-cell", cell.message, self.labels[name], cell.value)
            return
        choices = [fields.pop(name, "") for name in _CHOICES]
        while choices and not choices[-1].strip():
            choices.pop()
        drafting.add(
            Raw(
                place=place,
                stem=fields.pop("stem"),
                choices=tuple(choices),
                key=fields.pop("key"),
                tags=_parts(fields.pop("tags", "")),
                facts=_parts(fields.pop("facts", "")),
                columns=self.labels,
                **fields,
            )
        )


def _day(day: date | None) -> str:
    # strftime would write the year 999 with three digits.
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.replace(";", ",").split(","))


def headings(items: Iterable[Item]) -> tuple[str, ...]:
    """The headings of a table that can hold the items: A to D at least, more where needed."""
    most = max((len(item.choices) for item in items), default=0)
    if most > MOST_CHOICE_COLUMNS:
        raise ValueError(f"a table holds at most {MOST_CHOICE_COLUMNS} choices")
    letters = LETTERS[: max(most, FEWEST_CHOICE_COLUMNS)]
    return (*_BEFORE.values(), *letters, *_AFTER.values())


def row_of(item: Item, width: int) -> tuple[str, ...]:
    """The item as texts under ``headings``, for a table of that many columns.

    Raises ValueError for what a cell of the table cannot hold: a tag or fact with a comma.
    """
    if any("," in part or ";" in part for part in (*item.tags, *item.facts)):
        raise ValueError(f"item {item.code!r} has a tag or fact with a comma")
    places = width - len(_BEFORE) - len(_AFTER)
    return (
        item.code,
        TOPICS.get(item.topic, item.topic),
        item.level.label,
        item.stem,
        *item.choices,
        *[""] * (places - len(item.choices)),
        item.key_letter,
        item.citation,
        item.explanation,
        "Có" if item.pin_last else "",
        _day(item.valid_from),
        _day(item.valid_to),
        ", ".join(sorted(item.tags)),
        ", ".join(item.facts),
        item.replaced_by,
        item.author,
    )
