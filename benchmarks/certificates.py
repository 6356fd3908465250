"""`python -m benchmarks.certificates`: certificates a minute beside the bare renderer; a 3,000-row annex."""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.certificates import ABOUT, certificate

from benchmarks import goals
from contest.commendations.certificates.files import certificates_pdf, single_pdfs
from contest.commendations.certificates.queries import Certificate
from contest.platform.files.archives import streamed
from contest.platform.files.official import Align, Annex, Column, Form, Official, Signer, Table
from contest.platform.files.pdf import compiled, write_pdf
from contest.platform.files.word import write_word
from contest.platform.files.word_template import template_of

COUNT, EACH, ROWS, RUNS, GOAL = 1_000, 500, 3_000, 3, 10_000


def annex(rows: int) -> Official:
    """A decision with one long annex."""
    columns = (
        Column(header="STT", width=12, align=Align.CENTRE),
        Column(header="Họ và tên", width=50),
        Column(header="Cơ quan, đơn vị", width=70),
        Column(header="Tiền thưởng (đồng)", width=33, align=Align.RIGHT),
    )
    lines = tuple((str(n), f"Sùng Mẫu Mai {n}", "UBND huyện Mèo Vạc", "200.000") for n in range(1, rows + 1))
    return Official(
        parent="UBND TỈNH HÀ GIANG",
        issuer="BAN TỔ CHỨC CUỘC THI",
        symbol="QĐ-BTC",
        place="Hà Giang",
        kind="QUYẾT ĐỊNH",
        subject="Về việc trao giải",
        blocks=(),
        signers=(Signer(lines=("TRƯỞNG BAN",), name="Mẫu"),),
        code="Mã kết quả: mẫu",
        annexes=(Annex(title="Danh sách", blocks=(Table(columns=columns, rows=lines),)),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds by the clock, and of processors: other people's work lengthens the first alone."""

    clock: float
    cpu: float


def fastest(work: Callable[[int], object]) -> Spent:
    """The least that a few runs took, by the clock and of processors.

    The typesetter remembers what it has set, so each run is given other texts by its number.
    """
    found = []
    for run in range(RUNS):
        clock, cpu = time.perf_counter(), _cpu()
        work(run)
        found.append(Spent(clock=time.perf_counter() - clock, cpu=_cpu() - cpu))
    return Spent(clock=min(one.clock for one in found), cpu=min(one.cpu for one in found))


def _cpu() -> float:
    """Of this process and of those it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def printed(run: int, count: int) -> list[Certificate]:
    """Certificates that no other run has."""
    return [certificate(run * COUNT + number) for number in range(count)]


def set_as_pdf(made: list[Certificate]) -> bytes:
    """One file of many pages."""
    return certificates_pdf(made, **ABOUT)


def set_each(made: list[Certificate]) -> bytes:
    """An archive with a file for each."""
    return b"".join(streamed(single_pdfs(made, **ABOUT)))


def measured() -> goals.Figures:
    """Print the figures; those that goals are about are returned."""
    made = [printed(run, COUNT) for run in range(RUNS)]
    ours = fastest(lambda run: set_as_pdf(made[run]))
    bare = fastest(
        lambda run: compiled("certificates/bare.typ", {"names": [f"{one.name} {run}" for one in made[run]]})
    )
    apart = [printed(run + RUNS, EACH) for run in range(RUNS)]
    each = fastest(lambda run: set_each(apart[run]))
    documents, template = [annex(ROWS + run) for run in range(RUNS)], template_of(Form())
    word = fastest(lambda run: write_word(documents[run], template))
    pdf = fastest(lambda run: write_pdf(documents[run]))
    figures = {
        "certificates_a_minute": round(COUNT / ours.clock * 60),
        "certificates_a_minute_of_one_processor": round(COUNT / ours.cpu * 60),
        "goal": GOAL,
        "bare_renderer_a_minute": round(COUNT / bare.clock * 60),
        "times_the_bare_renderer": round(ours.cpu / bare.cpu, 1),
        "one_file_each_a_minute": round(EACH / each.clock * 60),
        "one_file_each_a_minute_of_one_processor": round(EACH / each.cpu * 60),
        "annex_of_3000_rows_word_seconds": round(word.clock, 2),
        "annex_of_3000_rows_pdf_seconds": round(pdf.clock, 2),
    }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return {
        goals.CERTIFICATE: ours.clock / COUNT * 1000,
        goals.CERTIFICATE_EACH: each.clock / EACH * 1000,
    }


def main() -> None:
    """Measure, and say how the figures stand to their goal."""
    sys.stdout.write(goals.table({"": measured()}, goals.GOALS_OF_CERTIFICATES) + "\n")


if __name__ == "__main__":
    main()
