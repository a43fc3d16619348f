"""Filled databases and fresh copies of them: no measurement sees what another one wrote."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import ours, theirs
from bench.choices import FOLDER, ROOT

Fill = Callable[[int, Mapping[str, str]], None]


@dataclass(frozen=True)
class Side:
    """One of the two: how its environment is made, and how it is filled."""

    name: str
    environment: Callable[[Path, str], dict[str, str]]
    fill: Fill


def _our_environment(home: Path, url: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("TANGGAP")}
    return {**known, "TANGGAP_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


OURS = Side("ours", _our_environment, ours.fill)
THEIRS = Side("theirs", theirs.environment, theirs.fill)


@dataclass(frozen=True)
class Filled:
    """A database of one side with ``size`` records, to be copied before each measurement."""

    side: Side
    size: int
    cluster: str  # the URL of a PostgreSQL cluster, or empty for SQLite

    @property
    def folder(self) -> Path:
        kind = "postgresql" if self.cluster else "sqlite"
        return FOLDER / "filled" / f"{self.side.name}-{kind}-{self.size}"

    @property
    def _template(self) -> str:
        return f"filled_{self.side.name}_{self.size}"

    def make(self) -> None:
        """Fill it, unless today's filling by the same code is there."""
        stamp, mark = _stamp(self.size), self.folder / "stamp"
        if not self.cluster and mark.exists() and mark.read_text() == stamp:
            return
        print(f"{self.side.name}: {self.size:,} records are written …", flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        url = _created(self.cluster, self._template) if self.cluster else ""
        self.side.fill(self.size, self.side.environment(self.folder, url))
        mark.write_text(stamp)

    def fresh(self) -> dict[str, str]:
        """Return the environment of a copy that nobody has written to."""
        work = FOLDER / "work" / self.side.name
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(self.folder, work)
        url = ""
        if self.cluster:
            url = _created(self.cluster, f"work_{self.side.name}", self._template)
        return self.side.environment(work, url)


def _created(cluster: str, name: str, template: str = "template1") -> str:
    """Make a database anew in ``cluster`` and return its URL."""
    root = cluster.rsplit("/", 1)[0]
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        connection.execute(b"CHECKPOINT")
    return f"{root}/{name}"


def _stamp(size: int) -> str:
    """Return what a filling depends on: the tables, the code that fills, the day."""
    digest = hashlib.sha256()
    paths = [*ROOT.glob("tanggap/*/migrations/*.py"), *ROOT.glob("bench/**/*.py")]
    chosen = [p for p in paths if "migrations" in p.parts or p.stem in _FILLERS]
    for path in sorted(chosen):
        digest.update(path.read_bytes())
    return f"{size} {datetime.now(UTC).date()} {digest.hexdigest()}"


_FILLERS = ("filling", "material", "rhythm", "rows", "ours")
