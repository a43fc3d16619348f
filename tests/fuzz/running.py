"""Trying cases one after another, and writing down what was found."""

import json
import logging
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tanggap.inbox.slip_shape import code_of
from tests.fuzz.backups import BACKUPS, backups
from tests.fuzz.books import BOOKS, books
from tests.fuzz.call_logs import LOGS, call_logs
from tests.fuzz.calls import BODIES, bodies
from tests.fuzz.chats import NAMES, TEXTS, files
from tests.fuzz.judging import (
    Ground,
    judge_body,
    judge_calls,
    judge_chat,
    judge_export,
    judge_mails,
    judge_photo,
)
from tests.fuzz.judging_brought import (
    judge_backup,
    judge_book,
    judge_call_log,
    judge_calls_xml,
    judge_xml,
)
from tests.fuzz.mails import MAILS, mails
from tests.fuzz.photos import PHOTOS
from tests.fuzz.slips import SLIPS, judge_code, judge_slip, slip_photos
from tests.people import make_puskesmas

MADE = (0, 3, 7, 9, 11, 13, 15)  # places of the targets whose case is made of the bytes
SLOW = 10.0  # seconds of work that no case may take, however busy the machine is
TOLD_EVERY = 50
BARE = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


@dataclass
class Run:
    """One run: its ground, its targets, its count."""

    out: Path
    minutes: float
    seed: int
    guided: bool
    began: float
    cases: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    targets: dict[str, Callable[[bytes], object]] = field(init=False)

    only: str = ""

    def __post_init__(self) -> None:
        logging.disable(logging.CRITICAL)
        ground = Ground(make_puskesmas("Padaherang"))
        self.targets = {
            "hooks, bent bodies": _made(
                st.lists(bodies(), min_size=1, max_size=3), ground, judge_calls
            ),
            "hooks, raw bytes": judge_body,
            "hooks, raw bytes, kept": lambda data: judge_calls(ground, [data]),
            "chats, bent files": _made(files(), ground, lambda g, file: judge_chat(g, *file)),
            "chats, raw bytes": lambda data: judge_export(data, NAMES[len(data) % 3]),
            "chats, raw bytes, kept": lambda data: judge_chat(ground, data, NAMES[len(data) % 3]),
            "photos": judge_photo,
            "SMS backups, bent files": _made(backups(), ground, judge_backup),
            "SMS backups, raw bytes": judge_xml,
            "old books, bent files": _made(books(), ground, lambda g, file: judge_book(g, *file)),
            "old books, raw bytes": lambda data: judge_book(ground, data, "buku.csv"),
            "call logs, bent files": _made(call_logs(), ground, judge_call_log),
            "call logs, raw bytes": judge_calls_xml,
            "mails, bent": _made(st.lists(mails(), min_size=1, max_size=3), ground, judge_mails),
            "mails, raw bytes": lambda data: judge_mails(ground, [data]),
            "slips, bent photos": _made(slip_photos(), ground, lambda g, photo: judge_slip(photo)),
            "slips, raw photos": judge_slip,
            "slips, codes": judge_code,
        }

    def seeds(self) -> Iterator[bytes]:
        """Yield what the guided run begins with: the recorded calls, chats and pictures."""
        dice = random.Random(self.seed)
        recorded = (
            (1, BODIES),
            (2, BODIES),
            (4, TEXTS),
            (5, TEXTS),
            (6, PHOTOS),
            (8, BACKUPS),
            (10, BOOKS),
            (12, LOGS),
            (14, MAILS),
            (16, SLIPS),
            (17, [code_of(1, 7).encode()]),
        )
        for mark, known in recorded:
            for content in known:
                yield bytes([mark]) + content
        for mark in MADE:
            for _ in range(60):
                yield bytes([mark]) + dice.randbytes(300)

    def one(self, data: bytes) -> None:
        """Try one case: its first byte says of which kind."""
        if not data:
            return
        names = [name for name in self.targets if name.startswith(self.only)]
        name = list(self.targets)[data[0] % len(self.targets)]
        if name not in names:
            name = names[data[0] % len(names)]
        started = time.process_time()
        try:
            self.targets[name](data[1:])
        except Exception as error:
            self._note(_named(name, error), traceback.format_exc(), data)
        took = time.process_time() - started
        if took > SLOW:
            self._note(f"{name}: slower than {SLOW:.0f} s", f"{took:.1f} s", data)
        self.cases[name] += 1
        self.slowest[name] = max(took, self.slowest.get(name, 0))
        if sum(self.cases.values()) % TOLD_EVERY == 0:
            self.tell()

    def unguided(self) -> None:
        """Try random cases until the time is up."""
        dice = random.Random(self.seed)
        known = list(self.seeds())
        while time.monotonic() - self.began < self.minutes * 60:
            case = bytearray(dice.choice(known))
            for _ in range(dice.randint(0, 8)):
                case[dice.randrange(len(case))] = dice.randrange(256)
            self.one(bytes([*case[:1], *dice.randbytes(400)]) if case[0] in MADE else bytes(case))
        self.tell()

    def tell(self) -> None:
        figures = {
            "minutes": (time.monotonic() - self.began) / 60,
            "guided": self.guided,
            "cases": dict(self.cases),
            "slowest": self.slowest,
            "findings": dict(self.findings),
        }
        unfinished = self.out / "figures.part"
        unfinished.write_text(json.dumps(figures, indent=1))
        os.replace(unfinished, self.out / "figures.json")

    def _note(self, name: str, told: str, data: bytes) -> None:
        self.findings[name] += 1
        if self.findings[name] == 1:
            path = self.out / f"found-{len(self.findings):03}"
            path.with_suffix(".bin").write_bytes(data)
            path.with_suffix(".txt").write_text(f"{name}\n\n{told}\n\n{data!r}\n")
            print(f"FOUND {name}", flush=True)
            self.tell()


def _made(strategy: Any, ground: Ground, judge: Callable[[Ground, Any], None]) -> Any:
    """Return a target that lets Hypothesis make a case of the bytes."""

    @BARE
    @given(strategy)
    def case(made: Any) -> None:
        judge(ground, made)

    return case.hypothesis.fuzz_one_input


def _named(target: str, error: Exception) -> str:
    """Return a name for a finding: the same fault gets the same one."""
    if connection.in_atomic_block:
        connection.close()
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "/tanggap/" in one.filename.replace("\\", "/")]
    at = (ours or frames)[-1]
    place = f"{Path(at.filename).name}:{at.lineno}"
    return f"{target}: {type(error).__name__} at {place}: {str(error)[:90]!r}"
