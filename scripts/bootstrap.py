"""Build ``.venv`` from the lock file: only Python itself is needed to run this.

``python3 scripts/bootstrap.py [dev]``. Does nothing when the environment already
matches the lock, so that a later ``make run`` starts at once.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LEAST = (3, 11)


def main(kind: str) -> int:
    """Return 0 when ``.venv`` holds what the lock of ``kind`` (run or dev) names."""
    if sys.version_info < LEAST:
        return _fail("Perlu Python 3.11 atau lebih baru. · Python 3.11 or newer is needed.")
    lock = ROOT / ("requirements-dev.lock" if kind == "dev" else "requirements.lock")
    mark = VENV / "locked"
    wanted = f"{kind} {hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[:2]}"
    known = mark.read_text().splitlines() if mark.exists() else []
    if wanted in known:
        return 0
    started = time.monotonic()
    if not PYTHON.exists() and not _make_venv():
        return 1
    print(f"Memasang pustaka dari {lock.name}: {_size(lock)} diambil sekali saja …", flush=True)
    if not _install(lock):
        return _fail("Pemasangan gagal; periksa sambungan internet lalu ulangi. · Try again.")
    mark.write_text("\n".join([*known, wanted]) + "\n")
    print(f"Selesai dalam {time.monotonic() - started:.0f} detik.", flush=True)
    return 0


def _make_venv() -> bool:
    print("Membuat lingkungan Python di .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        _fail(
            "Modul venv belum ada. Di Debian/Ubuntu: sudo apt install python3-venv make\n"
            + made.stdout[-300:]
        )
    return made.returncode == 0


def _install(lock: Path) -> bool:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    locked = [*pip, "--require-hashes", "--only-binary=:all:", "--no-deps", "--progress-bar=off"]
    if not _with_progress([*locked, "-r", str(lock)], _count(lock)):
        return False
    # The project itself: a path file and a console script, so that a checkout runs as it is.
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(site) / "tanggap.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if os.name != "nt":
        script = PYTHON.with_name("tanggap")
        script.write_text(
            f"#!{PYTHON}\nimport sys\n\nfrom tanggap.__main__ import main\n\nsys.exit(main())\n"
        )
        script.chmod(0o755)
    return True


def _with_progress(command: list[str], total: int) -> bool:
    """Run pip and say how far it is in one line that grows; all of it when it fails."""
    said: list[str] = []
    done = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            words = line.split()
            if not sys.stdout.isatty():
                continue
            if words[:1] in (["Collecting"], ["Processing"]):
                done += 1
                print(f"\r  {done:3d}/{total}  {'':<40}", end="", flush=True)
            elif words[:1] == ["Downloading"]:
                print(f"\r  {done:3d}/{total}  {' '.join(words[1:])[:60]:<60}", end="", flush=True)
            elif words[:1] == ["Installing"]:
                print(f"\r  memasang {total} pustaka …{'':<50}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r" + " " * 78 + "\r", end="", flush=True)
    if process.returncode:
        print("".join(said[-20:]), file=sys.stderr)
    return process.returncode == 0


def _count(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def _size(lock: Path) -> str:
    first = lock.read_text(encoding="utf-8").split("\n", 1)[0]
    return first.removeprefix("# ") if first.startswith("# ") else "beberapa puluh MB"


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
