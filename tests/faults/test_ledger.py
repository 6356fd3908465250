"""Killed servers, a crashed database, a bad network: the participants' ledgers still agree with it (V1)."""

from pathlib import Path

import pytest
from faults.comparing import Fault
from faults.fault_run import NAIVE, FaultRun, Plan, Report
from faults.naive import loosen
from faults.service import MortalCluster
from harness.databases import Databases

PEOPLE, QUESTIONS = 30, 6
ACCIDENTS = {
    "sqlite": ((0.15, "worker killed"), (0.3, "database locked"), (0.5, "service killed")),
    "postgresql": ((0.15, "worker killed"), (0.3, "database crashed"), (0.5, "service killed")),
}


@pytest.mark.parametrize("kind", ACCIDENTS)
def test_nothing_confirmed_is_lost_doubled_or_late(
    kind: str, mortal_databases: Databases, mortal_cluster: MortalCluster, tmp_path: Path
):
    plan = Plan(people=PEOPLE, questions=QUESTIONS, seed=7, accidents=ACCIDENTS[kind])
    with mortal_databases.fresh(kind) as url:
        report = FaultRun(url=url, folder=tmp_path, plan=plan, cluster=mortal_cluster).perform()
    assert report.findings.sentences == []
    assert report.totals["broken"] == 0, report.log
    assert_much_happened(report)


def test_the_same_run_sees_every_kind_of_fault_in_naive_storage(mortal_databases: Databases, tmp_path: Path):
    """Which faults thirty people meet is chance; three crowds meet all of them, mostly the first does."""
    unseen = set(Fault)
    for seed in (7, 8, 9):
        unseen -= _faults_of_naive_storage(seed, mortal_databases, tmp_path / str(seed))
        if not unseen:
            break
    assert unseen == set()


def _faults_of_naive_storage(seed: int, databases: Databases, folder: Path) -> set[Fault]:
    folder.mkdir()
    plan = Plan(people=PEOPLE, questions=QUESTIONS, seed=seed, accidents=((0.4, "worker killed"),))
    with databases.fresh("sqlite") as url:
        report = FaultRun(url=url, folder=folder, plan=plan).perform(program=NAIVE, spoil=loosen)
    assert_much_happened(report)
    return {fault for fault, count in report.findings.counts.items() if count}


def assert_much_happened(report: Report) -> None:
    """A quiet run proves nothing."""
    totals = report.totals
    assert totals["accidents"] == [name for _share, name in report.plan.accidents]
    assert all(totals["fates"].get(fate, 0) > 0 for fate in ("reply lost", "doubled", "echoed", "delayed"))
    assert totals["saves"] >= 2 * PEOPLE
    assert totals["handed in"] > 0
    assert totals["timed out"] > 0
