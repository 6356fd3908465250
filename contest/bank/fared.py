"""Which questions of a round few people answered right, as somebody recorded it after the round."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from contest.bank.models import ItemRow, ItemStatisticsRow, ItemVersionRow
from contest.platform.database import read


@dataclass(frozen=True, slots=True, kw_only=True)
class HardItem:
    """A question that few answered right in a round."""

    version_id: int
    code: str
    stem: str
    papers: int
    right_answers: int

    @property
    def right_share(self) -> Fraction:
        """Which part of those who were asked answered right."""
        return Fraction(self.right_answers, self.papers)


def hardest_of(round_id: int, *, below: Fraction, limit: int) -> tuple[HardItem, ...] | None:
    """The questions whose part of right answers lies below a line, the hardest first.

    None while nobody has recorded the figures of the round.
    """
    of_round = ItemStatisticsRow.round_id == round_id
    if read().execute(select(ItemStatisticsRow.version_id).where(of_round).limit(1)).first() is None:
        return None
    rows = read().execute(
        select(
            ItemVersionRow.id,
            ItemRow.code,
            ItemVersionRow.stem,
            ItemStatisticsRow.papers,
            ItemStatisticsRow.right_answers,
        )
        .join(ItemVersionRow, ItemVersionRow.id == ItemStatisticsRow.version_id)
        .join(ItemRow, ItemRow.id == ItemVersionRow.item_id)
        .where(
            of_round,
            ItemStatisticsRow.right_answers * below.denominator < ItemStatisticsRow.papers * below.numerator,
        )
        .order_by(ItemStatisticsRow.right_answers * 1.0 / ItemStatisticsRow.papers, ItemRow.code)
        .limit(limit)
    )
    return tuple(
        HardItem(version_id=row[0], code=row[1], stem=row[2], papers=row[3], right_answers=row[4])
        for row in rows
    )
