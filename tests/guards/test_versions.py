"""Versions below which known holes are open (security demands V5 and S4)."""

from importlib.metadata import version

import pysqlite3
import pytest
from packaging.version import Version

from contest.platform.database import OLDEST_SAFE_SQLITE


@pytest.mark.parametrize(
    ("package", "oldest"), [("flask", "3.1.3"), ("werkzeug", "3.1.6"), ("jinja2", "3.1.6")]
)
def test_a_package_is_new_enough(package: str, oldest: str):
    assert Version(version(package)) >= Version(oldest)


def test_the_storage_engine_cannot_corrupt_a_database_with_several_writers():
    assert OLDEST_SAFE_SQLITE >= (3, 51, 3)
    assert pysqlite3.sqlite_version_info >= OLDEST_SAFE_SQLITE
