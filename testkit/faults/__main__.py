"""``python -m testkit.faults``: the long run on both databases, its report, and exit code 1
when anything is lost, doubled or half done (``testkit/on_both.py`` tells where it runs).
"""

import argparse
import sys

from testkit.faults.run import Plan, Report, run
from testkit.on_both import Where, asks_where, run_where_asked


def main() -> int:
    """Run what the words ask for, print the reports, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m testkit.faults", description=__doc__)
    asks_where(parser)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--pace", type=float, default=0.0, help="messages a second, 0: any")
    parser.add_argument("--acts", type=int, default=600, help="entries and answers of the desks")
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two shots")
    parser.add_argument("--impatient", action="store_true", help="short leases")
    args = parser.parse_args()

    def on(where: Where) -> Report:
        plan = Plan(
            database=where.database,
            messages=args.messages,
            pace=args.pace,
            acts=args.acts,
            seed=args.seed,
            every=args.every,
            impatient=args.impatient,
        )
        return run(plan, url=where.url)

    return run_where_asked(args, on)


if __name__ == "__main__":
    sys.exit(main())
