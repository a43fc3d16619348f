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
        messages=160,
        pace=15,
        acts=24,
        seed=7,
        every=1.0,
        impatient=True,
        patience=240,
        fewest_kills=4,
    )
    report = run(plan, home, database_url)
    assert report.differences == [], "\n".join(report.lines())
    assert report.totals["messages"] == 160
    assert report.totals["answers"] == 24
    assert sum(report.kills.values()) >= 4
