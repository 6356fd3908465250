"""What stands on the pages of a PDF, as another program reads it: LibreOffice's importer, which is poppler's.

It tells sizes, letters with their places and fonts, and lines drawn; a QR code is read back from its lines.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

SECONDS = 120
MM_A_UNIT = 25.4 / 7200  # it counts in hundredths of a point
QR_AT_LEAST = 100  # strokes; nothing else that we print has so many in one path
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter: its left end on its base line in mm from the upper left, and its height in points."""

    text: str
    x: float
    y: float
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code on paper, in mm: its corner and its side without the quiet zone."""

    x: float
    y: float
    side: float
    modules: tuple[tuple[bool, ...], ...]

    @property
    def module(self) -> float:
        """The side of one module in mm."""
        return self.side / len(self.modules)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page; sizes in mm."""

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    colours: set[tuple[float, float, float]] = field(default_factory=set)
    ink: set[tuple[float, float, float]] = field(default_factory=set)  # of its letters
    fonts: set[str] = field(default_factory=set)

    @cached_property
    def text(self) -> str:
        """Its words, in the order in which they were drawn, with single spaces."""
        parts: list[str] = []
        last: Letter | None = None
        for one in self.letters:
            if last is not None and (abs(one.y - last.y) > 1 or not -1 < one.x - last.x < last.points):
                parts.append(" ")
            parts.append(one.text)
            last = one
        return " ".join("".join(parts).split())

    def letters_within(self, x: float, y: float, width: float, height: float) -> str:
        """The letters that begin in a part of the page."""
        return "".join(
            one.text for one in self.letters if x <= one.x <= x + width and y <= one.y <= y + height
        )


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a PDF."""
    office = shutil.which("soffice")
    if office is None:
        raise RuntimeError("LibreOffice is not installed: make documents installs it")
    program = Path(office).resolve().parent / "xpdfimport"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.pdf"
        path.write_bytes(pdf)
        done = subprocess.run(  # noqa: S603 - our own words and our own file
            [program, path, Path(folder) / "fonts"],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True,
        )  # fmt: skip
    reader = _Reader()
    # What follows the name of an embedded font is the font itself; no line of ours begins like that.
    for line in done.stdout.split(b"\n"):
        reader.take(line.decode("utf-8", "replace"))
    return reader.pages


class _Reader:
    """Follows what the importer says, line by line."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self._matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self._kept: list[Matrix] = []
        self._points = 0.0
        self._colour = (0.0, 0.0, 0.0)

    def take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        act = getattr(self, f"_{word}", None)
        if act is not None:
            act(rest)

    def _startPage(self, rest: str) -> None:  # noqa: N802 - the importer's word
        width, height = map(float, rest.split())
        self.pages.append(Page(width=width * MM_A_UNIT, height=height * MM_A_UNIT))
        self._kept.clear()

    def _updateCtm(self, rest: str) -> None:  # noqa: N802 - the importer's word
        a, b, c, d, e, f = map(float, rest.split())
        self._matrix = (a, b, c, d, e, f)

    def _saveState(self, _rest: str) -> None:  # noqa: N802 - the importer's word
        self._kept.append(self._matrix)

    def _restoreState(self, _rest: str) -> None:  # noqa: N802 - the importer's word
        self._matrix = self._kept.pop()

    def _updateFont(self, rest: str) -> None:  # noqa: N802 - the importer's word
        parts = rest.split(" ", 7)
        self._points = float(parts[5]) / 100
        self.pages[-1].fonts.add(parts[7])

    def _updateFillColor(self, rest: str) -> None:  # noqa: N802 - the importer's word
        red, green, blue, _ = map(float, rest.split())
        self._colour = (round(red, 2), round(green, 2), round(blue, 2))
        self.pages[-1].colours.add(self._colour)

    def _drawChar(self, rest: str) -> None:  # noqa: N802 - the importer's word
        parts = rest.split(" ", 9)
        x, y = self._place(float(parts[0]), float(parts[1]))
        text = parts[9].replace("\\n", "\n").replace("\\\\", "\\")
        self.pages[-1].ink.add(self._colour)
        self.pages[-1].letters.append(Letter(text=text, x=x, y=y, points=self._points))

    def _strokePath(self, rest: str) -> None:  # noqa: N802 - the importer's word
        strokes = list(_strokes(rest))
        page = self.pages[-1]
        if len(strokes) < QR_AT_LEAST:
            page.lines.extend((*self._place(a, b), *self._place(c, d)) for a, b, c, d in strokes)
            return
        left, top = min(one[0] for one in strokes), min(one[1] for one in strokes) - 0.5
        size = round(max(one[2] for one in strokes) - left)
        dark = [[False] * size for _ in range(size)]
        for x1, y, x2, _ in strokes:
            for column in range(round(x1 - left), round(x2 - left)):
                dark[round(y - 0.5 - top)][column] = True
        x, y = self._place(left, top)
        side = self._place(left + size, top)[0] - x
        page.codes.append(Code(x=x, y=y, side=side, modules=tuple(map(tuple, dark))))

    def _place(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._matrix
        return (a * x + c * y + e) * MM_A_UNIT, (b * x + d * y + f) * MM_A_UNIT


def _strokes(rest: str) -> Iterator[tuple[float, float, float, float]]:
    for path in rest.split("subpath")[1:]:
        values = [float(one) for one in path.split()[1:]]
        points = [(values[at], values[at + 1]) for at in range(0, len(values) - 2, 3)]
        for (x1, y1), (x2, y2) in pairwise(points):
            yield x1, y1, x2, y2
