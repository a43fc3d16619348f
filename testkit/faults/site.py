"""The site as processes that can be shot: ``serve`` (supervisor and child), ``work``, desks."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from testkit.graph import Graph

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "antrean-panjang-77"
VICTIMS = ("all", "child", "supervisor", "work", "desk")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One installation below ``home``; ``url`` is its PostgreSQL, empty for SQLite."""

    def __init__(
        self,
        home: Path,
        url: str = "",
        *,
        seed: int = 1,
        desks: int = 2,
        acts: int = 0,
        impatient: bool = False,
    ) -> None:
        self.home, self.desks, self.acts, self.seed = home, desks, acts, seed
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "TANGGAP_HOME": str(home),
            "DATABASE_URL": url,
            "PYTHONPATH": str(ROOT),
        }
        self.env.pop("DJANGO_SETTINGS_MODULE", None)
        self._module = "testkit.faults.impatient" if impatient else "tanggap"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._groups: set[int] = set()
        self._finished: set[str] = set()
        self._lock = threading.RLock()
        self._client = httpx.Client(timeout=10, verify=False)
        self._log = (home / "log").open("ab")
        self.kills: dict[str, int] = dict.fromkeys(VICTIMS, 0)
        self.starts = 0

    # ------------------------------------------------------------ before the run

    def tanggap(self, *words: str, given: str = "") -> str:
        """Run one command to its end and return what it said."""
        return self._ran("tanggap", *words, given=given)

    def found(self) -> None:
        """Make the health centre, and sari who does everything there."""
        self.tanggap(
            *("init", "--facility", "Puskesmas Padaherang", "--admin", "sari", "--password-stdin"),
            given=f"{PASSWORD}\n",
        )

    def prepare(self, graph: Graph) -> None:
        """Make the health centre and its line, and give the postman the line's address."""
        self.found()
        settings = {
            "phone_number_id": graph.state.number_id,
            "app_secret": graph.postman.secret,
            "verify_token": "uji",
            "access_token": graph.state.token,
            "graph_url": graph.url,
        }
        words = [word for pair in settings.items() for word in ("--set", "=".join(pair))]
        line = json.loads(
            self.tanggap("line", "add", "whatsapp", "--name", "WA Puskesmas", "--json", *words)
        )
        graph.postman.hook_url = self.address + line["hook"]

    # ------------------------------------------------------------ running

    def keep_up(self) -> None:
        """Start what does not run: what a service manager does, or somebody at the laptop."""
        with self._lock:
            for name, command in self._commands().items():
                process = self._running.get(name)
                if (process is not None and process.poll() is None) or name in self._finished:
                    continue
                if process is not None and process.returncode == 0 and "desk" in name:
                    self._finished.add(name)  # a desk that has done all its work
                    continue
                self._running[name] = subprocess.Popen(
                    command,
                    env=self.env,
                    stdout=self._log,
                    stderr=self._log,
                    start_new_session=True,
                )
                self._groups.add(self._running[name].pid)
                self.starts += 1

    def keep_up_for(self, seconds: float) -> None:
        """Start what does not run, for so long."""
        until = time.monotonic() + seconds
        while True:
            self.keep_up()
            if time.monotonic() >= until:
                return
            time.sleep(min(0.2, max(0.01, until - time.monotonic())))

    def _commands(self) -> dict[str, list[str]]:
        python = sys.executable
        wanted = {
            "serve": [python, "-m", self._module, "serve", "--port", str(self.port)],
            "work": [python, "-m", self._module, "work"],
        }
        for number in range(self.desks):
            words = [self.home / f"desk-{number}", number, self.desks, self.seed, self.acts]
            wanted[f"desk-{number}"] = [
                *(python, "-m", "testkit.faults.desk"),
                *map(str, words),
            ]
        return wanted

    @property
    def answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return self._client.get(f"{self.address}/masuk/").status_code == 200
        return False

    @property
    def is_whole(self) -> bool:
        """Answer whether serve and work run, and nothing of those that were shot."""
        running = sum(process.poll() is None for process in self._running.values())
        return running == 2 == self.left_over and self.answers

    @property
    def desks_are_done(self) -> bool:
        return all(f"desk-{number}" in self._finished for number in range(self.desks))

    # ------------------------------------------------------------ shooting

    def kill(self, victim: str, dice: random.Random) -> None:
        """SIGKILL: all of serve at once, its child, its supervisor, the worker, or a desk."""
        with self._lock:
            name = f"desk-{dice.randrange(self.desks)}" if victim == "desk" else victim
            process = self._running.get("serve" if victim in VICTIMS[:3] else name)
            if process is None or process.poll() is not None:
                return
            if victim == "child":
                targets = _children(process.pid)
            elif victim == "supervisor":
                targets = [process.pid]
            else:
                targets = [process.pid, *_children(process.pid)]
            for pid in targets:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.kills[victim] += bool(targets)
            if victim != "child":
                process.wait()

    def end(self) -> int:
        """Press Ctrl-C; return what ``serve`` said by its exit code."""
        with self._lock:
            for process in self._running.values():
                if process.poll() is None:
                    process.send_signal(signal.SIGINT)
            codes = {name: _ended(process) for name, process in self._running.items()}
            self._log.close()
            return codes.get("serve", 0)

    def abandon(self) -> None:
        """Leave nothing running, whatever happened."""
        with self._lock:
            for group in self._groups:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
            for process in self._running.values():
                process.wait()

    @property
    def left_over(self) -> int:
        """How many of the process groups ever started still live."""
        living = 0
        for group in self._groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, 0)
                living += 1
        return living

    # ------------------------------------------------------------ asking

    def counted(self, *words: str, by: str = "testkit.faults.count", given: str = "") -> Any:
        """Ask the database in a process of its own; see ``testkit.faults.count``."""
        return json.loads(self._ran(by, *words, given=given))

    def _ran(self, module: str, *words: str, given: str = "") -> str:
        """Run a module of the site's to its end, and return what it said."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stderr}" if words else done.stderr)
        return done.stdout


def _ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end, pressing Ctrl-C once more as people do: Python may lose one that
    comes in the middle of an import."""
    for _ in range(3):
        try:
            return process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
    return process.wait(20)


def _children(pid: int) -> list[int]:
    """Return the processes that ``pid`` started and theirs (Linux)."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(stat.parent.name))
    found = parents.get(pid, [])
    return found + [deeper for child in found for deeper in _children(child)]


def wait_until(is_so: Any, seconds: float, every: float = 0.2) -> bool:
    """Return whether ``is_so()`` came true within ``seconds``."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(every)
    return False
