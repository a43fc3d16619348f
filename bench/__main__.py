"""``python -m bench``: fill both sides, measure them in turn, print the table.

Choose by environment: ``SIZES="20000 100000" DATABASES="sqlite postgresql"
PARTS="disk intake reads pages papers" BENCH=quick``. ``AGAIN=1`` writes what is measured now
over the last run's figures, and says so.
"""

import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bench import choices as asked
from bench import disk, intake, pages, papers, reads, report, theirs
from bench.choices import FOLDER, ROOT, Choices
from bench.stores import OURS, THEIRS, Filled
from scripts.postgres import NoPostgres, running_postgres

RESULTS = FOLDER / "results.json"
Measured = dict[str, Any]


def main() -> int:
    """Return 0 when all that was chosen could be measured, whatever the figures are."""
    chosen = asked.read()
    signal.signal(signal.SIGTERM, _ended)  # leave no server behind
    FOLDER.mkdir(exist_ok=True)
    found = _begun(chosen)
    if "papers" in chosen.parts:
        print("a recap of ten pages, beside WeasyPrint …", flush=True)
        found["papers"] = papers.compared(chosen)
        _keep(found)
    if set(chosen.parts) - {"papers"}:
        theirs.install()
        _beside_theirs(chosen, found)
    print(report.whole(found))
    print(f"\nAll figures: {RESULTS.relative_to(ROOT)}. «python -m bench.page» writes the docs.")
    return 1 if found["left_out"] else 0


def _beside_theirs(chosen: Choices, found: Measured) -> None:
    if "disk" in chosen.parts:
        seconds = 1.0 if chosen.is_quick else 3.0
        found["disk"] = {
            "writes_per_second": round(disk.writes_per_second(seconds)),
            "commits_per_second": round(disk.commits_per_second(seconds)),
        }
    for database in chosen.databases:
        with _missing_is_told(found, database):
            _on(database, chosen, found)


def _begun(chosen: Choices) -> Measured:
    """Return an empty sheet, or the last run's, to be written over where measured again."""
    if not chosen.is_again:
        return {**_where(), "runs": [], "left_out": []}
    found: Measured = json.loads(RESULTS.read_text(encoding="utf-8"))
    again = {**_where(), "what": _what(chosen)}
    return found | {"again": [*found.get("again", []), again]}


def _what(chosen: Choices) -> str:
    if set(chosen.parts) == {"papers"}:
        return "papers"
    sizes = " ".join(f"{size:,}" for size in chosen.sizes)
    return f"{' and '.join(chosen.databases)}: {' '.join(chosen.parts)} at {sizes}"


def _run_of(found: Measured, database: str, size: int) -> Measured:
    for run in found["runs"]:
        if (run["database"], run["size"]) == (database, size):
            known: Measured = run
            return known
    run = {"database": database, "size": size}
    found["runs"].append(run)
    return run


def _ended(*_: object) -> None:
    raise SystemExit(143)


def _on(database: str, chosen: Choices, found: Measured) -> None:
    with _cluster(database) as url:
        for size in chosen.sizes:
            our, their = Filled(OURS, size, url), Filled(THEIRS, size, url)
            our.make()
            their.make()
            run = _run_of(found, database, size)
            for part, figures in _parts(chosen, our, their):
                run[part] = figures
                _keep(found)
    if "disk" in chosen.parts:
        _on_slow_disk(database, chosen, found)


def _parts(chosen: Choices, our: Filled, their: Filled) -> Iterator[tuple[str, Any]]:
    words = f"{'postgresql' if our.cluster else 'sqlite'}, {our.size:,}"
    if "intake" in chosen.parts:
        print(f"{words}: intake …", flush=True)
        yield "intake", _both(our, their, chosen, {})
        yield "visible", intake.until_visible(our, chosen)
    if "reads" in chosen.parts:
        print(f"{words}: reads …", flush=True)
        yield "reads", reads.compared(our, their, chosen)
    if "pages" in chosen.parts:
        print(f"{words}: staff pages and memory …", flush=True)
        yield "pages", pages.of_staff(our, chosen)


def _both(our: Filled, their: Filled, chosen: Choices, more: Mapping[str, str]) -> Measured:
    return {
        "ours": intake.of_ours(our, chosen, more),
        "theirs": intake.of_theirs(their, chosen, more),
    }


def _on_slow_disk(database: str, chosen: Choices, found: Measured) -> None:
    """Measure intake once more, at the smallest size, with every fsync made slower."""
    added = disk.slower()
    if added is None:
        found["left_out"].append("a slower disk: it needs Linux and a C compiler")
        return
    print(f"{database}: intake with {disk.ADDED_MS} ms added to every fsync …", flush=True)
    size = min(chosen.sizes)
    with _cluster(database, added) as url:
        our, their = Filled(OURS, size, url), Filled(THEIRS, size, url)
        our.make()
        their.make()
        in_server = {} if url else added
        figures = _both(our, their, chosen, in_server)
    others = [one for one in found.get("slow_disk", []) if one["database"] != database]
    found["slow_disk"] = [*others, {"database": database, "size": size, **figures}]
    _keep(found)


@contextmanager
def _cluster(database: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with running_postgres(durable=True, env=env) as url:
        yield url


@contextmanager
def _missing_is_told(found: Measured, database: str) -> Iterator[None]:
    try:
        yield
    except NoPostgres as reason:
        found["left_out"].append(f"{database}: {reason}")


def _where() -> Measured:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return {
        "at": datetime.now().astimezone().isoformat(timespec="minutes"),
        "commit": commit.stdout.strip(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _keep(found: Measured) -> None:
    if hasattr(os, "getloadavg"):
        found["load_at_end"] = round(os.getloadavg()[0], 1)
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
