"""The long run: ``make fuzz MINUTES=60``, guided by coverage where atheris can be had.

One process tries cases until the time is up. What fails is written down once, with the
bytes that made it fail, and the run goes on; the end prints what was tried and found.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = 10.0  # seconds that no case may take


def main() -> int:
    """Return 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--only", default="", help="targets whose name begins so, «mails»")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--unguided", action="store_true", help="leave atheris out")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.child:
        _try_cases(asked)
        return 0
    told = asked.out / "figures.json"
    told.unlink(missing_ok=True)
    # A child, because the fuzzing engine ends its process by itself.
    command = [sys.executable, "-m", "tests.fuzz", "--child", *sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="tanggap-fuzz-") as scratch:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "TMPDIR": scratch})
    return _tell(told, asked, done.returncode)


def _tell(told: Path, asked: argparse.Namespace, code: int) -> int:
    if not told.exists():
        print(f"The run ended before its first case (exit {code}).")
        return 1
    figures = json.loads(told.read_text())
    guide = "atheris" if figures["guided"] else "Hypothesis alone"
    print(f"{figures['minutes']:.1f} minutes, seed {asked.seed}, guided by {guide}")
    for name, count in figures["cases"].items():
        print(f"  {name}: {count} cases, longest {figures['slowest'][name]:.2f} s")
    print(f"  together: {sum(figures['cases'].values())} cases")
    for name, count in figures["findings"].items():
        print(f"FOUND {count}×: {name}")
    if code:
        print(f"The run was ended by the engine (exit {code}): see above.")
    found = figures["findings"] or code
    print("Something was found." if found else "Nothing was found.")
    return 1 if found else 0


# ---------------------------------------------------------------- the child


def _try_cases(asked: argparse.Namespace) -> None:
    guide = None
    if not asked.unguided:
        try:
            import atheris as guide
        except ImportError:
            print("atheris is not there: cases are made by Hypothesis alone.", flush=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    with guide.instrument_imports(include=["tanggap"]) if guide else nullcontext():
        run = _prepared(asked, guided=guide is not None)
    if guide is None:
        run.unguided()
        return
    corpus = Path(tempfile.mkdtemp(prefix="corpus-"))
    for number, seed in enumerate(run.seeds()):
        (corpus / f"{number:04}").write_bytes(seed)
    wanted = {"max_total_time": int(asked.minutes * 60), "seed": asked.seed, "max_len": 20_000}
    wanted |= {"timeout": 300, "rss_limit_mb": 3000, "len_control": 0, "verbosity": 0}
    options = [f"-{name}={value}" for name, value in wanted.items()]
    artifacts = f"-artifact_prefix={asked.out}/"
    guide.Setup([sys.argv[0], *options, artifacts, str(corpus)], run.one)
    guide.Fuzz()


def _prepared(asked: argparse.Namespace, *, guided: bool) -> "Run":  # noqa: F821
    import django

    django.setup()
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False)
    from tests.fuzz.running import Run

    return Run(asked.out, asked.minutes, asked.seed, guided, time.monotonic(), only=asked.only)


if __name__ == "__main__":
    sys.exit(main())
