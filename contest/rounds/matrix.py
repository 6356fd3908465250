"""The matrix of a paper as a form field: how many questions of each topic and level."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from contest.platform.fields import whole_of
from questions.blueprint import Cell, PaperBlueprint
from questions.item import TOPICS, Level

ANY = "bat-ky"
MOST_QUESTIONS = 200
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

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - the same
        """A paper has at least one question."""
        if not self.process_errors and not any(self.data.values()):
            raise ValidationError("Ma trận đề chưa có câu nào.")

    def input_name(self, row: str, column: str) -> str:
        """The name of a cell's input."""
        return f"{self.name}-{row}-{column}"

    def shown(self, row: str, column: str) -> str:
        """What stands in a cell; nothing for none."""
        text = self.typed.get((row, column), "")
        return "" if text == "0" else text

    def blueprint(self) -> PaperBlueprint:
        """The matrix as the value that papers are drawn by."""
        return PaperBlueprint(
            cells=tuple(
                Cell(
                    topic=None if row == ANY else row,
                    level=None if column == ANY else Level(column),
                    count=count,
                )
                for row in ROWS
                for column in COLUMNS
                if (count := self.data.get((row, column)))
            )
        )


def counts_of(blueprint: PaperBlueprint) -> dict[tuple[str, str], int]:
    """The cells of a stored matrix by (topic, level); cells that ask for the same are added up."""
    counts: dict[tuple[str, str], int] = {}
    for cell in blueprint.cells:
        place = (cell.topic or ANY, cell.level.value if cell.level else ANY)
        counts[place] = counts.get(place, 0) + cell.count
    return counts
