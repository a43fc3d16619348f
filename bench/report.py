"""The figures of a run as plain tables, each beside its mark."""

from collections.abc import Iterator, Sequence
from typing import Any

from bench.figures import (
    MOST_KB,
    MOST_MB,
    MOST_MS,
    most,
    paper_mark,
    ratio_mark,
    shown,
    table,
    times_more,
)

Measured = dict[str, Any]
_WORST = 12
_MARKED_CLIENTS = (16, 64)


def whole(found: Measured) -> str:
    """Return every table of a run, with headings of the third level."""
    return "\n\n".join(part for part in _parts(found) if part)


def _parts(found: Measured) -> Iterator[str]:
    yield _where(found)
    runs = found["runs"]
    yield _section("Durable intake, messages a second", _intake(runs))
    yield _section("Reads, median milliseconds over HTTP, signed in", _reads(runs))
    yield _section("Staff pages of ours", _pages(runs))
    yield from (_slowest(run) for run in runs if "pages" in run)
    yield _section("This disk", _disk(found))
    yield _section("Intake with 8 ms added to every fsync", _intake(found.get("slow_disk", [])))
    yield _section("Until a message stands in triage", _visible(runs))
    yield _section("Memory of the whole site (PSS)", _memory(runs))
    yield _section("A weekly recap of ten pages, beside WeasyPrint", _papers(found))
    if found["left_out"]:
        yield "Left out: " + "; ".join(found["left_out"])


def _where(found: Measured) -> str:
    told = (
        f"{found['at']}, commit {found['commit']}. {found['machine']}, Python {found['python']}; "
        f"load {found['load_at_start']} at the start, {found.get('load_at_end')} at the end."
    )
    if (found["load_at_start"] or 0) > (found.get("cores") or 1):
        told += (
            "\n\n**Others were using this machine**: every time below is longer, and every intake "
            "smaller, than on a calm one, and marks may be missed for that alone. Measure again."
        )
    for again in found.get("again", []):
        told += f"\n\nMeasured again at commit {again['commit']}: {again['what']}"
        told += f" ({again['at']}, load {again['load_at_start']} at the start)."
    return told


def _section(title: str, rows: str) -> str:
    return f"### {title}\n\n{rows}" if rows else ""


def _tabled(columns: Sequence[str], rows: list[list[str]]) -> str:
    return table(columns, rows) if rows else ""


def _place(run: Measured) -> str:
    return f"{run['database']}, {run['size']:,}"


def _intake(runs: Sequence[Measured]) -> str:
    rows = []
    for run in runs:
        figures = run.get("intake") or run
        for one, two in zip(figures.get("ours", ()), figures.get("theirs", ()), strict=True):
            ratio = times_more(one["per_second"], two["per_second"])
            is_marked = one["clients"] in _MARKED_CLIENTS
            rows.append(
                [
                    f"{_place(run)}, {one['clients']} clients",
                    shown(one["per_second"]),
                    f"{shown(one['p50_ms'])} / {shown(one['p99_ms'])}",
                    str(one["refused"]),
                    f"{shown(two['per_second'])} ({two['door']})",
                    f"{shown(two['p50_ms'])} / {shown(two['p99_ms'])}",
                    f"{shown(ratio)}×",
                    ratio_mark(ratio).word if is_marked else "",
                ]
            )
    head = ["", "ours", "p50 / p99 ms", "refused", "theirs", "p50 / p99 ms", "ratio", "≥ 20×"]
    return _tabled(head, rows)


def _reads(runs: Sequence[Measured]) -> str:
    rows = []
    for run in runs:
        for read in run.get("reads", ()):
            one, two = read["ours"], read["theirs"]
            rows.append(
                [
                    f"{_place(run)}: {read['what']}",
                    f"{shown(one['p50_ms'])} ({shown(one['p95_ms'])})",
                    shown(one["wire_kb"]),
                    f"{shown(two['p50_ms'])} ({shown(two['p95_ms'])})",
                    shown(two["wire_kb"]),
                    f"{shown(read['ratio'])}×",
                    ratio_mark(read["ratio"]).word,
                ]
            )
    return _tabled(["", "ours p50 (p95)", "KB", "theirs p50 (p95)", "KB", "ratio", "≥ 20×"], rows)


