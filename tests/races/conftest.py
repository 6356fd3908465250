"""A hall for each kind of database, with more workers than cores so that requests truly meet."""

from collections.abc import Iterator

import pytest
from faults.hall import Hall, open_hall
from harness.databases import KINDS, Databases

PEOPLE = 95
WORKERS = 3


@pytest.fixture(scope="module", params=KINDS)
def hall(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """A running service; every round of a race takes a new person."""
    with (
        databases.fresh(request.param) as url,
        open_hall(url, folder=tmp_path_factory.mktemp("races"), people=PEOPLE, workers=WORKERS) as hall,
    ):
        yield hall
