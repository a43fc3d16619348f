"""``python -m testkit.soak``: a soak on one database or both, its report, and exit code 1
when anything is lost, doubled or too much (``testkit/on_both.py`` tells where it runs).
"""

import argparse
import signal
import sys

from testkit.on_both import Where, asks_where, run_where_asked
from testkit.soak.report import Report
from testkit.soak.run import Plan, run


def main() -> int:
    """Run what the words ask for, print the reports, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m testkit.soak", description=__doc__)
    asks_where(parser)
    parser.add_argument("--minutes", type=float, default=10, help="how long people write")
    parser.add_argument("--seconds", type=float, default=0, help="the same, for short runs")
    parser.add_argument("--pace", type=float, default=0.3, help="1: a message a second")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two faults")
    parser.add_argument("--patience", type=float, default=1200, help="seconds to drain, at most")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ended from outside, all the same

    def on(where: Where) -> Report:
        seconds = args.seconds or args.minutes * 60
        plan = Plan(where.database, seconds, args.pace, args.seed, args.every, args.patience)
        return run(plan, url=where.url, postgres=where.server)

    return run_where_asked(args, on)


if __name__ == "__main__":
    sys.exit(main())