def _pages(runs: Sequence[Measured]) -> str:
    rows = []
    for run in runs:
        seen = run.get("pages", {}).get("pages", [])
        if not seen:
            continue
        slow = [page for page in seen if page["p50_ms"] > MOST_MS]
        heavy = [page for page in seen if page["first_visit_kb"] > MOST_KB]
        worst = max(page["p50_ms"] for page in seen)
        weight = max(page["first_visit_kb"] for page in seen)
        rows.append(
            [
                f"{_place(run)}: {len(seen)} pages of seven roles",
                f"{shown(worst)} ms",
                f"{len(slow)} over 50 ms",
                most(worst, MOST_MS).word,
                f"{shown(weight)} KB",
                f"{len(heavy)} over 100 KB",
                most(weight, MOST_KB).word,
            ]
        )
    head = ["", "slowest p50", "", "≤ 50 ms", "heaviest first visit", "", "≤ 100 KB"]
    return _tabled(head, rows)


def _slowest(run: Measured) -> str:
    ranked = sorted(run["pages"]["pages"], key=lambda page: -float(page["p50_ms"]))
    rows = [
        [
            f"{page['page']} as {page['role']}",
            shown(page["p50_ms"]),
            shown(page["p95_ms"]),
            shown(page["cpu_ms"]),
            shown(page["page_kb"]),
            shown(page["first_visit_kb"]),
        ]
        for page in ranked[:_WORST]
    ]
    columns = ["page", "p50 ms", "p95 ms", "CPU ms", "KB", "KB, first visit"]
    return _section(f"The slowest pages of ours: {_place(run)}", _tabled(columns, rows))


def _disk(found: Measured) -> str:
    if "disk" not in found:
        return ""
    limit = found["disk"]
    rows = [
        ["one page written and made safe (fdatasync), a second", shown(limit["writes_per_second"])],
        ["rows committed one by one by SQLite (WAL, FULL)", shown(limit["commits_per_second"])],
    ]
    for run in found["runs"]:
        for one in run.get("intake", {}).get("ours", ()):
            share = one["per_second"] / limit["writes_per_second"]
            words = f"our intake against that: {_place(run)}, {one['clients']} clients"
            rows.append([words, f"{share:.0%}"])
    return _tabled(["", "figure"], rows)


def _visible(runs: Sequence[Measured]) -> str:
    rows = [
        [
            f"{_place(run)}: {one['messages']:,} messages at once",
            shown(one["taken_per_second"]),
            shown(one["visible_per_second"]),
            str(one["left"]),
            shown(one["one_alone_ms"]),
        ]
        for run in runs
        if (one := run.get("visible"))
    ]
    head = ["", "taken a second", "visible a second", "never read", "one alone, ms"]
    return _tabled(head, rows)


def _memory(runs: Sequence[Measured]) -> str:
    rows = []
    for run in runs:
        held = run.get("pages", {}).get("memory_mb", {})
        if not held or held["papers"] is None:
            continue
        last = held["papers"]
        rows.append(
            [
                _place(run),
                *(shown(held[name]) for name in ("start", "pages", "papers")),
                most(last, MOST_MB).word,
            ]
        )
    return _tabled(["MB", "at start", "after all pages", "after papers", "≤ 200 MB"], rows)


_MADE = {
    "warm": ("as the site makes it", True),
    "cold": ("the first paper of a program just started", True),
    "tagged": ("theirs tagged, as ours is", False),
}


def _papers(found: Measured) -> str:
    if "papers" not in found:
        return ""
    held = found["papers"]
    if "not_run" in held:
        return f"NOT RUN: {held['not_run']}."
    rows = []
    for key, (words, is_marked) in _MADE.items():
        one = held[key]
        mark = paper_mark(one["ratio"]).word if is_marked else ""
        both = (shown(one["ours_ms"]), shown(one["theirs_ms"]))
        rows.append([words, *both, f"{shown(one['ratio'])}×", mark])
    said = f"{held['lines']} entries; ours {held['ours']['pages']} pages and "
    said += f"{shown(held['ours']['kb'])} KB, theirs {held['theirs']['pages']} pages and "
    said += f"{shown(held['theirs']['kb'])} KB. Measured at {held['at']}, load {held['load']}."
    head = ["median ms", "ours", "theirs", "ratio", "≥ 10×"]
    return f"{_tabled(head, rows)}\n\n{said}"
