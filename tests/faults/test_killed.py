"""A cut of ``make faults``: the real site is shot, and everything is there exactly once."""

from pathlib import Path

import pytest

from testkit.faults.run import Plan, run

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_a_site_that_is_shot_again_and_again_loses_and_doubles_nothing(
    home: Path, database_url: str
) -> None:
    plan = Plan(
        database="postgresql" if database_url else "sqlite",
        messages=120,
        pace=15,
        acts=16,
        seed=7,
        every=1.0,
        impatient=True,
        patience=400,
        fewest_kills=3,
    )
    report = run(plan, home, database_url)
    assert report.differences == [], "\n".join(report.lines())
    assert report.totals["messages"] == 120
    assert report.totals["answers"] == 16
    assert sum(report.kills.values()) >= 3
