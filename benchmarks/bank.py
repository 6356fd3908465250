"""`python -m benchmarks.bank`: reading 10,000 rows and drawing 1,000 papers, beside the bare minimum.

Each figure is the best of three, in processor time of this process; ratios say more than seconds.
"""

import io
import sys
import time
from collections.abc import Callable
from random import Random

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from questions.blueprint import Cell, PaperBlueprint
from questions.drawing import Candidate, Pool, draw
from questions.formats import csv_table, spreadsheet
from questions.item import TOPICS, Item, Level

ROWS, PAPERS, BANK, TIMES = 10_000, 1_000, 400, 3
SEED = 2026


def main() -> None:
    """Print every figure with its ratio to the bare one."""
    bank = [_item(number) for number in range(ROWS)]
    workbook, table = spreadsheet.write(bank), csv_table.write(bank)
    _tell(f"Reading {ROWS:,} questions: a workbook of {len(workbook):,} bytes, a CSV of {len(table):,}")
    calamine = _best(lambda: _rows_by_calamine(workbook))
    openpyxl = _best(lambda: _rows_by_openpyxl(workbook))
    ours = _best(lambda: _imported(spreadsheet.read(workbook, file="bank.xlsx").items))
    from_csv = _best(lambda: _imported(csv_table.read(table, file="bank.csv").items))
    for name, seconds in (
        ("bare calamine", calamine),
        ("bare openpyxl, read only", openpyxl),
        ("our workbook import", ours),
        ("our CSV import", from_csv),
    ):
        rate = f"{ROWS / seconds:9,.0f} rows/s"
        _tell(f"  {name:24}  {seconds:6.2f} s  {rate}  {seconds / openpyxl:.2f} × openpyxl")
    _tell(f"Drawing {PAPERS:,} papers of 20 questions from {BANK}")
    bare = _best(_bare_samples)
    _tell(f"  bare random.sample        {1e6 * bare / PAPERS:6.0f} µs a paper")
    for name, facility in (("our draw", False), ("our draw, equally hard", True)):
        pool = _pool(facility=facility)
        seconds = _best(lambda: _papers(pool))  # noqa: B023 - called before the next turn
        _tell(f"  {name:24}  {1e6 * seconds / PAPERS:6.0f} µs a paper  {seconds / bare:.1f} × random.sample")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def _best(work: Callable[[], object]) -> float:
    """The least processor time of a few runs, in seconds."""
    seconds = []
    for _ in range(TIMES):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def _item(number: int) -> Item:
    topics = list(TOPICS)
    return Item(
        code=f"q-{number:05d}",
        topic=topics[number % len(topics)],
        level=list(Level)[number % len(Level)],
        stem=f"Người dân nộp hồ sơ số {number} thì cơ quan nào giải quyết theo quy định?",
        choices=tuple(f"Phương án thứ {place} của hồ sơ {number}" for place in range(1, 5)),
        key=number % 4,
        explanation="Cơ quan tiếp nhận chuyển hồ sơ đến nơi có thẩm quyền.",
        citation="Nghị định 61/2018/NĐ-CP, Điều 17",
        valid_from=None,
        valid_to=None,
        tags=frozenset({"mot-cua"}),
    )


def _rows_by_calamine(workbook: bytes) -> int:
    return len(CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python())


def _rows_by_openpyxl(workbook: bytes) -> int:
    book = load_workbook(io.BytesIO(workbook), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _imported(items: tuple[Item, ...]) -> None:
    if len(items) != ROWS:
        raise RuntimeError(f"{len(items)} of {ROWS} questions were imported")


def _pool(*, facility: bool) -> Pool:
    chance = Random(SEED)  # noqa: S311 - a benchmark that anybody may repeat
    topics, levels = list(TOPICS), list(Level)
    return Pool(
        Candidate(
            version_id=number,
            topic=topics[number % len(topics)],
            level=levels[number // len(topics) % len(levels)],
            choices=4,
            facility=chance.uniform(0.2, 0.98) if facility else None,
        )
        for number in range(BANK)
    )


def _papers(pool: Pool) -> None:
    blueprint = PaperBlueprint(cells=tuple(Cell(topic=topic, level=None, count=2) for topic in TOPICS))
    chance = Random(SEED)  # noqa: S311 - the same
    for _ in range(PAPERS):
        draw(blueprint, pool, chance)


def _bare_samples() -> None:
    """Twenty of all questions, each with its choices in a random order: no blueprint, no exposure."""
    chance = Random(SEED)  # noqa: S311 - the same
    for _ in range(PAPERS):
        for _number in chance.sample(range(BANK), 20):
            chance.sample(range(4), 4)


if __name__ == "__main__":
    main()
