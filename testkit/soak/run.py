"""One soak: open every line, let citizens and desks at it, let things go wrong, settle, count."""

import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testkit.faults.site import VICTIMS, Site, wait_until
from testkit.soak.ends import QUIET_AFTER, End, Fault, Place, Talk
from testkit.soak.files import AT_ONCE, Backups, CallLogs, Chats, Files
from testkit.soak.forms import Box, Telephone, WebForm
from testkit.soak.gateways import (
    Evolution,
    Facebook,
    Fonnte,
    Gowa,
    Instagram,
    SmsGate,
    Waha,
    WhatsApp,
    Zenziva,
)
from testkit.soak.programs import Gammu, KannelEnd, Mail
from testkit.soak.report import Report, Row

ENDS: Sequence[type[End]] = (
    *(WhatsApp, Facebook, Instagram),
    *(Gowa, Waha, Evolution, Fonnte),
    *(Gammu, SmsGate, KannelEnd, Zenziva),
    *(Mail, WebForm, Telephone, Box),
    *(Chats, Backups, CallLogs),
)
SHOT_EVERY = 8  # of so many things that go wrong one is the site itself being shot
WEIGHTS = (3, 1, 1, 2, 1)  # of the site's parts, in their order
LONGEST_FAULT = 4.0
LONG_RUN = 180.0  # seconds from which on leases and patience are those of real life
ANSWERS_A_SECOND = 2.5  # at least; the desks go on as long as anybody writes
WITHOUT_END = 10**9
COUNTING = "testkit.soak.count"


@dataclass(frozen=True)
class Plan:
    """How long people write, how much (1: every line at its own pace), from which seed."""

    database: str = "sqlite"
    seconds: float = 30.0
    pace: float = 1.0
    seed: int = 1
    every: float = 1.0
    patience: float = 1200.0

    @property
    def is_long(self) -> bool:
        return self.seconds >= LONG_RUN

    @property
    def command(self) -> str:
        """Return how the same is done once more: the same words and faults, in the same order."""
        return (
            f"python -m testkit.soak --database {self.database} --seconds {self.seconds:g} "
            f"--pace {self.pace:g} --every {self.every:g} --seed {self.seed}"
        )


@dataclass
class World:
    """The site and everybody around it."""

    plan: Plan
    site: Site
    ends: list[End]
    not_run: list[str]
    dice: random.Random
    suffering: dict[str, threading.Thread] = field(default_factory=dict)
    talks: list[Talk] = field(default_factory=list)

    def suffers(self, end: End) -> bool:
        """Answer whether something is wrong at ``end`` just now."""
        before = self.suffering.get(end.name)
        return before is not None and before.is_alive()

    @property
    def is_talking(self) -> bool:
        return any(talk.is_alive() for talk in self.talks)


def run(plan: Plan, home: Path | None = None, url: str = "", postgres: str = "") -> Report:
    """Carry out ``plan`` and return what came of it; nothing is left running.

    ``url`` is the site's own PostgreSQL database, ``postgres`` its server.
    """
    folder = home or Path(tempfile.mkdtemp(prefix="tanggap-soak-"))
    started = time.monotonic()
    world = _world(plan, folder, url, postgres)
    try:
        _open(world)
        _let_things_go_wrong(world)
        troubles = _settle(world)
        return _counted(world, troubles, started)
    finally:
        world.site.abandon()
        for end in world.ends:
            end.end()


def _world(plan: Plan, folder: Path, url: str, postgres: str) -> World:
    site = Site(folder, url, seed=plan.seed, acts=WITHOUT_END, impatient=not plan.is_long)
    around = folder / "around"
    around.mkdir()
    place = Place(around, site.address, site.env, postgres, plan.is_long)
    ends: list[End] = []
    not_run = []
    for kind in ENDS:
        missing = kind.missing()
        if missing:
            not_run.append(f"NOT RUN: {kind.name} ({missing})")
            continue
        ends.append(kind(place, random.Random(f"{plan.seed}:{kind.name}")))
    return World(plan, site, ends, not_run, random.Random(plan.seed))


def _open(world: World) -> None:
    """Make the site and its lines, start it, and let everybody begin."""
    world.site.found()
    wanted = {end.line_name: (end.kind, dict(end.settings())) for end in world.ends}
    lines = world.site.counted(by="testkit.soak.opening", given=json.dumps(wanted))
    world.site.keep_up()
    if not wait_until(lambda: world.site.answers, 120):
        raise RuntimeError("the site never answered")
    for end in world.ends:
        end.begin(lines[end.line_name])
        pace = end.pace * world.plan.pace
        size = int(world.plan.seconds * pace * (AT_ONCE if isinstance(end, Files) else 1))
        world.talks.append(Talk(end, max(3, size), pace))
    for talk in world.talks:
        talk.start()


