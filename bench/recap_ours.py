"""``python -m bench.recap_ours content|made``: a weekly recap of ten pages, made by our press."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.recap_material import TITLE, content, next_week
from tanggap.documents import pdf

_LAYOUT = "recap"


def _write(pages: int, path: Path) -> None:
    """Look for the number of lines that fills ``pages``, and write that content to ``path``."""
    lines, step = 20 * pages, 32
    while step:
        if _pages(_made(content(lines + step))) <= pages:
            lines += step
        else:
            step //= 2
    path.write_text(json.dumps(content(lines), ensure_ascii=False), encoding="utf-8")


def _made(held: Mapping[str, object]) -> bytes:
    return pdf.render(_LAYOUT, held, title=TITLE)


def _pages(made: bytes) -> int:
    from tanggap.documents.binding import pages_in  # the site binds no paper to make one

    return pages_in(made)


def _took(held: dict[str, Any], times: int) -> list[float]:
    found = []
    for turn in range(times):
        week = next_week(held, turn)
        started = time.perf_counter()
        _made(week)
        found.append((time.perf_counter() - started) * 1000)
    return found


def main(what: str, count: int, path: Path) -> None:
    if what == "content":
        _write(count, path)
        return
    held = json.loads(path.read_text(encoding="utf-8"))
    made = _made(held)
    told: dict[str, Any] = {"pages": 0, "kb": round(len(made) / 1024, 1)}
    if count:
        told |= {"ms": _took(held, count), "pages": _pages(made)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
