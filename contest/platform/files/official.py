"""What an official document says and in which order, before any file format."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LAST_MONTH_WITH_ZERO = 2
BLANK = "     "


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Role(StrEnum):
    """What a paragraph is."""

    BODY = "body"
    HEADING = "heading"
    ITEM = "item"
    CENTRE = "centre"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; the lead ("Điều 1.") is bold and comes first."""

    text: str
    role: Role = Role.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; widths are shares of the whole."""

    header: str
    width: int
    align: Align = Align.LEFT
    is_number: bool = False  # in a workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a header that is repeated on each page; totals close it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its name, its length, and the length as it is written."""

    label: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lying bars under a title; the numbers stand beside them, so that it reads without colour."""

    title: str
    bars: tuple[Bar, ...]


Block = Text | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: authority and post, one line each ("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"), and the name."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """What follows on pages of its own, numbered on their own."""

    title: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A whole document. Empty texts and lists are parts that it does not have."""

    parent: str
    issuer: str
    symbol: str  # QĐ-BTC
    place: str
    kind: str  # QUYẾT ĐỊNH; empty: an official letter, whose subject stands under its number
    subject: str
    blocks: tuple[Block, ...]
    signers: tuple[Signer, ...]  # the last one signs the document; others stand to the left
    code: str  # what ties it to the published results
    number: int | None = None
    day: date | None = None
    decider: str = ""
    bases: tuple[str, ...] = ()
    formula: str = ""
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()

    @property
    def number_and_symbol(self) -> str:
        """Số: 08/QĐ-BTC; room for the number while there is none."""
        return f"Số: {BLANK if self.number is None else two_digits(self.number)}/{self.symbol}"

    @property
    def place_and_day(self) -> str:
        """Hà Giang, ngày 05 tháng 01 năm 2024; room for the day while there is none."""
        return f"{self.place}, {formal_day(self.day)}"

    @property
    def attached_to(self) -> str:
        """What an annex says it belongs to."""
        what = self.kind.capitalize() if self.kind else "Công văn"
        number = self.number_and_symbol.removeprefix("Số: ")
        return f"(Kèm theo {what} số {number} {formal_day(self.day)} của {self.issuer})"

    def annex_number(self, index: int) -> str:
        """Phụ lục I; without a number where it is the only one."""
        return f"Phụ lục {ROMAN[index]}" if len(self.annexes) > 1 else "Phụ lục"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Which parts the frame of a kind of documents has."""

    is_letter: bool = False  # the subject stands under the number, and no kind is named
    is_decision: bool = False  # the deciding office, and the formula after the legal bases
    has_bases: bool = False
    has_addressees: bool = False
    signers: int = 1
    has_recipients: bool = True


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def two_digits(number: int) -> str:
    """8 -> 08, as the decree numbers documents."""
    return f"{number:02d}"


def formal_day(day: date | None) -> str:
    """Ngày 05 tháng 01 năm 2024: days below 10 and months 1 and 2 take a zero. Source: Decree 30/2020/NĐ-CP.

    Without a day, room to write it in.
    """
    if day is None:
        return f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    month = two_digits(day.month) if day.month <= LAST_MONTH_WITH_ZERO else str(day.month)
    return f"ngày {two_digits(day.day)} tháng {month} năm {day.year}"
