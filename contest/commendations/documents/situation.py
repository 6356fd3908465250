"""The quick report from the organisers' first page: how many take part so far, and where few do.

It is written while rounds are open, so it shows no result, and no figure that the secrecy rule withholds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contest.commendations.documents.dossier import named
from contest.commendations.documents.frames import without_article
from contest.commendations.documents.lists import ORDINAL
from contest.commendations.documents.reports import heading
from contest.commendations.documents.terms import DocumentTerms, lines
from contest.platform.files.official import Align, Block, Column, Official, Signer, Table, Text
from contest.platform.language.vietnamese_numbers import date_vi, datetime_vi, number, percent
from contest.rounds.queries import Contest
from contest.standings.queries import UnitRow

DISTRICTS = (
    ORDINAL,
    Column(header="Huyện, thành phố", width=62),
    Column(header="Số người thuộc diện", width=30, align=Align.RIGHT, is_number=True),
    Column(header="Đã dự thi", width=26, align=Align.RIGHT, is_number=True),
    Column(header="Tỷ lệ", width=24, align=Align.RIGHT),
)
DAYS = (
    Column(header="Ngày", width=80),
    Column(header="Người dự thi mới", width=80, align=Align.RIGHT, is_number=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The figures as whoever counts them has them; ``round_words`` says where the round at hand stands."""

    round_words: str
    round_names: tuple[str, ...]  # that are counted; none: everything is withheld
    people: int
    citizens: int
    headcount: int
    rate: Fraction | None
    attempts: int
    own_share: Fraction | None
    slow_units: int
    waiting_signs: int
    districts: Sequence[UnitRow]
    days: Sequence[tuple[date, int]]


def situation(*, contest: Contest, seen: Situation, terms: DocumentTerms, now: datetime) -> Official:
    """Báo cáo nhanh tình hình tham gia, as of now."""
    return Official(
        parent=terms.committee_parent,
        issuer=terms.committee_name,
        symbol=f"BC-{terms.committee_symbol}",
        place=terms.place,
        kind="BÁO CÁO NHANH",
        subject=f"Tình hình tham gia {named(contest)}",
        blocks=(
            Text(text=f"Đến {datetime_vi(now)}, {seen.round_words}."),
            *(_participation(seen) if seen.round_names else (_withheld(),)),
            Text(text="Ban Tổ chức báo cáo để lãnh đạo biết, chỉ đạo./."),
        ),
        signers=(Signer(lines=lines(terms.committee_posts), name=terms.committee_signer),),
        recipients=without_article(lines(terms.committee_recipients), "Sở Nội vụ (báo cáo)"),
        code=f"Số liệu lúc {datetime_vi(now)}",
    )


def _withheld() -> Text:
    return Text(
        text="Số người và số lượt dự thi chưa công bố trong lúc đợt thi chưa đóng, vì câu hỏi dự đoán hỏi về "
        "số này."
    )


def _participation(seen: Situation) -> tuple[Block, ...]:
    of_all = (
        f" Tỷ lệ tham gia bằng {percent(seen.rate)} của {number(seen.headcount)} người thuộc diện."
        if seen.rate is not None
        else ""
    )
    own = (
        f"; {percent(seen.own_share)} số bài do thí sinh tự nộp, còn lại nộp khi hết giờ"
        if seen.own_share is not None
        else ""
    )
    return (
        Text(
            text=f"Tính cả {', '.join(seen.round_names)}: {number(seen.people)} người đã dự thi, trong đó "
            f"{number(seen.citizens)} người dân.{of_all} Đã nộp {number(seen.attempts)} lượt thi{own}."
        ),
        Text(
            text=f"{number(seen.slow_units)} cơ quan, đơn vị có tỷ lệ tham gia dưới 5%; "
            f"{number(seen.waiting_signs)} dấu hiệu ở bài thi đang chờ Ban Tổ chức xem xét."
        ),
        *_districts(seen.districts),
        *_days(seen.days),
    )


def _districts(rows: Sequence[UnitRow]) -> tuple[Block, ...]:
    table = tuple(
        (str(index), one.name, number(one.headcount), number(one.people), percent(one.rate))
        for index, one in enumerate(rows, start=1)
    )
    return (heading("Tỷ lệ tham gia theo địa bàn"), Table(columns=DISTRICTS, rows=table)) if rows else ()


def _days(days: Sequence[tuple[date, int]]) -> tuple[Block, ...]:
    rows = tuple((date_vi(on), number(people)) for on, people in days)
    return (heading("Người dự thi mới theo ngày"), Table(columns=DAYS, rows=rows)) if rows else ()
