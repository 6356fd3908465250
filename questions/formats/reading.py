"""What reading a file of questions answers, whatever its format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questions.checks import Severity
from questions.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file something stands; ``line`` counts from 1 (a row in a workbook)."""

    file: str
    line: int

    def __str__(self) -> str:
        """The place as compilers print it: file:line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something in a file was refused, where, and how to mend it (Vietnamese).

    A problem of severity "warning" tells of something left out of a question that was
    imported all the same.
    """

    place: Place
    code: str
    message: str
    column: str = ""
    value: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """One line: place, column where there is one, and the sentence."""
        where = f"{self.place}, cột {self.column}" if self.column else str(self.place)
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A question that was read and cannot be imported: where it stands, and its fields as far as known.

    Fields are named as in ``Raw``, the choices "choice_A", "choice_B" and so on, so that the
    question can be shown and mended without opening the file.
    """

    place: Place
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What was read: ``places[i]`` tells where ``items[i]`` stands; read = imported + rejected.

    ``unknown_types`` names the kinds of question the bank cannot hold, with their number;
    they are counted among the rejected. ``refused`` holds one entry for each rejected question.
    """

    items: tuple[Item, ...] = ()
    places: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected: int = 0
    unknown_types: tuple[tuple[str, int], ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept something out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def rows_read(self) -> int:
        """How many questions the file holds, good or bad."""
        return len(self.items) + self.rejected


def merged(results: Iterable[ReadResult]) -> ReadResult:
    """Several files read as one bank."""
    parts = tuple(results)
    kinds: dict[str, int] = {}
    for part in parts:
        for name, number in part.unknown_types:
            kinds[name] = kinds.get(name, 0) + number
    return ReadResult(
        items=tuple(item for part in parts for item in part.items),
        places=tuple(place for part in parts for place in part.places),
        problems=tuple(problem for part in parts for problem in part.problems),
        rejected=sum(part.rejected for part in parts),
        unknown_types=tuple(sorted(kinds.items())),
        refused=tuple(one for part in parts for one in part.refused),
    )
