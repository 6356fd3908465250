"""The workbook of a published round: it prints what was published and decides nothing."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import IO

from contest.attempts.queries import assisted_count
from contest.commendations.results import Results
from contest.platform.database import let_go
from contest.platform.files.spreadsheet import Column, Kind, Sheet, write_workbook
from contest.platform.language.vietnamese_numbers import datetime_vi, decimal
from contest.rules import words
from contest.rules.document import Block, ItemList, Paragraph
from contest.rules.terms import Division
from contest.rules.wording import milliseconds
from contest.standings import queries as standings
from contest.standings.queries import PersonPlace, ScoreCount, UnitRow

LONGEST_SHEET_NAME = 31
Row = Sequence[object]

PERSON_COLUMNS = (
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Họ và tên", width=26),
    Column(header="Số điện thoại", width=15),
    Column(header="Cơ quan, đơn vị", width=36),
    Column(header="Địa bàn, cấp trên", width=24),
    Column(header="Nhóm đối tượng", width=24),
    Column(header="Điểm", width=8, kind=Kind.NUMBER),
    Column(header="Số câu", width=8, kind=Kind.NUMBER),
    Column(header="Số dự đoán", width=12, kind=Kind.NUMBER),
    Column(header="Số thực tế", width=12, kind=Kind.NUMBER),
    Column(header="Độ lệch", width=10, kind=Kind.NUMBER),
    Column(header="Thời gian làm bài", width=22),
    Column(header="Thời gian (mili giây)", width=14, kind=Kind.NUMBER),
    Column(header="Giờ nộp", width=24, kind=Kind.INSTANT),
    Column(header="Số lượt thi", width=9, kind=Kind.NUMBER),
    Column(header="Đăng ký lúc", width=24, kind=Kind.INSTANT),
    Column(header="Mã biên nhận", width=16),
    Column(header="Lý do xếp hạng", width=70),
    Column(header="Giải", width=22),
    Column(header="Tiền thưởng (đồng)", width=16, kind=Kind.NUMBER),
)
UNIT_COLUMNS = (
    Column(header="Khối", width=30),
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Đơn vị", width=40),
    Column(header="Mã đơn vị", width=14),
    Column(header="Địa bàn, cấp trên", width=24),
    Column(header="Số người thuộc diện", width=12, kind=Kind.NUMBER),
    Column(header="Số người dự thi", width=12, kind=Kind.NUMBER),
    Column(header="Tỷ lệ tham gia", width=12, kind=Kind.PERCENT),
    Column(header="Số lượt thi", width=12, kind=Kind.NUMBER),
    Column(header="Điểm trung bình (so với điểm tối đa)", width=16, kind=Kind.PERCENT),
    Column(header="Điểm xét giải", width=12, kind=Kind.DECIMAL),
    Column(header="Người dân dự thi", width=12, kind=Kind.NUMBER),
    Column(header="Giải", width=22),
    Column(header="Tiền thưởng (đồng)", width=16, kind=Kind.NUMBER),
    Column(header="Cách tính", width=70),
)
PRIZE_COLUMNS = (
    Column(header="STT", width=6, kind=Kind.NUMBER),
    Column(header="Loại giải", width=12),
    Column(header="Nhóm, khối", width=34),
    Column(header="Giải", width=24),
    Column(header="Họ và tên, tên đơn vị", width=36),
    Column(header="Số điện thoại", width=15),
    Column(header="Cơ quan, đơn vị", width=36),
    Column(header="Địa bàn, cấp trên", width=24),
    Column(header="Hạng", width=8, kind=Kind.NUMBER),
    Column(header="Tiền thưởng (đồng)", width=16, kind=Kind.NUMBER),
)
FIGURE_COLUMNS = (
    Column(header="Đợt thi", width=16),
    Column(header="Nhóm đối tượng", width=44),
    Column(header="Chỉ tiêu", width=44),
    Column(header="Số lượng", width=14, kind=Kind.NUMBER),
    Column(header="Ghi chú", width=40),
)
RULE_COLUMNS = (Column(header="Mục", width=34), Column(header="Nội dung", width=110))


def write_results(target: IO[bytes], results: Results) -> None:
    """Write the whole workbook of one publication, row by row; the same publication gives the same file."""
    publication = results.publication
    sheets = [
        *(_person_sheet(results, division, index) for index, division in enumerate(results.rules.divisions)),
        _unit_sheet(results, "agency", "Cơ quan, đơn vị"),
        _unit_sheet(results, "district", "Địa bàn"),
        _sheet(results, "Danh sách giải", PRIZE_COLUMNS, tuple(prize_rows(results))),
        _sheet(results, "Thống kê", FIGURE_COLUMNS, tuple(figure_rows(results))),
        _sheet(results, "Thể lệ", RULE_COLUMNS, rule_rows(results)),
    ]
    # Writing takes seconds. What was read until here is not held open meanwhile, or SQLite's log would grow.
    let_go()
    write_workbook(
        target,
        sheets,
        title=f"Kết quả {results.round.name}, phiên bản {publication.version}",
        created=publication.published_at,
    )


def _sheet(
    results: Results, name: str, columns: tuple[Column, ...], rows: Iterable[Row], title: str = ""
) -> Sheet:
    return Sheet(
        name=name,
        title=f"{title or name} – {results.round.name}",
        note=results.note,
        columns=columns,
        rows=rows,
    )


def _person_sheet(results: Results, division: Division, index: int) -> Sheet:
    return _sheet(
        results,
        sheet_name(f"Cá nhân {index + 1}", division.name),
        PERSON_COLUMNS,
        person_rows(results, division),
        title=f"Kết quả cá nhân: {division.name}",
    )


def sheet_name(start: str, rest: str) -> str:
    """The beginning of a long name, cut between words, that a workbook takes as a sheet's name."""
    name = start
    for word in "".join(sign for sign in rest if sign not in r"[]:*?/\'").split(" "):
        if len(name) + 1 + len(word) > LONGEST_SHEET_NAME:
            break
        name = f"{name} {word}"
    return name.rstrip(" ,")


