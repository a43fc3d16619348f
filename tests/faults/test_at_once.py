"""Several processes number and claim the same things at once: no gap, nothing twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from testkit.faults.site import Site, wait_until
from testkit.graph import Graph

pytestmark = [pytest.mark.slow, pytest.mark.faults]
RIVALS, ENTRIES, TURNS, ARRIVALS, DISPATCHES = 3, 12, 12, 60, 20


def test_three_processes_share_numbers_arrivals_dispatches_and_turns_without_gap_or_double(
    home: Path, database_url: str
) -> None:
    site = Site(home, database_url)
    python = [sys.executable, "-m", "testkit.faults.rival"]
    with Graph() as graph:
        site.prepare(graph)
    subprocess.run([*python, "feed", str(ARRIVALS), str(DISPATCHES)], env=site.env, check=True)
    rivals = [
        subprocess.Popen(
            [*python, "take", str(home), str(number), str(ENTRIES), str(TURNS)],
            env=site.env,
            stdout=subprocess.PIPE,
        )
        for number in range(RIVALS)
    ]
    assert wait_until(lambda: len(list(home.glob("ready-*"))) == RIVALS, 120, 0.05)
    (home / "go").touch()
    got = [json.loads(rival.communicate(timeout=300)[0]) for rival in rivals]
    assert [rival.returncode for rival in rivals] == [0] * RIVALS

    def of_all(what: str) -> list[object]:
        return sorted(one for each in got for one in each[what])

    assert of_all("entries") == list(range(1, RIVALS * ENTRIES + 1))
    for what, wanted in (("turns", TURNS), ("arrivals", ARRIVALS), ("dispatches", DISPATCHES)):
        assert len(of_all(what)) == len(set(of_all(what))) == wanted, what
    assert all(each["entries"] for each in got)  # they did run at the same time
