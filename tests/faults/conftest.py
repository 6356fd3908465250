"""Servers and databases that tests of this folder may break."""

from collections.abc import Iterator

import pytest
from faults.service import MortalCluster
from harness.databases import Databases


@pytest.fixture(scope="session")
def mortal_cluster() -> Iterator[MortalCluster]:
    """A durable PostgreSQL of these tests' own."""
    cluster = MortalCluster.in_new_folder()
    cluster.restart_durably()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def mortal_databases(tmp_path_factory: pytest.TempPathFactory, mortal_cluster: MortalCluster) -> Databases:
    """Fresh databases of both kinds; those of PostgreSQL live in the cluster that is killed."""
    return Databases(cluster=mortal_cluster, folder=tmp_path_factory.mktemp("databases"))
