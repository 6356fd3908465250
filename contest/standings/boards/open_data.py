"""The public boards as data: the very rows of the pages, within the same secrecy, as JSON and as table lines.

Fields are listed one by one, so that nothing personal can slip out (P3): no phone, no account, and a person's
name as the page shows it.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from contest.platform.clock import VIETNAM
from contest.rounds.queries import Round
from contest.standings.boards.page import BoardPage
from contest.standings.boards.persons import PersonsBoard
from contest.standings.queries import PersonPlace, Publication, UnitRow

Value = str | int | float | bool | None
Data = dict[str, object]

UNIT_HEADERS = (
    "Hạng",
    "Đồng hạng",
    "Mã",
    "Đơn vị",
    "Thuộc",
    "Khối",
    "Người dự thi",
    "Thuộc diện",
    "Tỷ lệ",
    "Lượt thi",
    "Người dân",
    "Điểm xét giải",
    "Giải",
    "Đổi hạng",
)
PERSON_HEADERS = (
    "Hạng",
    "Đồng hạng",
    "Họ và tên",
    "Đơn vị",
    "Địa bàn",
    "Số câu đúng",
    "Số câu",
    "Dự đoán",
    "Độ lệch",
    "Thời gian (giây)",
    "Nộp lúc",
    "Giải",
    "Vì sao hạng này",
)


def units_board(board: BoardPage, rows: Sequence[UnitRow], *, now: datetime) -> Data:
    """A board of units; rows are those asked for, with the places of the whole board."""
    return {
        "state": board.state.value,
        "round": _round(board.round),
        "publication": _publication(board.publication),
        "as_of": _instant(board.totals.computed_at if board.totals else now),
        "province_rate": _share(board.totals.rate if board.totals else None),
        "changes_since": _instant(board.day_start.at) if board.day_start else None,
        "rows": [_unit(row, board.change_of(row)) for row in rows],
    }


def persons_board(board: PersonsBoard | None, *, now: datetime) -> Data:
    """The best of one division of a round; nothing before any round has opened."""
    if board is None:
        return {
            "state": "hidden",
            "round": None,
            "division": None,
            "publication": None,
            "as_of": _instant(now),
        } | {
            "actual_number": None,
            "total": 0,
            "rows": [],
        }
    return {
        "state": board.state.value,
        "round": _round(board.round),
        "division": board.division,
        "publication": _publication(board.publication),
        "as_of": _instant(board.computed_at or now),
        "actual_number": board.actual_number,
        "total": board.total,
        "rows": [_person(one) for one in board.top],
    }


def unit_lines(board: BoardPage, rows: Sequence[UnitRow]) -> list[tuple[object, ...]]:
    """The rows of a board of units under UNIT_HEADERS; a rate is a share of 1."""
    return [
        (
            row.place,
            "có" if row.shared else "",
            row.code,
            row.name,
            row.parent_name,
            row.group_name,
            row.people,
            row.headcount,
            row.rate,
            row.attempts,
            row.citizens,
            row.points,
            row.prize,
            board.change_of(row),
        )
        for row in rows
    ]


def person_lines(board: PersonsBoard | None) -> list[tuple[object, ...]]:
    """The best of one division under PERSON_HEADERS."""
    return [
        (
            one.place,
            "có" if one.shared else "",
            one.public_name,
            one.unit_name,
            one.place_name,
            one.score,
            one.questions,
            one.prediction,
            one.prediction_error,
            Fraction(one.time_used_ms, 1000),
            one.submitted_at,
            one.prize,
            one.reason,
        )
        for one in (board.top if board else ())
    ]


def _unit(row: UnitRow, change: int | None) -> dict[str, Value]:
    return {
        "place": row.place,
        "shared": row.shared,
        "code": row.code,
        "name": row.name,
        "under": row.parent_name,
        "group": row.group_code,
        "people": row.people,
        "headcount": row.headcount,
        "rate": _share(row.rate),
        "attempts": row.attempts,
        "citizens": row.citizens,
        "points": _share(row.points),
        "prize": row.prize,
        "change": change,
    }


def _person(one: PersonPlace) -> dict[str, Value]:
    return {
        "place": one.place,
        "shared": one.shared,
        "name": one.public_name,
        "unit": one.unit_name,
        "under": one.place_name,
        "score": one.score,
        "questions": one.questions,
        "prediction": one.prediction,
        "prediction_error": one.prediction_error,
        "time_used_ms": one.time_used_ms,
        "submitted_at": _instant(one.submitted_at),
        "prize": one.prize,
        "reason": one.reason,
    }


def _round(this_round: Round | None) -> Data | None:
    return None if this_round is None else {"number": this_round.number, "name": this_round.name}


def _publication(publication: Publication | None) -> Data | None:
    if publication is None:
        return None
    return {
        "version": publication.version,
        "digest": publication.digest,
        "published_at": _instant(publication.published_at),
    }


def _instant(instant: datetime) -> str:
    """ISO 8601 in Viet Nam time, to the millisecond."""
    return instant.astimezone(VIETNAM).isoformat(timespec="milliseconds")


def _share(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
