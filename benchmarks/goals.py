"""What is owed and what is wanted, and how a run stands to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a figure stands to its goal."""

    AIM = "aim reached"
    MUST = "must kept"
    MISSED = "MISSED"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal: a figure that may not be more than must, and should not be more than aim."""

    id: str
    what: str
    unit: str
    must: float
    aim: float

    def verdict(self, measured: float | None) -> Verdict:
        """How a figure stands to it."""
        if measured is None:
            return Verdict.UNKNOWN
        if measured <= self.aim:
            return Verdict.AIM
        return Verdict.MUST if measured <= self.must else Verdict.MISSED


SAVE, SIGN_IN, START, JOURNEY, MIX = "P1", "P2", "P3", "P4", "P8"
P95, P99, AUTOSAVE, MEMORY = "P9 p95", "P9 p99", "P16", "P17"
GOALS = (
    Goal(id=SAVE, what="save one answer, CPU", unit="x floor", must=2.0, aim=1.5),
    Goal(id=SIGN_IN, what="sign in, CPU", unit="x bare argon2id", must=1.25, aim=1.15),
    Goal(id=START, what="start, page of 30 included, CPU", unit="x floor", must=4.0, aim=2.5),
    Goal(id=JOURNEY, what="journey of 10 questions, CPU", unit="x floor", must=1.6, aim=1.3),
    Goal(id=MIX, what="closing mix at 10,000 people, CPU", unit="x floor", must=2.5, aim=1.7),
    Goal(id=P95, what="saves in that mix at 60 % of CPU", unit="ms", must=50, aim=20),
    Goal(id=P99, what="saves in that mix at 60 % of CPU", unit="ms", must=200, aim=80),
    Goal(id=AUTOSAVE, what="autosave, request + reply", unit="bytes", must=1200, aim=800),
    Goal(id=MEMORY, what="memory of 2 workers after all this, PSS", unit="MiB", must=220, aim=150),
)
XLSX, XLSX_STYLED, CSV, FILE_MEMORY = "P11", "P11 *", "P12", "P13 MiB"
CSV_BYTE, XLSX_BYTE, BESIDE, REBUILD, RANKING, CERTIFICATE, CERTIFICATE_EACH = (
    "P13 csv", "P13 xls", "P14", "P18", "ranking", "cert.", "cert. *",
)  # fmt: skip
GOALS_OF_FILES = (
    Goal(id=XLSX, what="xlsx of 80,000 people, CPU", unit="x bare library", must=1.2, aim=0.4),
    Goal(
        id=XLSX_STYLED,
        what="the same, cells formatted in both",
        unit="x bare library",
        must=1.2,
        aim=0.4,
    ),
    Goal(id=CSV, what="csv of 80,000 people, CPU", unit="x bare csv", must=2, aim=1.4),
    Goal(id=FILE_MEMORY, what="memory of either above idle", unit="MiB", must=48, aim=24),
    Goal(id=CSV_BYTE, what="first byte of the csv", unit="s", must=1, aim=0.3),
    Goal(id=XLSX_BYTE, what="first answer to who asks for the xlsx", unit="s", must=1, aim=0.3),
    Goal(id=BESIDE, what="p95 of saves while a workbook is written", unit="x without", must=2, aim=1.3),
    Goal(id=REBUILD, what="rebuild of 100,000 attempts", unit="x bare SQL", must=2, aim=1.3),
    Goal(id=RANKING, what="ranking of 430,000 attempts, with reasons", unit="x bare SQL", must=3, aim=3),
)
BOARD, GROWTH, UNCHANGED = "P5", "P6", "P16 304"
GOALS_OF_BOARDS = (
    Goal(id=BOARD, what="the dearest board, 100,000 people, CPU", unit="x ready page", must=2, aim=1.3),
    Goal(id=GROWTH, what="the same from 1,000 people to 100,000", unit="x", must=1.5, aim=1.2),
    Goal(id=UNCHANGED, what="a board seen before, request + reply", unit="bytes", must=500, aim=300),
)
GOALS_OF_CERTIFICATES = (
    Goal(id=CERTIFICATE, what="a certificate; 6 ms are 10,000 a minute", unit="ms", must=6, aim=6),
    Goal(id=CERTIFICATE_EACH, what="the same as a file each, packed", unit="ms", must=6, aim=6),
)
# Of one database: measured figures by goal.
Figures = Mapping[str, float]
LINE = "{:<7} {:<42} {:<16} {:>6} {:>6}  "


def table(figures_of: Mapping[str, Figures], goals: Sequence[Goal] = GOALS) -> str:
    """One line a goal, two columns a database."""
    kinds = list(figures_of)
    head = LINE.format("goal", "", "unit", "must", "aim") + "".join(f"{kind:<26}" for kind in kinds)
    rows = [
        LINE.format(goal.id, goal.what, goal.unit, f"{goal.must:g}", f"{goal.aim:g}")
        + "".join(f"{_figure(goal, figures_of[kind].get(goal.id)):<26}" for kind in kinds)
        for goal in goals
    ]
    if goals is not GOALS:
        return "\n".join(line.rstrip() for line in (head, *rows))
    counted = "P19     SQL statements a click: counted in tests/contest/attempts/test_statement_counts.py"
    return "\n".join(line.rstrip() for line in (head, *rows, counted))


def _figure(goal: Goal, measured: float | None) -> str:
    shown = "-" if measured is None else f"{measured:.2f}" if measured < 10 else f"{measured:.0f}"  # noqa: PLR2004 - two decimals where they say something
    return f"{shown:>6}  {goal.verdict(measured)}"
