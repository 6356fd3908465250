"""`make faults`: two long runs on each database and the negative control, as one table."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from faults.comparing import Fault
from faults.fault_run import NAIVE, FaultRun, Plan, Report
from faults.naive import loosen
from faults.service import MortalCluster
from harness.databases import KINDS, Databases

PEOPLE, QUESTIONS, SEEDS = 220, 20, (1, 2)
CONTROL_PEOPLE, CONTROL_QUESTIONS = 40, 6
TOTALS = (
    "requests", "unanswered", "busy", "broken", "saves", "refused", "late", "stored", "attempts", "timed out",
    "seconds",
)  # fmt: skip
DATABASE_ACCIDENT = {"sqlite": "database locked", "postgresql": "database crashed"}


def _accidents(kind: str, seed: int) -> tuple[tuple[float, str], ...]:
    """The same misfortunes in another order for each seed."""
    of_database = DATABASE_ACCIDENT[kind]
    orders = (
        ("worker killed", of_database, "service killed", "worker killed", of_database),
        (of_database, "worker killed", "worker killed", "service killed", of_database),
    )
    return tuple(
        (round(0.1 + 0.12 * place, 2), name) for place, name in enumerate(orders[seed % len(orders)])
    )


def _runs(databases: Databases, cluster: MortalCluster, folder: Path) -> Iterator[tuple[str, Report]]:
    for kind in KINDS:
        for seed in SEEDS:
            name = f"{kind} {seed}"
            plan = Plan(people=PEOPLE, questions=QUESTIONS, seed=seed, accidents=_accidents(kind, seed))
            with databases.fresh(kind) as url:
                yield name, FaultRun(url=url, folder=_new(folder, name), plan=plan, cluster=cluster).perform()
    for kind in KINDS:
        name = f"{kind} naive"
        accidents = ((0.3, "worker killed"), (0.7, "worker killed"))
        plan = Plan(people=CONTROL_PEOPLE, questions=CONTROL_QUESTIONS, seed=3, accidents=accidents)
        with databases.fresh(kind) as url:
            run = FaultRun(url=url, folder=_new(folder, name), plan=plan)
            yield name, run.perform(program=NAIVE, spoil=loosen)


def _new(folder: Path, name: str) -> Path:
    made = folder / name.replace(" ", "-")
    made.mkdir()
    return made


def _say(*words: str) -> None:
    sys.stdout.write("".join(words) + "\n")
    sys.stdout.flush()


def _row(*cells: object) -> str:
    return "".join(
        str(cell).ljust(17) if place == 0 else str(cell).rjust(13) for place, cell in enumerate(cells)
    )


def _is_as_it_must_be(name: str, report: Report) -> bool:
    counts = report.findings.counts.values()
    all_happened = len(report.totals["accidents"]) == len(report.plan.accidents)
    if "naive" in name:
        return all_happened and all(counts)
    return all_happened and not any(counts) and not report.totals["broken"]


def main() -> int:
    """Run everything, print the table; 0 when all is as it must be."""
    good = True
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    cluster = MortalCluster.in_new_folder()
    try:
        cluster.restart_durably()
        databases = Databases(cluster=cluster, folder=_new(folder, "databases"))
        _say(_row("run", "participants", "questions", *TOTALS))
        lines = [_row("run", *Fault)]
        for name, report in _runs(databases, cluster, folder):
            plan, totals = report.plan, report.totals
            _say(_row(name, plan.people, plan.questions, *(totals[total] for total in TOTALS)))
            _say("    ", ", ".join(totals["accidents"]), "; healthy again after s: ", str(totals["recovery"]))
            _say("    network: ", ", ".join(f"{fate} {count}" for fate, count in totals["fates"].items()))
            lines.append(_row(name, *report.findings.counts.values()))
            good = good and _is_as_it_must_be(name, report)
            if "naive" not in name:
                lines += [f"    {sentence}" for sentence in report.findings.sentences]
        _say("\n", "\n".join(lines))
    finally:
        cluster.stop()
    if good:
        shutil.rmtree(folder)
        return 0
    _say("\nNot as it must be. Ledgers and server logs: ", str(folder))
    return 1


if __name__ == "__main__":
    # Asked to end, it ends what it started before it does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
