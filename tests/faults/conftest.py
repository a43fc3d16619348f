"""An installation of its own for each test, on the database that the run names."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from testkit.faults.scratch import scratch_database


@pytest.fixture
def database_url() -> Iterator[str]:
    """Yield the URL of an empty PostgreSQL database, or nothing for SQLite."""
    server = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")
    if not server:
        yield ""
        return
    with scratch_database(server) as url:
        yield url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
