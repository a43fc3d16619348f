"""Running the example beside an empty site: a second ``tanggap`` on a folder of its own.

It is another process, so that the example's database, keys and sessions never meet the
real ones. It ends with the one that started it, on every system: it reads its standard
input and stops when that closes.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER, STATE_FILE = "contoh", "keadaan.json"
HOST = "127.0.0.1"
ENDS_WITH_STARTER = "TANGGAP_ENDS_WITH_STARTER"
BACK = "TANGGAP_EXAMPLE_BACK"
_REAL_SITE = ("DATABASE_URL", "TANGGAP_PUBLIC_URL", "TANGGAP_TRUSTED_PROXY", "TANGGAP_WORKER")


@dataclass(frozen=True)
class State:
    """How far the example has come: loading, or served at ``url``."""

    percent: int = 0
    words: str = "menyiapkan folder"
    url: str = ""


def home_beside(home: Path) -> Path:
    """Return the example's own TANGGAP_HOME, below the real one."""
    return home / FOLDER


def environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return ``environ`` turned to the example's home, with nothing of the real site."""
    kept = {name: value for name, value in environ.items() if name not in _REAL_SITE}
    kept.update(TANGGAP_HOME=str(home_beside(home)), TANGGAP_EXAMPLE="1")
    return kept


def write_state(home: Path, state: State) -> None:
    """Say in the example's ``home`` how far it has come."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / STATE_FILE
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(state)), encoding="utf-8")
    beside.replace(path)


def read_state(home: Path) -> State:
    """Return what was last said in ``home``; nothing readable is the very beginning."""
    try:
        return State(**json.loads((home / STATE_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return State()


class Starter:
    """Starts the example once, and knows whether it still runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, home: Path, back: str) -> None:
        """Start the example of ``home`` on the next free port, unless it runs already."""
        with self._lock:
            if self.is_running:
                return
            own = home_beside(home)
            write_state(own, State())
            self._process = subprocess.Popen(  # the far end of this pipe holds it alive
                [
                    sys.executable,
                    "-m",
                    "tanggap.site.command_line",
                    "demo",
                    "--host",
                    HOST,
                    "--port",
                    str(free_port()),
                ],
                env={**environment(os.environ, home), ENDS_WITH_STARTER: "1", BACK: back},
                stdin=subprocess.PIPE,
            )

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def state(self, home: Path) -> State | None:
        """Return how far the example has come; ``None`` when it does not run."""
        return read_state(home_beside(home)) if self.is_running else None


starter = Starter()


def free_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Answer whether somebody serves at ``url`` (loopback)."""
    port = int(url.rsplit(":", 1)[1])
    try:
        socket.create_connection((HOST, port), timeout=0.5).close()
    except OSError:
        return False
    return True


def end_with_starter() -> None:
    """Stop this process when the one that started it is gone."""
    if os.environ.get(ENDS_WITH_STARTER) == "1":
        threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    # Not through ``sys.stdin``: a worker forked meanwhile would wait for its lock for ever.
    while os.read(sys.stdin.fileno(), 1):
        pass
    if os.name == "nt":
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)
