"""What the bench reckons with: percentiles, ratios, marks and the tables of a run."""

import pytest

from bench import choices, page, report
from bench.figures import (
    MOST_MS,
    most,
    percentile,
    ratio_mark,
    shown,
    table,
    times_more,
    times_quicker,
)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_more_a_second_and_fewer_milliseconds_are_both_better() -> None:
    assert times_more(1840, 92) == 20
    assert times_quicker(2.4, 48) == pytest.approx(20)


def test_a_mark_that_is_just_reached_is_met_and_one_just_missed_is_not() -> None:
    assert (ratio_mark(20.0).word, ratio_mark(19.99).word) == ("met", "NOT MET")
    assert (most(50.0, MOST_MS).word, most(50.1, MOST_MS).word) == ("met", "NOT MET")


def test_figures_are_shown_with_the_digits_they_deserve() -> None:
    told = [shown(figure) for figure in (0.417, 4.23, 42.04, 42.0, 4234.4, float("inf"))]
    assert told == ["0.42", "4.2", "42.0", "42", "4,234", "∞"]


def test_a_table_is_markdown_with_as_many_cells_in_every_line() -> None:
    lines = table(["", "ours"], [["home page", "3"], ["list", "12.5"]]).splitlines()
    assert lines[0] == "|           | ours |"
    assert {line.count("|") for line in lines} == {3}


def test_what_nobody_knows_is_refused_before_anything_runs() -> None:
    assert choices.read({}).sizes == (20_000, 100_000)
    assert choices.read({"BENCH": "quick", "SIZES": "500"}).sizes == (500,)
    with pytest.raises(ValueError, match="oracle"):
        choices.read({"DATABASES": "sqlite oracle"})


def _run() -> dict[str, object]:
    ours = [
        {"clients": n, "per_second": 2000.0, "p50_ms": 1.0, "p99_ms": 2.0, "refused": 0}
        for n in (1, 16, 64)
    ]
    theirs = [{**one, "per_second": 101.0, "door": "form"} for one in ours]
    read = {
        "what": "list",
        "ours": {"p50_ms": 4.0, "p95_ms": 5.0, "wire_kb": 8.0},
        "theirs": {"p50_ms": 100.0, "p95_ms": 120.0, "wire_kb": 50.0},
        "ratio": 25.0,
    }
    return {
        "at": "2026-11-22T20:00+00:00",
        "commit": "abc1234",
        "machine": "a machine",
        "python": "3.11.7",
        "load_at_start": 0.1,
        "cores": 2,
        "left_out": ["postgresql: not installed"],
        "runs": [
            {
                "database": "sqlite",
                "size": 20_000,
                "intake": {"ours": ours, "theirs": theirs},
                "reads": [read],
            }
        ],
    }


def test_a_run_tells_what_is_met_what_is_not_and_what_was_left_out() -> None:
    told = report.whole(_run())
    at_16 = next(line for line in told.splitlines() if "16 clients" in line)
    assert "19.8×" in at_16
    assert at_16.rstrip(" |").endswith("NOT MET")
    assert next(line for line in told.splitlines() if ": list" in line).rstrip(" |").endswith("met")
    assert "Left out: postgresql: not installed" in told


def test_a_run_on_a_busy_machine_says_so() -> None:
    assert "Others were using" not in report.whole(_run())
    assert "Others were using" in report.whole({**_run(), "load_at_start": 17.6})


def test_the_tables_take_the_place_of_the_last_ones_and_leave_the_words() -> None:
    empty = f"# Performance\n\n{page.FIRST}\nold\n{page.LAST}\n\nHow it was measured."
    written = page.with_tables(page.with_tables(empty, "one"), "two")
    assert "two" in written
    assert "one" not in written
    assert written.startswith("# Performance")
    assert written.endswith("How it was measured.")
    with pytest.raises(ValueError, match="marks"):
        page.with_tables("# Performance", "one")


def test_the_page_of_the_docs_has_its_marks() -> None:
    assert page.with_tables(page.PAGE.read_text(encoding="utf-8"), "…")
