"""Servers started and ended by the bench, and how much memory they hold."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.visits import Visitor

_PATIENCE = 90.0


@contextmanager
def running(
    command: Sequence[str],
    env: Mapping[str, str],
    address: tuple[str, int],
    first_page: str,
    log: Path,
) -> Iterator[int]:
    """Run a server until the block ends; yields its process number once it answers.

    Raises ``RuntimeError`` with the end of its log when it does not come up.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        server = subprocess.Popen(
            command, env={**os.environ, **env}, stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait_for(server, address, first_page, log)
        yield server.pid
    finally:
        _end(server)


def _wait_for(
    server: subprocess.Popen[bytes], address: tuple[str, int], page: str, log: Path
) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError, RuntimeError):
            if Visitor(address).get(page).status < 400:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server at {address} did not come up:\n{log.read_text()[-3000:]}")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def family(pid: int) -> list[int]:
    """Return ``pid`` and every process below it (Linux)."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in path.read_text().split():
                found += family(int(child))
    return found


def memory_mb(pid: int) -> float | None:
    """Return the memory of a process and all below it: shared pages counted once (PSS)."""
    total = 0
    for one in family(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            return None
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line[:4] == "Pss:")
    return total / 1024


def cpu_ms(pid: int) -> float:
    """Return the processor time that a process and all below it have used (Linux; else 0)."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK") if ticks else 0.0