def person_rows(results: Results, division: Division) -> Iterator[Row]:
    """Every person of a division with all criteria, under PERSON_COLUMNS."""
    actual = results.publication.actual_numbers.get(division.code)
    for batch, phones in results.person_lines(division):
        for (
            _, entry_id, place, name, unit_name, place_name, score, questions, guess, guess_error,
            time_used_ms, submitted_at, attempts, registered_at, receipt, reason, prize, amount_vnd,
        ) in batch:  # fmt: skip
            yield (
                place, name, phones[entry_id], unit_name, place_name, division.name, score, questions, guess,
                actual, guess_error, milliseconds(time_used_ms), time_used_ms, submitted_at, attempts,
                registered_at, receipt, reason, prize, amount_vnd or None,
            )  # fmt: skip


def _unit_sheet(results: Results, board: str, name: str) -> Sheet:
    units = standings.published_units(results.publication.id, board=board)
    return _sheet(results, name, UNIT_COLUMNS, map(_unit_row, units), title=f"Kết quả tập thể: {name}")


def _unit_row(unit: UnitRow) -> Row:
    return (
        unit.group_name,
        unit.place,
        unit.name,
        unit.code,
        unit.parent_name,
        unit.headcount,
        unit.people,
        unit.rate,
        unit.attempts,
        unit.average,
        unit.points,
        unit.citizens,
        unit.prize,
        unit.amount_vnd or None,
        unit.reason,
    )


