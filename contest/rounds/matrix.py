"""The matrix of a paper in a form: how many questions of each topic and level, and of those with a tag."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, SelectField
from wtforms.utils import unset_value
from wtforms.validators import Length, ValidationError

from contest.platform.fields import WholeField, choices, whole_of
from contest.platform.forms import TextField
from contest.rounds.manage_forms import Part
from questions.blueprint import Cell, PaperBlueprint
from questions.item import TOPICS, Level

ANY = "bat-ky"
MOST_QUESTIONS = 200
LONGEST_TAG = 60
ROWS: Mapping[str, str] = {**TOPICS, ANY: "Mọi chủ đề"}
COLUMNS: Mapping[str, str] = {ANY: "Mọi mức", **{level.value: level.label for level in Level}}


class MatrixField(Field):  # type: ignore[misc] # WTForms ships no types
    """Counts by (topic, level); what was typed is shown again, right or wrong."""

    data: dict[tuple[str, str], int]
    errors: list[str]
    process_errors: list[str]
    rows = ROWS
    columns = COLUMNS

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Read one input for each cell."""
        self.errors, self.process_errors = [], []
        given = {} if data is unset_value or data is None else dict(data)
        self.typed = {place: str(count) for place, count in given.items()}
        self.data = given
        if formdata:
            self.typed = {
                (row, column): formdata.get(self.input_name(row, column), "")
                for row in ROWS
                for column in COLUMNS
            }
            self._read()

    def _read(self) -> None:
        self.data = {}
        for (row, column), text in self.typed.items():
            count = whole_of(text)
            if count is not None:
                self.data[row, column] = count
            if text.strip() and (count is None or count > MOST_QUESTIONS):
                self.process_errors.append(
                    f"Ô “{ROWS[row]}, {COLUMNS[column].lower()}”: nhập số nguyên từ 0 đến {MOST_QUESTIONS}."
                )

    def input_name(self, row: str, column: str) -> str:
        """The name of a cell's input."""
        return f"{self.name}-{row}-{column}"

    def shown(self, row: str, column: str) -> str:
        """What stands in a cell; nothing for none."""
        text = self.typed.get((row, column), "")
        return "" if text == "0" else text

    def cells(self) -> tuple[Cell, ...]:
        """The cells with a count."""
        return tuple(
            _cell(row, column, count)
            for row in ROWS
            for column in COLUMNS
            if (count := self.data.get((row, column)))
        )


class TaggedCellForm(Part):
    """So many questions that carry a tag besides; a row with neither tag nor count is none."""

    topic = SelectField("Chủ đề", choices=choices(ROWS), default=ANY)
    level = SelectField("Mức độ", choices=choices(COLUMNS), default=ANY)
    tag = TextField("Nhãn", validators=[Length(max=LONGEST_TAG)])
    count = WholeField("Số câu")

    @property
    def is_kept(self) -> bool:
        """Whether this row goes into the matrix."""
        return bool(self.tag.data or self.count.data)

    def validate_tag(self, field: TextField) -> None:
        """Without a tag the count belongs into the matrix above."""
        if self.is_kept and not field.data:
            raise ValidationError("Ghi nhãn của các câu này, hoặc xóa số câu.")

    def validate_count(self, field: WholeField) -> None:
        """A tag alone asks for nothing."""
        if self.is_kept and not 0 < (field.data or 0) <= MOST_QUESTIONS:
            raise ValidationError(f"Nhập số câu từ 1 đến {MOST_QUESTIONS}, hoặc xóa nhãn.")

    def cell(self) -> Cell:
        """The row as typed."""
        return _cell(self.topic.data, self.level.data, self.count.data, self.tag.data)


def _cell(row: str, column: str, count: int, tag: str | None = None) -> Cell:
    return Cell(
        topic=None if row == ANY else row,
        level=None if column == ANY else Level(column),
        count=count,
        tag=tag,
    )


def typed_matrix(blueprint: PaperBlueprint) -> dict[str, Any]:
    """What the fields hold for a stored matrix; cells without a tag that ask for the same are added up."""
    counts: dict[tuple[str, str], int] = {}
    for cell in blueprint.cells:
        if cell.tag is None:
            place = _place(cell)
            counts[place] = counts.get(place, 0) + cell.count
    return {"matrix": counts, "tagged": _tagged([cell for cell in blueprint.cells if cell.tag is not None])}


def _tagged(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    return [
        {"topic": topic, "level": level, "tag": cell.tag, "count": cell.count}
        for cell in cells
        for topic, level in (_place(cell),)
    ]


def _place(cell: Cell) -> tuple[str, str]:
    return cell.topic or ANY, cell.level.value if cell.level else ANY
