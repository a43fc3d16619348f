"""Bad input for as long as asked, guided by coverage where that can be had.

``python scripts/fuzz.py --minutes 60 --seed 20261122``. The engine (atheris, Linux only)
is installed apart, below ``build``: nothing else needs it. Where it has no wheel, the
cases are made by Hypothesis alone.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "build" / "atheris"
VERSION = "atheris==3.0.0"


def main() -> int:
    """Return 0 when nothing was found."""
    if not (ENGINE / "atheris").exists():
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        wheel = ["--only-binary=:all:", "--no-deps", "--target", str(ENGINE), VERSION]
        subprocess.run([*pip, *wheel])
    path = os.pathsep.join(filter(None, [str(ENGINE), os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "tests.fuzz", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}).returncode


if __name__ == "__main__":
    sys.exit(main())
