"""A kept photo is read in a process of its own: upright picture, slip, QR, ticks, print."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tanggap.base.brought import file_of
from tanggap.inbox import slip_eye, slip_print
from tanggap.inbox.slip_eye import Order, Seen
from tanggap.inbox.slip_shape import BOXES, CODE, HEIGHT, MARKS, SIGN, WIDTH, WRITING

_PATIENCE = 60.0  # seconds: twelve million pixels on an old laptop take four
_MOST_PIXELS = 60_000_000


class NotRead(Exception):
    """The process that looks came to no end: to be tried again, a few times."""


@dataclass(frozen=True)
class Reading:
    """What one photo showed, in words and files; ``trouble`` is a code of the words' table."""

    trouble: str = ""
    code: str = ""
    upright: bytes = b""
    shown: bytes = b""
    ink: list[float] = field(default_factory=list)
    text: str = ""


def read(token: str) -> Reading:
    """Return what the photo kept as ``token`` shows; raises :class:`NotRead`."""
    photo = file_of(token)
    upright, shown, print_ = (photo.with_suffix(f".{name}.jpg") for name in ("foto", "slip", "isi"))
    order: Order = {
        "photo": str(photo),
        "upright": str(upright),
        "shown": str(shown),
        "print": str(print_) if slip_print.program() else "",
        "sign": SIGN,
        "most_pixels": _MOST_PIXELS,
        "size": (WIDTH, HEIGHT),
        "code": CODE,
        "marks": MARKS,
        "boxes": BOXES,
        "writing": WRITING,
    }
    try:
        seen = _looked(order)
        return Reading(
            trouble=seen["trouble"] or ("two" if seen["codes"] > 1 else ""),
            code=seen["code"],
            upright=_content(upright),
            shown=_content(shown),
            ink=seen["ink"],
            text=slip_print.printed_text(print_) if print_.is_file() else "",
        )
    finally:
        for made in (upright, shown, print_):
            made.unlink(missing_ok=True)


def _looked(order: Order) -> Seen:
    """Ask the eye; where no process can be started, it looks in this one."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", slip_eye.__file__],
            input=json.dumps(order).encode(),
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise NotRead("no end") from error
    except OSError:
        return slip_eye.look(order)
    if done.returncode:
        raise NotRead(f"ended with {done.returncode}")
    seen: Seen = json.loads(done.stdout)
    return seen


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
