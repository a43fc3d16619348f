"""``python -m bench.page``: write the last run's tables into docs/performance.md."""

import json
import sys
from pathlib import Path

from bench import report
from bench.choices import FOLDER, ROOT

PAGE = ROOT / "docs" / "performance.md"
KEPT = ROOT / "docs" / "performance.json"
FIRST, LAST = "<!-- measured: written by python -m bench.page -->", "<!-- end of measured -->"


def with_tables(page: str, tables: str) -> str:
    """Return ``page`` with ``tables`` between its two marks; raises ``ValueError`` without."""
    before, first, rest = page.partition(FIRST)
    _, last, after = rest.partition(LAST)
    if not first or not last:
        raise ValueError(f"{PAGE.name} has lost its marks")
    return f"{before}{FIRST}\n\n{tables}\n\n{LAST}{after}"


def main(source: Path) -> int:
    found = json.loads(source.read_text(encoding="utf-8"))
    KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_tables(page, report.whole(found)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} and {KEPT.relative_to(ROOT)} hold the run of {found['at']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "results.json"))