def prize_rows(results: Results) -> Iterator[Row]:
    """Every prize with its winner and money, then the totals, under PRIZE_COLUMNS."""
    persons = standings.prize_winners(results.publication.id)
    units = [unit for unit in standings.published_units(results.publication.id) if unit.prize]
    phones = results.phones({person.entry_id for person in persons})
    for number, person in enumerate(persons, start=1):
        yield _person_prize(number, person, results.rules.division(person.division), phones[person.entry_id])
    for number, unit in enumerate(units, start=len(persons) + 1):
        yield (
            number,
            "Tập thể",
            unit.group_name,
            unit.prize,
            unit.name,
            "",
            "",
            unit.parent_name,
            unit.place,
            unit.amount_vnd,
        )
    of_persons = sum(person.amount_vnd for person in persons)
    of_units = sum(unit.amount_vnd for unit in units)
    for label, amount in (("Cộng giải cá nhân", of_persons), ("Cộng giải tập thể", of_units)):
        yield (None, "", "", "", label, "", "", "", None, amount)
    yield (None, "", "", "", "Tổng cộng", "", "", "", None, of_persons + of_units)


def _person_prize(number: int, person: PersonPlace, division: Division, phone: str) -> Row:
    return (
        number,
        "Cá nhân",
        division.name,
        person.prize,
        person.name,
        phone,
        person.unit_name,
        person.place_name,
        person.place,
        person.amount_vnd,
    )


def figure_rows(results: Results) -> Iterator[Row]:
    """People, attempts, all-correct and the spread of scores of each division, under FIGURE_COLUMNS."""
    counts = standings.score_counts(results.publication.id)
    for division in results.rules.divisions:
        own = [one for one in counts if one.division == division.code]
        for label, number, note in _figures(own, results.publication.actual_numbers.get(division.code)):
            yield (results.round.name, division.name, label, number, note)
    helped = assisted_count([results.round.id])
    if helped.attempts:
        note = f"{helped.people} người, do {helped.helpers} người hỗ trợ"
        yield (results.round.name, "Tất cả", "Số lượt thi có người hỗ trợ máy", helped.attempts, note)


def _figures(counts: Sequence[ScoreCount], actual: int | None) -> Iterator[tuple[str, int, str]]:
    people = sum(one.people for one in counts)
    score = sum(one.people * one.score for one in counts)
    yield "Số người được xếp hạng", people, ""
    yield "Số lượt thi của những người ấy", sum(one.attempts for one in counts), ""
    yield (
        "Số người trả lời đúng tất cả các câu",
        sum(one.people for one in counts if one.score == one.questions),
        "",
    )
    yield "Tổng điểm", score, f"trung bình {decimal(Fraction(score, people), 2)} câu đúng" if people else ""
    if actual is not None:
        yield "Số thực tế của câu hỏi dự đoán", actual, ""
    for one in counts:
        yield f"Số người đúng {one.score}/{one.questions} câu", one.people, ""


def rule_rows(results: Results) -> Iterator[Row]:
    """What identifies the publication, then the rules in words, under RULE_COLUMNS."""
    publication, this_round = results.publication, results.round
    yield "Cuộc thi", results.contest.title
    yield "Đơn vị tổ chức", results.contest.organiser
    yield "Căn cứ", results.contest.legal_basis
    yield "Đợt thi", this_round.name
    yield (
        "Thời gian mở",
        "; ".join(
            f"từ {datetime_vi(one.opens_at)} đến {datetime_vi(one.closes_at)}" for one in this_round.intervals
        ),
    )
    yield "Phiên bản công bố", str(publication.version)
    yield "Công bố lúc", datetime_vi(publication.published_at, seconds=True)
    yield "Lý do đính chính", publication.reason or "Không: bản công bố đầu tiên"
    yield "Mã kết quả (SHA-256)", publication.digest
    yield "Mã thể lệ (SHA-256)", results.rules.digest()
    for section in words.in_words(results.rules):
        for line in (text for block in section.blocks for text in _lines(block)):
            yield section.title, line


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, ItemList):
        for number, text in enumerate(block.items, start=1):
            yield f"{number}. {text}" if block.ordered else f"– {text}"
    else:
        yield f"{block.caption}: {' | '.join(block.header)}"
        for row in block.rows:
            yield " | ".join(row)
