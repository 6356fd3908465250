"""The letter to units that take part slowly; it is written while a round is open, so it shows no result."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from contest.commendations.documents.dossier import named
from contest.commendations.documents.lists import ORDINAL
from contest.commendations.documents.terms import DocumentTerms, lines
from contest.platform.files.official import Align, Annex, Column, Official, Signer, Table, Text
from contest.platform.language.vietnamese_numbers import datetime_vi, number, percent
from contest.rounds.queries import Contest

COLUMNS = (
    ORDINAL,
    Column(header="Đơn vị", width=66),
    Column(header="Địa bàn, cấp trên", width=40),
    Column(header="Số người thuộc diện", width=24, align=Align.RIGHT, is_number=True),
    Column(header="Đã dự thi", width=18, align=Align.RIGHT, is_number=True),
    Column(header="Tỷ lệ", width=18, align=Align.RIGHT),
)


class UnitToRemind(Protocol):
    """A unit of which few have taken part, as whoever counts them has it."""

    @property
    def name(self) -> str:
        """The unit."""

    @property
    def under(self) -> str:
        """What it belongs to."""

    @property
    def headcount(self) -> int:
        """How many people it has."""

    @property
    def people(self) -> int:
        """How many of them took part."""

    @property
    def rate(self) -> Fraction:
        """Which share of them."""


def reminder(
    *,
    contest: Contest,
    units: Sequence[UnitToRemind],
    terms: DocumentTerms,
    closes_at: datetime | None,
    now: datetime,
    day: date | None = None,
    number_given: int | None = None,
) -> Official:
    """Công văn đôn đốc tham gia Cuộc thi, with the list of units as of now."""
    until = f" trước {datetime_vi(closes_at)}" if closes_at else ""
    rows = tuple(
        (str(index), one.name, one.under, number(one.headcount), number(one.people), percent(one.rate))
        for index, one in enumerate(units, start=1)
    )
    return Official(
        parent=terms.agency_parent,
        issuer=terms.agency_name,
        symbol=f"{terms.agency_symbol}-CCHC",
        place=terms.place,
        number=number_given,
        day=day,
        kind="",
        subject=f"đôn đốc tham gia {named(contest)}",
        to=("Các cơ quan, đơn vị có tên trong danh sách kèm theo",),
        blocks=(
            Text(
                text=f"Theo số liệu của hệ thống lúc {datetime_vi(now)}, {number(len(units))} cơ quan, "
                "đơn vị có tỷ lệ "
                f"tham gia {named(contest)} còn thấp (có danh sách kèm theo)."
            ),
            Text(
                text="Sở Nội vụ đề nghị Thủ trưởng các cơ quan, đơn vị chỉ đạo, tạo điều kiện để cán bộ, "
                "công chức, "
                f"viên chức và người lao động tham gia dự thi{until}; phân công đầu mối theo dõi, báo cáo "
                "tình hình tham gia của đơn vị."
            ),
            Text(text="Sở Nội vụ đề nghị các cơ quan, đơn vị quan tâm thực hiện./."),
        ),
        signers=(Signer(lines=lines(terms.agency_posts), name=terms.agency_signer),),
        recipients=lines(terms.agency_recipients),
        annexes=(
            Annex(
                title="Danh sách đơn vị có tỷ lệ tham gia thấp", blocks=(Table(columns=COLUMNS, rows=rows),)
            ),
        ),
        code=f"Số liệu lúc {datetime_vi(now)}",
    )
