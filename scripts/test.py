"""Everything that must hold: style, types, layers, then every test on both databases.

``python scripts/test.py`` runs all; ``fast`` leaves out Chromium, PostgreSQL, the faults and
the minute of bad input. What this machine cannot run is said plainly at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BIN = Path(sys.executable).parent

from scripts import counterparts  # noqa: E402
from scripts.postgres import NoPostgres, running_postgres  # noqa: E402


def main(fast: bool) -> int:
    """Return 0 when everything that could be run passed."""
    os.chdir(ROOT)
    # Hundreds of processes are started by the tests: each would compile every module anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("TANGGAP_HOME", tempfile.mkdtemp(prefix="tanggap-check-"))
    left_out: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tanggap-walk-", ignore_cleanup_errors=True) as home:
        # Loaded beside the checks, which leave a core idle; Chromium wants it at the end.
        example = None if fast else _load_example(home)
        left_out += [] if fast else _without_counterparts()
        failed = [name for name, command in _checks() if not _run(name, command)]
        failed += _pytest(
            "tests on SQLite", "not browser" + (" and not faults and not fuzz" if fast else "")
        )
        if example is not None:
            failed += _on_postgres(left_out)
            failed += _in_chromium(left_out, example, home)
    for words in left_out:
        print(f"NOT RUN: {words}")
    print("FAILED: " + ", ".join(failed) if failed else "All that could be run has passed.")
    return 1 if failed else 0


def _without_counterparts() -> list[str]:
    """Bring the real programs of the channels; say which tests go without theirs."""
    return [f"tests against {name} (not installed here)" for name in counterparts.bring()]


def _load_example(home: str) -> "subprocess.Popen[bytes]":
    """Begin to load the living example into ``home``, a TANGGAP_HOME of its own."""
    command = [sys.executable, "-m", "tanggap.site.command_line", "demo", "--no-serve"]
    env = {**os.environ, "TANGGAP_HOME": home}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet)


def _checks() -> list[tuple[str, list[str]]]:
    manage = [sys.executable, "-W", "ignore", "manage.py"]
    return [
        ("ruff", [str(BIN / "ruff"), "check", "."]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("layers", [str(BIN / "lint-imports"), "--no-cache"]),
        ("types", [str(BIN / "mypy")]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]


def _run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    print(
        f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} "
        f"({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    if done.returncode:
        print(done.stdout[-6000:] + done.stderr[-3000:])
    return done.returncode == 0


def _pytest(
    name: str, marks: str, url: str = "", share: str = "loadfile", workers: int = 3
) -> list[str]:
    """Run the tests of ``marks``: three at once on two cores, since many wait for a process."""
    print(f"— {name} —", flush=True)
    env = {**os.environ, "TANGGAP_TEST_DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", share, "-m", marks]
    return [] if subprocess.run(command, env=env).returncode == 0 else [name]


def _on_postgres(left_out: list[str]) -> list[str]:
    try:
        with running_postgres() as url:
            return _pytest("tests on PostgreSQL", "not browser and not once", url)
    except NoPostgres as reason:
        left_out.append(f"tests on PostgreSQL ({reason})")
        return []


def _in_chromium(left_out: list[str], example: "subprocess.Popen[bytes]", home: str) -> list[str]:
    loaded = example.wait() == 0
    if not _chromium(left_out):
        return []
    os.environ.update({"TANGGAP_WALK_HOME": home} if loaded else {})
    # On its own: a browser's event loop must not share a process with the other tests.
    return _pytest("pages in Chromium", "browser", share="load", workers=2)


def _chromium(left_out: list[str]) -> bool:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        print("Chromium is fetched by apt …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            capture_output=True,
        )
        found = shutil.which("chromium")
    if found is None:
        left_out.append("pages in Chromium (no chromium here, and no right to install it)")
    return found is not None


if __name__ == "__main__":
    sys.exit(main("fast" in sys.argv[1:]))
