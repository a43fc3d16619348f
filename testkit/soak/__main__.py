"""``python -m testkit.soak``: a soak on one database or both, its report, and exit code 1
when anything is lost, doubled or too much.

On PostgreSQL a scratch cluster is brought up (``scripts/postgres.py``), or the server that
``--postgres URL`` names; the databases themselves are made and dropped again.
"""

import argparse
import signal
import sys
import time

from scripts.postgres import NoPostgres, running_postgres
from testkit.faults.scratch import scratch_database
from testkit.soak.report import Report
from testkit.soak.run import Plan, run


def _on(database: str, args: argparse.Namespace) -> Report:
    seconds = args.seconds or args.minutes * 60
    plan = Plan(database, seconds, args.pace, args.seed, args.every, args.patience)
    if database == "sqlite":
        return run(plan)
    if args.postgres:
        with scratch_database(args.postgres) as url:
            return run(plan, url=url, postgres=args.postgres)
    with running_postgres() as server, scratch_database(server) as url:
        return run(plan, url=url, postgres=server)


def main() -> int:
    """Run what the words ask for, print the reports, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m testkit.soak", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--minutes", type=float, default=10, help="how long people write")
    parser.add_argument("--seconds", type=float, default=0, help="the same, for short runs")
    parser.add_argument("--pace", type=float, default=0.3, help="1: a message a second")
    parser.add_argument("--seed", type=int, default=0, help="0: drawn from the clock")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two faults")
    parser.add_argument("--patience", type=float, default=1200, help="seconds to drain, at most")
    parser.add_argument("--postgres", default="", help="a server's URL instead of a scratch one")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ended from outside, all the same
    args.seed = args.seed or time.time_ns() % 1_000_000
    databases = ["sqlite", "postgresql"] if args.database == "both" else [args.database]
    is_well = True
    for database in databases:
        print(f"seed {args.seed}: {database} …", flush=True)
        try:
            report = _on(database, args)
        except NoPostgres as reason:
            print(f"NOT RUN: {database} ({reason})")
            continue
        print("\n".join(report.lines()), flush=True)
        is_well = is_well and not report.differences
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
