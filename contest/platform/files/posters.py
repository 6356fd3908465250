"""Posters that invite to take part: a code to scan, on A4 or A3, in colour or in black alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contest.platform.files.cards import short_address
from contest.platform.files.pdf import compiled
from contest.platform.files.qr import qr_svg

PROGRAM = "printed/poster.typ"


class Paper(StrEnum):
    """The sheet that a poster fills."""

    A4 = "a4"
    A3 = "a3"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in mm."""
        return (210, 297) if self is Paper.A4 else (297, 420)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What every poster of a contest says."""

    contest: str
    organiser: str
    hotline: str
    rounds: tuple[tuple[str, str], ...]  # name, and from when to when


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """The poster of one unit; everything on it is public."""

    unit: str
    address: str  # where its people register, with https://
    file_name: str  # without an ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """How posters are printed."""

    paper: Paper = Paper.A4
    in_colour: bool = True


def posters_pdf(posters: Sequence[Poster], *, announced: Announced, printing: Printing) -> bytes:
    """One PDF, a page for each poster; raises ValueError for none."""
    if not posters:
        raise ValueError("a file has at least one poster")
    width, height = printing.paper.size
    return compiled(
        PROGRAM,
        {
            "title": "Áp phích mời dự thi",
            "contest": announced.contest,
            "organiser": announced.organiser,
            "hotline": announced.hotline,
            "rounds": [list(one) for one in announced.rounds],
            "width": width,
            "height": height,
            "in_colour": printing.in_colour,
            "posters": [
                {"unit": one.unit, "short": short_address(one.address), "qr": qr_svg(one.address)}
                for one in posters
            ],
        },
    )


def single_pdfs(
    posters: Sequence[Poster], *, announced: Announced, printing: Printing
) -> Iterator[tuple[str, bytes]]:
    """(file name, PDF) for each, made when it is asked for."""
    for one in posters:
        yield f"{one.file_name}.pdf", posters_pdf([one], announced=announced, printing=printing)
