"""The lists of persons and units that papers carry."""

from collections.abc import Iterable

from contest.commendations.documents.dossier import Outcome, Winner, WinningUnit
from contest.platform.files.official import Align, Column, Table
from contest.platform.language.vietnamese import name_sort_key, sort_key
from contest.platform.language.vietnamese_numbers import datetime_vi, decimal, duration_vi, number, percent
from contest.standings.queries import PersonPlace
from contest.standings.services import OverallPerson

CENTRE, RIGHT = Align.CENTRE, Align.RIGHT
ORDINAL = Column(header="STT", width=12, align=CENTRE, is_number=True)
MONEY = Column(header="Tiền thưởng (đồng)", width=24, align=RIGHT, is_number=True)
PERSONS = (
    ORDINAL,
    Column(header="Họ và tên", width=33),
    Column(header="Cơ quan, đơn vị, địa bàn", width=44),
    Column(header="Nhóm đối tượng", width=36),
    Column(header="Số câu đúng", width=14, align=CENTRE),
    Column(header="Dự đoán", width=15, align=CENTRE, is_number=True),
    Column(header="Độ lệch", width=13, align=CENTRE, is_number=True),
    Column(header="Thời gian làm bài", width=21, align=CENTRE),
    Column(header="Thời điểm nộp", width=30, align=CENTRE),
    Column(header="Giải", width=25, align=CENTRE),
    MONEY,
)
OVERALL_PERSONS = (
    ORDINAL,
    Column(header="Họ và tên", width=34),
    Column(header="Cơ quan, đơn vị, địa bàn", width=46),
    Column(header="Nhóm đối tượng", width=30),
    Column(header="Tổng số câu đúng", width=17, align=CENTRE),
    Column(header="Số câu đúng từng đợt", width=38),
    Column(header="Tổng thời gian làm bài", width=24, align=CENTRE),
    Column(header="Nộp bài lần cuối", width=27, align=CENTRE),
    Column(header="Giải", width=21, align=CENTRE),
    MONEY,
)
UNITS = (
    ORDINAL,
    Column(header="Tên đơn vị", width=46),
    Column(header="Khối", width=30),
    Column(header="Số CBCCVC", width=20, align=CENTRE, is_number=True),
    Column(header="Số người thi", width=18, align=CENTRE, is_number=True),
    Column(header="Tỷ lệ", width=16, align=CENTRE),
    Column(header="Điểm TB", width=17, align=CENTRE),
    Column(header="Điểm xét", width=17, align=CENTRE),
    Column(header="Giải", width=21, align=CENTRE),
    MONEY,
)


def person_table(outcome: Outcome) -> Table:
    """Personal prizes by division and place, with every criterion, and their sum."""
    columns = OVERALL_PERSONS if outcome.is_whole else PERSONS
    rows = tuple(_person_row(index, one) for index, one in enumerate(outcome.winners, start=1))
    return Table(columns=columns, rows=rows, totals=(_total(columns, outcome.persons_vnd),))


def unit_table(outcome: Outcome) -> Table:
    """Collective prizes by group and place, with what they were counted from, and their sum."""
    rows = tuple(_unit_row(index, one) for index, one in enumerate(outcome.units, start=1))
    return Table(columns=UNITS, rows=rows, totals=(_total(UNITS, outcome.units_vnd),))


def _person_row(index: int, winner: Winner) -> tuple[str, ...]:
    one, prize = winner.result, winner.nomination
    return (
        str(index),
        one.name,
        whereabouts(one.unit_name, one.place_name),
        prize.division_name,
        f"{one.score}/{one.questions}",
        *_what_was_added(one),
        duration_vi(one.time_used_ms),
        datetime_vi(one.submitted_at, seconds=True),
        prize.prize,
        number(prize.amount_vnd),
    )


def _what_was_added(one: PersonPlace | OverallPerson) -> tuple[str, ...]:
    """The guess and how far it was; of the whole contest the rounds: đợt 1: 18; đợt 2: 17 (không tính)."""
    if isinstance(one, PersonPlace):
        return number(one.prediction), number(one.prediction_error)
    rounds = (
        f"đợt\N{NO-BREAK SPACE}{position}:\N{NO-BREAK SPACE}{score}{'' if counts else ' (không tính)'}"
        for position, score, counts in one.by_round
    )
    return ("; ".join(rounds),)


def _unit_row(index: int, unit: WinningUnit) -> tuple[str, ...]:
    one, prize = unit.result, unit.nomination
    return (
        str(index),
        one.name,
        one.group_name,
        number(one.headcount),
        number(one.people),
        percent(one.rate),
        percent(one.average),
        decimal(one.points, 2),
        prize.prize,
        number(prize.amount_vnd),
    )


def _total(columns: tuple[Column, ...], amount: int) -> tuple[str, ...]:
    return ("", "Cộng", *[""] * (len(columns) - 3), number(amount))


def whereabouts(unit: str, above: str) -> str:
    """A unit and what it belongs to, once where they are the same."""
    return f"{unit}, {above}" if above and above != unit else unit


def by_given_name(winners: Iterable[Winner]) -> list[Winner]:
    """Persons in the Vietnamese order: given name, then the rest from the family name on."""
    return sorted(winners, key=lambda one: (name_sort_key(one.result.name), one.result.entry_id))


def by_name(units: Iterable[WinningUnit]) -> list[WinningUnit]:
    """Units in the order of the dictionary."""
    return sorted(units, key=lambda one: (sort_key(one.result.name), one.result.unit_id))
