"""A new site's tables are made the short way, and are those of the long way."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def made(home: Path, *command: str) -> list[tuple[str, ...]]:
    """Let a process of its own make the tables in ``home``; return all that was made."""
    env = {**os.environ, "TANGGAP_HOME": str(home), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    env["DJANGO_SETTINGS_MODULE"] = "tanggap.site.settings"
    done = subprocess.run([sys.executable, *command], env=env, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(home / "tanggap.sqlite3")) as here:
        tables = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        steps = "SELECT 'step', app, name, '' FROM django_migrations ORDER BY id"
        return [*here.execute(tables), *here.execute(steps)]


def test_the_short_way_and_the_long_way_end_in_the_same_tables(tmp_path: Path) -> None:
    (tmp_path / "short").mkdir()
    (tmp_path / "long").mkdir()
    short = made(tmp_path / "short", "-c", "from tanggap.site.ready import migrate; migrate()")
    long = made(tmp_path / "long", "-W", "ignore", "manage.py", "migrate", "-v0")
    assert short == long
    assert len(short) > 500
