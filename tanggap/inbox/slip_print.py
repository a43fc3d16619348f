"""Print on a slip or a page, read by tesseract where somebody has installed it.

It reads print, not handwriting: of handwriting even a straightened photo gives one wrong word
in three at best. So only what it is sure of is offered, and a person always confirms it.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

_PATIENCE = 20.0
_SURE = 75.0  # mean confidence of the words, in percent
_FEWEST_WORDS = 3
_LONGEST = 4000


def program() -> str:
    """Return where tesseract is, or ``""``; without it nothing is offered."""
    found = shutil.which("tesseract")
    return found if found and language(found) else ""


@cache
def language(tesseract: str) -> str:
    """Return the language to read by: Indonesian where its data is there."""
    try:
        listed = subprocess.run(
            [tesseract, "--list-langs"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    known = (listed.stdout + listed.stderr).split()
    return next((one for one in ("ind", "eng") if one in known), "")


def printed_text(picture: Path) -> str:
    """Return the print in ``picture``, or ``""`` where it is not sure to be print."""
    tesseract = program()
    if not tesseract:
        return ""
    try:
        done = subprocess.run(
            [tesseract, str(picture), "-", "--psm", "6", "-l", language(tesseract), "tsv"],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return sure_text(done.stdout.decode(errors="replace"))


def sure_text(table: str) -> str:
    """Return the words of tesseract's table line by line, if it was sure of them."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure: list[tuple[float, int]] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        word = cells[11].strip()
        lines.setdefault(tuple(cells[1:5]), []).append(word)
        sure.append((float(cells[10]), len(word)))
    letters = sum(length for _, length in sure)
    if len(sure) < _FEWEST_WORDS or not letters:
        return ""
    if sum(value * length for value, length in sure) / letters < _SURE:
        return ""
    return "\n".join(" ".join(words) for words in lines.values())[:_LONGEST]
