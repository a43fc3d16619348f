"""A weekly recap of ten pages: made by us, and its table by WeasyPrint, in the same run.

Both are given the same words. Ours is made as the site makes it: set, and forgotten at once
(documents/press.py).
WeasyPrint has an environment of its own below ``.bench/`` and makes a plain PDF, the least it
can be asked; and once more one with tags (PDF/UA-1), as ours is.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bench.choices import FOLDER, ROOT, WEASYPRINT_VERSION, Choices
from bench.figures import median, times_quicker

Measured = dict[str, Any]
PAGES = 10
_HOME = FOLDER / f"weasyprint-{WEASYPRINT_VERSION}"
_PYTHON = _HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_CONTENT = FOLDER / "recap.json"
_OURS, _THEIRS = "bench.recap_ours", "bench.recap_theirs"


class NotRun(Exception):
    """WeasyPrint cannot be had on this computer; says why."""


def compared(choices: Choices) -> Measured:
    """Return what a paper of ten pages costs on both sides, begun anew and warm."""
    try:
        _install()
    except NotRun as reason:
        return {"not_run": str(reason)}
    times = 3 if choices.is_quick else 9
    content = _content()
    found: Measured = {
        "at": datetime.now().astimezone().isoformat(timespec="minutes"),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "lines": len(content["parts"][0]["rows"]),
    }
    ours, theirs = _warm(sys.executable, times), _warm(str(_PYTHON), times)
    cold = {"ours": _cold(sys.executable, times), "theirs": _cold(str(_PYTHON), times)}
    found["warm"] = _beside(ours["ms"], theirs["ms"])
    found["cold"] = _beside(cold["ours"], cold["theirs"])
    found["tagged"] = _beside(ours["ms"], theirs["tagged_ms"])
    found["ours"] = {name: ours[name] for name in ("pages", "kb")}
    found["theirs"] = {name: theirs[name] for name in ("pages", "kb")}
    return found


def _beside(ours: list[float], theirs: list[float]) -> Measured:
    one, two = median(ours), median(theirs)
    return {
        "ours_ms": round(one, 1),
        "theirs_ms": round(two, 1),
        "ratio": round(times_quicker(one, two), 1),
        "times": len(ours),
    }


def _install() -> None:
    """Install WeasyPrint below ``.bench/``, and the libraries it draws with where that is allowed.

    Raises ``NotRun`` where it does not start all the same.
    """
    if not (_HOME / "installed").exists():
        print(f"WeasyPrint {WEASYPRINT_VERSION} is installed below {FOLDER.name}/ …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True)
        pip = [str(_PYTHON), "-m", "pip", "-q", "--disable-pip-version-check", "install"]
        asked = [*pip, f"weasyprint=={WEASYPRINT_VERSION}", "fontpkg-arimo"]
        if subprocess.run(asked, check=False).returncode:
            raise NotRun("WeasyPrint could not be installed")
    if not _starts() and hasattr(os, "geteuid") and os.geteuid() == 0:
        apt = ["apt-get", "install", "-qq", "-y", "libpango-1.0-0", "libpangoft2-1.0-0"]
        subprocess.run([*apt, "libharfbuzz-subset0"], check=False, capture_output=True)
    if not _starts():
        raise NotRun("WeasyPrint does not start: it needs the library Pango")
    (_HOME / "installed").touch()


def _starts() -> bool:
    done = subprocess.run([str(_PYTHON), "-c", "import weasyprint"], capture_output=True)
    return done.returncode == 0


def _content() -> Measured:
    """Write down the content of a recap that fills ten pages of F4."""
    command = [sys.executable, "-m", _OURS, "content", str(PAGES), str(_CONTENT)]
    subprocess.run(command, check=True, env=_own(), cwd=ROOT)
    content: Measured = json.loads(_CONTENT.read_text(encoding="utf-8"))
    return content


def _own() -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _command(python: str, times: int) -> list[str]:
    program = [_OURS, "made"] if python == sys.executable else [_THEIRS]
    return [python, "-m", *program, str(times), str(_CONTENT)]


def _warm(python: str, times: int) -> Measured:
    """Return what each paper took in a process that has made one already."""
    done = subprocess.run(
        _command(python, times), check=True, capture_output=True, env=_own(), cwd=ROOT
    )
    told: Measured = json.loads(done.stdout.splitlines()[-1])
    return told


def _cold(python: str, times: int) -> list[float]:
    """Return the first paper of a new process, from its start to its end, each time."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        _warm(python, 0)
        found.append((time.perf_counter() - started) * 1000)
    return found
