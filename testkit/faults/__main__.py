"""``python -m testkit.faults``: the long run on both databases, its report, and exit code 1
when anything is lost, doubled or half done.

On PostgreSQL a scratch cluster is brought up (``scripts/postgres.py``), or the server that
``--postgres URL`` names; the database itself is made and dropped again.
"""

import argparse
import sys
import time

from scripts.postgres import NoPostgres, running_postgres
from testkit.faults.run import Plan, Report, run
from testkit.faults.scratch import scratch_database


def _on(database: str, args: argparse.Namespace) -> Report:
    plan = Plan(
        database=database,
        messages=args.messages,
        pace=args.pace,
        acts=args.acts,
        seed=args.seed,
        every=args.every,
        impatient=args.impatient,
    )
    if database == "sqlite":
        return run(plan)
    if args.postgres:
        with scratch_database(args.postgres) as url:
            return run(plan, url=url)
    with running_postgres() as server, scratch_database(server) as url:
        return run(plan, url=url)


def main() -> int:
    """Run what the words ask for, print the reports, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m testkit.faults", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--pace", type=float, default=0.0, help="messages a second, 0: any")
    parser.add_argument("--acts", type=int, default=600, help="entries and answers of the desks")
    parser.add_argument("--seed", type=int, default=0, help="0: drawn from the clock")
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two shots")
    parser.add_argument("--postgres", default="", help="a server's URL instead of a scratch one")
    parser.add_argument("--impatient", action="store_true", help="short leases")
    args = parser.parse_args()
    args.seed = args.seed or time.time_ns() % 1_000_000
    databases = ["sqlite", "postgresql"] if args.database == "both" else [args.database]
    is_well = True
    for database in databases:
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
