"""``tanggap check``: what is misconfigured and how to mend it; exit code 3 when something is."""

import argparse
import json
from dataclasses import asdict

from tanggap.site.ready import migrate

SIGNS = {"good": "baik ", "warn": "perlu", "bad": "BURUK"}
FOUND_SOMETHING = 3


def run(args: argparse.Namespace) -> int:
    migrate(quiet=True)
    from tanggap.site.checkup import checkup

    found = checkup()
    if args.json:
        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            print(f"{SIGNS[finding.level]}  {finding.what}")
            if finding.mend:
                print(f"       → {finding.mend}")
    return FOUND_SOMETHING if any(finding.level == "bad" for finding in found) else 0
