"""Show that every locked package has a wheel for Windows, macOS and Linux: no compiler.

``python scripts/wheels.py`` resolves ``requirements.lock`` for each platform, fetching
nothing but the index; exit code 1 names the platform that lacks a wheel.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PLATFORMS = (
    "x86_64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
)
PYTHONS = ("3.11", "3.12", "3.13")
LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def resolves(platform: str, python: str) -> bool:
    """Return whether the lock resolves with wheels alone on ``platform``."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "install",
                "--dry-run",
                "--quiet",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "--target",
                folder,
                "--python-platform",
                platform,
                "--python-version",
                python,
                "-r",
                str(LOCK),
            ],
            capture_output=True,
            text=True,
        )
    if done.returncode:
        print(done.stderr[-600:], file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    lacking = [
        f"{platform} {python}"
        for platform in PLATFORMS
        for python in PYTHONS
        if not resolves(platform, python)
    ]
    for name in lacking:
        print(f"no wheel for everything on {name}", file=sys.stderr)
    if not lacking:
        print(f"every locked wheel resolves on {len(PLATFORMS)} platforms × {len(PYTHONS)} Pythons")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