def _let_things_go_wrong(world: World) -> None:
    """One thing after another, each kind as often as the others; then let people finish."""
    plan = world.plan
    turns = int(plan.seconds / plan.every)
    deck: list[tuple[End, str]] = []
    for turn in range(turns):
        world.site.keep_up_for(world.dice.expovariate(1 / plan.every))
        if turn % SHOT_EVERY == SHOT_EVERY // 2:
            wait_until(lambda: world.site.answers, 60, every=0.05)
            world.site.kill(world.dice.choices(VICTIMS, WEIGHTS)[0], world.dice)
            continue
        deck = deck or _shuffled(world, turns)
        well = next((one for one in deck if not world.suffers(one[0])), deck[0])
        deck.remove(well)
        _goes_wrong(world, *well, world.dice.uniform(0.3, LONGEST_FAULT))
    until = time.monotonic() + plan.patience
    wanted = plan.seconds * ANSWERS_A_SECOND * plan.pace
    while (world.is_talking or _acts(world) < wanted) and time.monotonic() < until:
        world.site.keep_up_for(0.5)


def _shuffled(world: World, turns: int) -> list[tuple[End, str]]:
    """Return what can go wrong in any order; the kills also where not all have their turn."""
    kinds = [(end, name) for end in world.ends for name in end.faults()]
    kills = [one for one in kinds if "killed" in one[1]]
    others = world.dice.sample([one for one in kinds if one not in kills], len(kinds) - len(kills))
    chosen = kills + others[: max(1, turns - turns // SHOT_EVERY - len(kills))]
    return world.dice.sample(chosen, len(chosen))


def _acts(world: World) -> int:
    """How many answers the desks have set out to give (a line of their journals each)."""
    return sum(path.read_text().count('"key"') for path in world.site.home.glob("desk-*"))


def _goes_wrong(world: World, end: End, name: str, seconds: float) -> None:
    """Let one thing go wrong at one end; while something is, nothing else goes wrong there."""
    if world.suffers(end):
        return
    end.troubles[name] += 1
    fault: Fault = end.faults()[name]
    thread = threading.Thread(target=fault, args=(seconds,), name=f"{end.name} {name}", daemon=True)
    world.suffering[end.name] = thread
    thread.start()


def _settle(world: World) -> list[str]:
    """Let nothing go wrong any more, and wait until nothing moves; return what never rested."""
    troubles = [talk.trouble for talk in world.talks if talk.trouble]
    troubles += [f"{talk.name}: never came to its end" for talk in world.talks if talk.is_alive()]
    for thread in world.suffering.values():
        thread.join(60)
    _note_written(world)
    (world.site.home / "enough").touch()
    quiet = 0

    def rests() -> bool:
        nonlocal quiet
        world.site.keep_up()
        moves = not world.site.desks_are_done or not world.site.is_whole or _who_moves(world)
        quiet = 0 if moves else quiet + 1
        return quiet >= 2

    if wait_until(rests, world.plan.patience, every=QUIET_AFTER):
        return troubles
    return [*troubles, f"never came to rest: {_left(world)}", *_who_moves(world)]


def _who_moves(world: World) -> list[str]:
    busy = [end.name for end in world.ends if not end.is_idle]
    return busy or [name for name, n in _left(world).items() if n]


def _left(world: World) -> dict[str, int]:
    counted: dict[str, int] = world.site.counted("left", str(world.site.home), by=COUNTING)
    return counted


def _note_written(world: World) -> None:
    expected = {
        end.line_name: {
            "is_calls": isinstance(end, CallLogs),
            "written": {mark: vars(one) for mark, one in end.written.items()},
        }
        for end in world.ends
    }
    (world.site.home / "expected.json").write_text(json.dumps(expected))


def _counted(world: World, troubles: list[str], started: float) -> Report:
    answers, handed = Counter[str](), Counter[str]()
    for end in world.ends:
        answers += end.answers()
        handed += end.handed_over()
    code = world.site.end()
    doubling = {end.line_name: True for end in world.ends if end.may_double}
    got = {"answers": answers, "handed": handed, "may_double": doubling}
    (world.site.home / "got.json").write_text(json.dumps(got))
    told: dict[str, Any] = world.site.counted("count", str(world.site.home), by=COUNTING)
    differences = troubles + told["differences"]
    if code != 0:
        differences.append(f"serve ended with {code}")
    if world.site.left_over:
        differences.append(f"{world.site.left_over} processes outlived their site")
    return Report(
        world.plan.database,
        world.plan.seconds,
        world.plan.seed,
        time.monotonic() - started,
        [Row.of(end, told["lines"][end.line_name]) for end in world.ends],
        {name: n for name, n in world.site.kills.items() if n},
        world.not_run,
        differences,
        world.plan.command,
    )
