"""The real programs at the other end of a channel, brought by apt for the tests that need them.

As root on Debian or Ubuntu what is missing is fetched, and no service of it is started; on
any other machine the tests in question say that they were left out. ``python
scripts/counterparts.py`` brings them by hand.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = {
    "gammu-smsd": ("gammu", "gammu-smsd", "libdbd-sqlite3"),
    "bearerbox": ("kannel",),
    "dovecot": ("dovecot-imapd",),
    "tesseract": ("tesseract-ocr", "tesseract-ocr-ind"),
}
"""What proves that it is there, and the packages that bring it."""

_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
_KEEP_QUIET = Path("/usr/sbin/policy-rc.d")


def place_of(program: str) -> str | None:
    """Return where ``program`` lies, also where only root would look."""
    return shutil.which(program, path=_PATH)


def missing() -> list[str]:
    """Return the programs that this machine does not have."""
    return [program for program in PACKAGES if place_of(program) is None]


def bring() -> list[str]:
    """Fetch what is missing by apt, where that is allowed; return what is missing still."""
    wanted = missing()
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    if not wanted or not is_root or shutil.which("apt-get") is None:
        return wanted
    print(f"Fetched by apt: {', '.join(wanted)} …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    with _no_service_started():
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        for program in wanted:
            subprocess.run([*install, *PACKAGES[program]], capture_output=True, env=env)
    return missing()


@contextmanager
def _no_service_started() -> Iterator[None]:
    """Let apt put programs down without starting them (Debian's policy-rc.d)."""
    if _KEEP_QUIET.exists():
        yield
        return
    _KEEP_QUIET.write_text("#!/bin/sh\nexit 101\n")
    _KEEP_QUIET.chmod(0o755)
    try:
        yield
    finally:
        _KEEP_QUIET.unlink(missing_ok=True)


if __name__ == "__main__":
    for left in bring():
        print(f"Not here: {left} ({' '.join(PACKAGES[left])})")
    sys.exit(bool(missing()))
