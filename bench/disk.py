"""What this disk allows: durable writes a second, and a disk made slower on purpose."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

from bench.choices import FOLDER, ROOT

WRITTEN = 4_096 + 24  # one page of SQLite's log with its head: the least a commit writes
ADDED_MS = 8
_ROW = b"x" * 900


def writes_per_second(seconds: float) -> float:
    """Return how often this disk takes one page and says that it is safe."""
    FOLDER.mkdir(exist_ok=True)
    path, page, count = FOLDER / "disk", os.urandom(WRITTEN), 0
    sync = getattr(os, "fdatasync", os.fsync)
    with path.open("wb", buffering=0) as file:
        started = time.perf_counter()
        while time.perf_counter() - started < seconds:
            file.write(page)
            sync(file.fileno())
            count += 1
        took = time.perf_counter() - started
    path.unlink()
    return count / took


def commits_per_second(seconds: float) -> float:
    """Return how many single rows SQLite commits one by one, WAL and FULL, one writer."""
    path = FOLDER / "commits.sqlite3"
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, body BLOB)")
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        connection.execute("INSERT INTO one (body) VALUES (?)", (_ROW,))
        count += 1
    took = time.perf_counter() - started
    connection.close()
    for left in FOLDER.glob("commits.sqlite3*"):
        left.unlink()
    return count / took


def slower() -> dict[str, str] | None:
    """Return the environment that makes every fsync slower, or ``None`` where it cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not Path("/proc/self").exists():
        return None
    source, made = ROOT / "bench" / "slow_fsync.c", FOLDER / "slow_fsync.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(source), "-ldl"]
    if subprocess.run(command, capture_output=True).returncode:
        return None
    return {"LD_PRELOAD": str(made), "ADDED_MS": str(ADDED_MS)}
