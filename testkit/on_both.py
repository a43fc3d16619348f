"""A run on one database or both, as its words ask for, and whether all went well.

On PostgreSQL a scratch cluster is brought up (``scripts/postgres.py``), or the server that
``--postgres URL`` names; the databases themselves are made and dropped again.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from scripts.postgres import NoPostgres, running_postgres
from testkit.faults.scratch import scratch_database


class Told(Protocol):
    """What a run came to."""

    differences: list[str]

    def lines(self) -> list[str]: ...


@dataclass(frozen=True)
class Where:
    """The database of a run; on PostgreSQL with its URL and its server's."""

    database: str
    url: str = ""
    server: str = ""


def asks_where(parser: argparse.ArgumentParser) -> None:
    """Let the words say on which database, with which seed."""
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0, help="0: drawn from the clock")
    parser.add_argument("--postgres", default="", help="a server's URL instead of a scratch one")


def run_where_asked(args: argparse.Namespace, run: Callable[[Where], Told]) -> int:
    """Run on each database asked for, print the reports, and return 1 where one was not well."""
    args.seed = args.seed or time.time_ns() % 1_000_000
    is_well = True
    for database in ["sqlite", "postgresql"] if args.database == "both" else [args.database]:
        print(f"seed {args.seed}: {database} …", flush=True)
        try:
            with _opened(database, args.postgres) as where:
                report = run(where)
        except NoPostgres as reason:
            print(f"NOT RUN: {database} ({reason})")
            continue
        print("\n".join(report.lines()), flush=True)
        is_well = is_well and not report.differences
    return 0 if is_well else 1


@contextmanager
def _opened(database: str, server: str) -> Iterator[Where]:
    if database == "sqlite":
        yield Where(database)
    elif server:
        with scratch_database(server) as url:
            yield Where(database, url, server)
    else:
        with running_postgres() as scratch, scratch_database(scratch) as url:
            yield Where(database, url, scratch)
