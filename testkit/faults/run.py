"""One run: set up, let citizens and desks at it, shoot, let it settle, count."""

import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from testkit.faults.crowd import Crowd
from testkit.faults.site import VICTIMS, Site, wait_until
from testkit.graph import Graph

CARRIERS = 32  # Meta calls many times at once
WEIGHTS = (4, 2, 2, 2, 2)  # of the victims, in their order
# Of the sends that Meta took, so many end in a shot before its answer is heard.
SHOT_WHILE_SENDING = 0.04
ONCE_IT_ANSWERS = 0.8  # the other shots may strike while it starts


@dataclass(frozen=True)
class Plan:
    """How much, how fast (messages a second; 0: as the postman carries), from which seed, and
    how many seconds it lives between two shots, on average.
    """

    database: str = "sqlite"
    messages: int = 10_000
    pace: float = 0
    acts: int = 600
    seed: int = 1
    every: float = 4.0
    impatient: bool = False
    patience: float = 3600.0
    fewest_kills: int = 0


@dataclass
class Report:
    plan: Plan
    seconds: float
    bodies: int
    duplicates: int
    repeated: int
    starts: int
    kills: dict[str, int]
    while_sending: int
    totals: dict[str, Any]
    differences: list[str]

    def lines(self) -> list[str]:
        """Return the report as it is printed."""
        t = self.totals
        shots = ", ".join(f"{name} {n}" for name, n in self.kills.items())
        return [
            f"{self.plan.database}, seed {self.plan.seed}, {self.seconds:.0f} s",
            f"  deliveries: {self.bodies} taken (of these {self.duplicates} duplicates), "
            f"{self.repeated} more had no 200 and came again; {t.get('arrivals', 0)} committed",
            f"  shots: {sum(self.kills.values())} ({shots}; {self.while_sending} of them between "
            f"Meta's taking and its answer), {self.starts} starts",
            f"  messages: {t.get('messages', 0)}; files: {t.get('files', 0)}; "
            f"entries: {t.get('entries', 0)}, numbered without a gap",
            f"  answers: {t.get('answers', 0)}; sent once and read: {t.get('read', 0)}; "
            f"not sent and flagged for a person: {t.get('flagged', 0)}",
            f"  differences: {len(self.differences)}",
            *[f"    {one}" for one in self.differences[:40]],
        ]


def run(plan: Plan, home: Path | None = None, url: str = "") -> Report:
    """Carry out ``plan`` and return what came of it; nothing is left running."""
    folder = home or Path(tempfile.mkdtemp(prefix="tanggap-faults-"))
    dice = random.Random(plan.seed)
    site = Site(folder, url, seed=plan.seed, acts=plan.acts // 2, impatient=plan.impatient)
    started = time.monotonic()
    with Graph(carriers=CARRIERS) as graph:
        _as_on_a_bad_day(graph, plan)
        site.prepare(graph)
        try:
            crowd, shots = _shoot(plan, site, graph, dice)
            trouble = _settle(plan, site, graph)
            return _counted(plan, site, graph, crowd, shots, trouble, started)
        finally:
            site.abandon()


def _as_on_a_bad_day(graph: Graph, plan: Plan) -> None:
    manners = graph.manners
    manners.batch, manners.mixed, manners.shuffle = 8, True, True
    manners.duplicate, manners.late = 0.2, True
    manners.pause, manners.longest_pause = 0.05, 1.0
    manners.dice = random.Random(plan.seed)


def _shoot(plan: Plan, site: Site, graph: Graph, dice: random.Random) -> tuple[Crowd, Counter[str]]:
    """Let the crowd write, and shoot until it has written all and the desks have done."""
    shots: Counter[str] = Counter()
    graph.before_answering = _shot_while_sending(site, random.Random(plan.seed), shots)
    site.keep_up()
    crowd = Crowd(graph, random.Random(plan.seed), plan.messages, plan.pace)
    crowd.start()
    until = time.monotonic() + plan.patience
    while time.monotonic() < until:
        site.keep_up()
        if dice.random() < ONCE_IT_ANSWERS:
            wait_until(lambda: site.answers, 30, every=0.05)
        site.keep_up_for(dice.expovariate(1 / plan.every))
        is_written = not crowd.is_alive() and not graph.postman.waiting and site.desks_are_done
        if is_written and sum(site.kills.values()) >= plan.fewest_kills:
            break
        site.kill(dice.choices(VICTIMS, WEIGHTS)[0], dice)
    graph.before_answering = None
    return crowd, shots


def _shot_while_sending(site: Site, dice: random.Random, shots: Counter[str]) -> Callable[[], None]:
    lock = threading.Lock()

    def shoot() -> None:
        with lock:
            if dice.random() < SHOT_WHILE_SENDING:
                # Whoever of the two is sending: both go.
                site.kill("all", dice)
                site.kill("work", dice)
                shots["while sending"] += 1

    return shoot


def _settle(plan: Plan, site: Site, graph: Graph) -> list[str]:
    """Shoot no more; wait until nothing moves. Returns what never came to rest."""
    (site.home / "enough").touch()

    def rests() -> bool:
        site.keep_up()
        if not (graph.postman.wait(0.1) and site.desks_are_done and site.is_whole):
            return False
        # Asked twice: a send may have brought new statuses meanwhile.
        return not any(site.counted("left").values()) and graph.postman.wait(0.1)

    if wait_until(rests, plan.patience, every=0.5):
        return []
    return [f"never came to rest: {site.counted('left')}"]


def _counted(
    plan: Plan,
    site: Site,
    graph: Graph,
    crowd: Crowd,
    shots: Counter[str],
    trouble: list[str],
    started: float,
) -> Report:
    code = site.end()
    expected = {key: asdict(one) for key, one in crowd.expected.items()}
    (site.home / "expected.json").write_text(json.dumps(expected))
    got = Counter(
        str(body.get("biz_opaque_callback_data"))
        for citizen in graph.state.citizens.values()
        for body in citizen.got
    )
    (site.home / "got.json").write_text(json.dumps(got))
    totals = site.counted(str(site.home))
    differences = trouble + totals.pop("differences")
    if code != 0:
        differences.append(f"serve ended with {code}")
    if site.left_over:
        differences.append(f"{site.left_over} processes outlived their site")
    postman = graph.postman
    return Report(
        plan,
        time.monotonic() - started,
        postman.bodies,
        postman.twice,
        postman.refused,
        site.starts,
        site.kills,
        shots["while sending"],
        totals,
        differences,
    )
