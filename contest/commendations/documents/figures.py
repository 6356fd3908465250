"""The tables and charts of reports: rounds, bands of scores, units by rate."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from contest.commendations.documents.dossier import Outcome
from contest.commendations.documents.lists import ORDINAL
from contest.platform.files.official import Align, Bar, Chart, Column, Table
from contest.platform.language.vietnamese_numbers import number, percent
from contest.standings.queries import ScoreCount, UnitRow

MOST_SHOWN = 10
ROUNDS = (
    Column(header="Đợt thi", width=30),
    Column(header="Số người xếp hạng", width=27, align=Align.RIGHT, is_number=True),
    Column(header="Số lượt thi", width=25, align=Align.RIGHT, is_number=True),
    Column(header="Đúng tất cả", width=25, align=Align.RIGHT, is_number=True),
    Column(header="Điểm trung bình", width=25, align=Align.RIGHT),
    Column(header="Tiền thưởng (đồng)", width=33, align=Align.RIGHT, is_number=True),
)
BANDS = (
    Column(header="Tỷ lệ câu đúng", width=70),
    Column(header="Số người", width=45, align=Align.RIGHT, is_number=True),
    Column(header="Tỷ lệ", width=45, align=Align.RIGHT),
)
RATES = (
    ORDINAL,
    Column(header="Đơn vị", width=58),
    Column(header="Khối", width=56),
    Column(header="Số người thuộc diện", width=25, align=Align.RIGHT, is_number=True),
    Column(header="Số người thi", width=22, align=Align.RIGHT, is_number=True),
    Column(header="Tỷ lệ", width=18, align=Align.RIGHT),
)
GROUPS = (
    Column(header="Khối", width=60),
    Column(header="Số đơn vị", width=25, align=Align.RIGHT, is_number=True),
    Column(header="Số người thuộc diện", width=28, align=Align.RIGHT, is_number=True),
    Column(header="Số người thi", width=28, align=Align.RIGHT, is_number=True),
    Column(header="Tỷ lệ", width=24, align=Align.RIGHT),
)


def round_table(outcomes: Sequence[Outcome]) -> Table:
    """One row a round, and their sum."""
    rows = tuple(
        (
            one.name,
            number(one.people),
            number(one.attempts),
            number(one.all_correct),
            percent(one.average),
            number(one.total_vnd),
        )
        for one in outcomes
    )
    total = (
        "Cộng",
        number(sum(one.people for one in outcomes)),
        number(sum(one.attempts for one in outcomes)),
        number(sum(one.all_correct for one in outcomes)),
        "",
        number(sum(one.total_vnd for one in outcomes)),
    )
    return Table(columns=ROUNDS, rows=rows, totals=(total,) if len(outcomes) > 1 else ())


def round_chart(outcomes: Sequence[Outcome]) -> Chart:
    """How many people were ranked in each round."""
    bars = tuple(
        Bar(label=one.name, value=one.people, shown=f"{number(one.people)} người") for one in outcomes
    )
    return Chart(title="Số người được xếp hạng theo đợt thi", bars=bars)


def bands(scores: Iterable[ScoreCount]) -> tuple[tuple[str, int], ...]:
    """How many people stand in each band of the share of right answers; together they are everybody."""
    counts = {"Đúng 100%": 0, "Từ 75% đến dưới 100%": 0, "Từ 25% đến dưới 75%": 0, "Trên 0% đến dưới 25%": 0,
              "Không đúng câu nào": 0}  # fmt: skip
    for one in scores:
        counts[_band(Fraction(one.score, one.questions))] += one.people
    return tuple(counts.items())


def _band(share: Fraction) -> str:
    if share == 1:
        return "Đúng 100%"
    if share >= Fraction(3, 4):
        return "Từ 75% đến dưới 100%"
    if share >= Fraction(1, 4):
        return "Từ 25% đến dưới 75%"
    return "Trên 0% đến dưới 25%" if share else "Không đúng câu nào"


def band_table(scores: Sequence[ScoreCount]) -> Table:
    """The bands with their shares."""
    found = bands(scores)
    people = sum(count for _, count in found)
    rows = tuple(
        (label, number(count), percent(Fraction(count, people) if people else None)) for label, count in found
    )
    return Table(columns=BANDS, rows=rows)


def band_chart(scores: Sequence[ScoreCount]) -> Chart:
    """The bands as bars."""
    bars = tuple(
        Bar(label=label, value=count, shown=f"{number(count)} người") for label, count in bands(scores)
    )
    return Chart(title="Phân bố kết quả theo tỷ lệ câu đúng", bars=bars)


def group_table(agencies: Sequence[UnitRow]) -> Table:
    """Participation by group of units; a unit without headcount is in no rate."""
    groups: dict[str, list[UnitRow]] = {}
    for one in agencies:
        groups.setdefault(one.group_name, []).append(one)
    rows = []
    for name, units in groups.items():
        counted = [one for one in units if one.headcount]
        headcount = sum(one.headcount or 0 for one in counted)
        within = sum(min(one.people, one.headcount or 0) for one in counted)
        rate = Fraction(within, headcount) if headcount else None
        people = sum(one.people for one in units)
        rows.append((name, number(len(units)), number(headcount or None), number(people), percent(rate)))
    return Table(columns=GROUPS, rows=tuple(rows))


def rate_table(agencies: Sequence[UnitRow], *, is_best: bool) -> Table:
    """The units with the greatest or the least participation rates; without headcount, in neither."""
    rated = sorted(
        (one for one in agencies if one.rate is not None),
        key=lambda one: (one.rate or Fraction(0), one.name),
        reverse=is_best,
    )
    rows = tuple(
        (str(index), one.name, one.group_name, number(one.headcount), number(one.people), percent(one.rate))
        for index, one in enumerate(rated[:MOST_SHOWN], start=1)
    )
    return Table(columns=RATES, rows=rows)
