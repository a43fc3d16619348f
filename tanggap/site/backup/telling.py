"""How far it has come, said on the terminal or to the process that started this one."""

import json
import sys
from collections.abc import Callable

Progress = Callable[[int, str], None]


def on_terminal(percent: int, words: str) -> None:
    if sys.stderr.isatty():
        end = "\n" if percent == 100 else ""
        print(f"\r  {percent:3d}%  {words:<34}", end=end, file=sys.stderr, flush=True)


def report(**said: object) -> None:
    """Say one line of JSON to the process that reads our standard output."""
    print(json.dumps(said), flush=True)


def to_starter() -> Progress:
    """Return a progress that reports each percentage once."""
    last = -1

    def say(percent: int, words: str) -> None:
        nonlocal last
        if percent != last:
            last = percent
            report(percent=percent, words=words)

    return say


def amount(size: int) -> str:
    """Return a size as people say it: «12,4 MB»."""
    if size < 1024 * 1024:
        return f"{max(1, size // 1024)} KB"
    if size < 1024**3:
        return f"{size / 1024**2:.1f} MB".replace(".", ",")
    return f"{size / 1024**3:.2f} GB".replace(".", ",")


def number(count: int) -> str:
    """Return a count as people write it: «312.455»."""
    return f"{count:,}".replace(",", ".")
