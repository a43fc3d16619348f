"""Walk the main job in Chromium on the living example and keep the guide's pictures.

``python scripts/walk.py`` writes them to ``docs/petugas/gambar``; the same walk without
pictures is part of ``make test``.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "petugas" / "gambar"


def main() -> int:
    """Return 0 when every page kept the house's promises."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    env = {**os.environ, "TANGGAP_SHOTS": str(PICTURES)}
    done = subprocess.run([sys.executable, "-m", "pytest", "tests/browser"], env=env, cwd=ROOT)
    size = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{len(list(PICTURES.glob('*.png')))} pictures, {size / 1e6:.1f} MB in {PICTURES}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
