"""A cut of ``make soak``: all channels at once, everything goes wrong, and the count is exact."""

import os
from pathlib import Path

import pytest

from testkit.soak.run import Plan, run

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.once]
WITHOUT_ANSWERS = {"phone", "box", "call_log"}


def test_nothing_is_lost_or_doubled_on_any_line_while_everything_goes_wrong(home: Path) -> None:
    report = run(Plan(seconds=15, seed=4, every=0.5, patience=400), home)
    told = "\n".join(report.lines())
    assert report.differences == [], told
    for row in report.rows:
        assert row.found == row.written > 0, told
        assert not (row.answers and row.name in WITHOUT_ANSWERS), told
    assert sum(row.answers > 0 for row in report.rows) > 8, told
    assert len(report.faults) > 6, told
    assert sum(report.kills.values()) > 1, told
    if os.environ.get("CI", "").lower() in ("1", "true"):
        assert report.not_run == []
