"""Certificates of merit: who is proposed, in which words, and the money that the law sets."""

from contest.commendations.documents.dossier import Outcome
from contest.commendations.documents.lists import ORDINAL, by_given_name, by_name, whereabouts
from contest.platform.files.official import Align, Annex, Column, Table

ROUNDED_UP_TO = 10_000
TENTHS = 10
PERSONS = (
    ORDINAL,
    Column(header="Ông/Bà", width=16, align=Align.CENTRE),
    Column(header="Họ và tên", width=40),
    Column(header="Cơ quan, đơn vị, địa bàn", width=52),
    Column(header="Thành tích", width=42),
    Column(header="Hình thức", width=20, align=Align.CENTRE),
)
UNITS = (
    ORDINAL,
    Column(header="Tên tập thể", width=70),
    Column(header="Thành tích", width=70),
    Column(header="Hình thức", width=25, align=Align.CENTRE),
)


def merit_money(base_salary_vnd: int, tenths: int) -> int:
    """The money that goes with a certificate of merit: tenths of the base salary, rounded up to 10.000 đồng.

    Source: NĐ 98/2023/NĐ-CP and NĐ 152/2025/NĐ-CP, Điều 54.
    """
    exact = base_salary_vnd * tenths
    return -(-exact // (TENTHS * ROUNDED_UP_TO)) * ROUNDED_UP_TO


def merit_persons(outcome: Outcome) -> Table:
    """The persons with a prize by given name; how to address them is left to those who know them."""
    return Table(
        columns=PERSONS,
        rows=tuple(
            (
                str(index),
                "",
                one.result.name,
                whereabouts(one.result.unit_name, one.result.place_name),
                f"Đạt {small(one.nomination.prize)}, {outcome.name}",
                "Giấy khen",
            )
            for index, one in enumerate(by_given_name(outcome.winners), start=1)
        ),
    )


def merit_units(outcome: Outcome) -> Table:
    """The units with a prize."""
    return Table(
        columns=UNITS,
        rows=tuple(
            (
                str(index),
                one.result.name,
                f"Đạt {small(one.nomination.prize)} tập thể, {outcome.name}",
                "Giấy khen",
            )
            for index, one in enumerate(by_name(outcome.units), start=1)
        ),
    )


def merit_lists(units: Table, persons: Table, *, title: str) -> tuple[Annex, ...]:
    """The lists as annexes; one without anybody is left out."""
    both = (("tập thể", units), ("cá nhân", persons))
    return tuple(Annex(title=f"Danh sách {who} {title}", blocks=(one,)) for who, one in both if one.rows)


def small(prize: str) -> str:
    """The name of a prize inside a sentence: giải Nhất."""
    return f"{prize[0].lower()}{prize[1:]}"
