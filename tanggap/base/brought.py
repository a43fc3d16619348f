"""A file that somebody brings along: looked at, confirmed, carried over piece by piece.

The worker does the work in slices, so that nothing else waits for a large file, and each
slice is one commit that also says how far it came: a process killed in between is followed
by one that goes on from there. Reading a file leaves a list of its rows beside it (one JSON
value a line), in which a place can be found again at once.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff

LEASE = timedelta(seconds=30)
KEPT_FOR = timedelta(days=7)
SLICE_SECONDS = 0.7
_ROWS_AT_ONCE = 200
_BYTES_AT_ONCE = 4 * 1024 * 1024
_MB = 1024 * 1024
_OURSELVES = secrets.token_hex(8)


class BroughtFile(Row):
    """How far a brought file has come. ``found`` is what reading saw, ``chosen`` what a
    person decided; ``place`` is the byte of the list of rows from which to go on (the last
    key while an import is undone), ``kept`` what stays then: somebody has worked on it."""

    class State(models.TextChoices):
        READING = "reading", "Sedang dibaca"
        READY = "ready", "Menunggu diperiksa"
        BRINGING = "bringing", "Sedang dimasukkan"
        DONE = "done", "Sudah masuk"
        UNDOING = "undoing", "Sedang dibatalkan"
        UNDONE = "undone", "Dibatalkan"
        DROPPED = "dropped", "Dibuang"
        REFUSED = "refused", "Tidak terbaca"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField("diunggah")
    form_key = models.UUIDField(unique=True)
    file_name = models.CharField("berkas", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    found = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    place = models.PositiveBigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    lease_by = models.CharField(max_length=16, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_moving(self) -> bool:
        return self.state in MOVING

    @property
    def percent(self) -> int:
        """Return how much of the present work is done, 0 to 100."""
        if self.state == self.State.READING:
            return min(100, self.place * 100 // self.size) if self.size else 0
        return min(100, self.passed * 100 // self.total) if self.total else 0


MOVING = (BroughtFile.State.READING, BroughtFile.State.BRINGING, BroughtFile.State.UNDOING)
_B = TypeVar("_B", bound=BroughtFile)


def claim_next(model: type[_B], now: datetime, only: int | None = None) -> _B | None:
    """Take the lease of one file that has work to do; what we hold already comes first."""
    free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_by=_OURSELVES)
    waiting = model._default_manager.filter(free, state__in=MOVING)
    if only is not None:
        waiting = waiting.filter(pk=only)
    for key in waiting.order_by("-lease_until", "id").values_list("pk", flat=True)[:5]:
        mine = model._default_manager.filter(free, pk=key, state__in=MOVING)
        if mine.update(lease_by=_OURSELVES, lease_until=now + LEASE):
            return model._default_manager.get(pk=key)
    return None


def go_on(work: Callable[[], object]) -> int:
    """Do ``work`` again and again until it returns nothing or a slice's time is over."""
    done, end = 0, time.monotonic() + SLICE_SECONDS
    while work():
        done += 1
        if time.monotonic() >= end:
            break
    return done


# ---------------------------------------------------------------- the files beside the row


def keep_file(chunks: Iterable[bytes]) -> tuple[str, str, int]:
    """Keep an uploaded file; return its token, SHA-256 and size."""
    token, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
    with file_of(token).open("wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return token, digest.hexdigest(), size


def chunks_of(path: Path) -> Iterator[bytes]:
    """Yield the content of ``path`` in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(_MB):
            yield chunk


def file_of(token: str) -> Path:
    return _folder() / f"{token}.file"


def rows_of(token: str) -> Path:
    return _folder() / f"{token}.rows"


def forget_files(token: str) -> None:
    """Remove the file and the list of its rows."""
    if token:
        for path in _folder().glob(f"{token}.*"):
            path.unlink(missing_ok=True)


def drop_old(model: type[_B], now: datetime) -> int:
    """Throw away what nobody confirmed within a week; return how many."""
    old = model._default_manager.filter(
        state__in=(BroughtFile.State.READY, BroughtFile.State.REFUSED), at__lt=now - KEPT_FOR
    )
    count = 0
    for brought in old:
        forget_files(brought.token)
        brought.state, brought.found = BroughtFile.State.DROPPED, {}
        brought.save(update_fields=["state", "found"])
        count += 1
    return count


class RowList:
    """The list of a file's rows while it is being read: there whole, or not at all."""

    def __init__(self, token: str) -> None:
        self._whole = rows_of(token)
        self._unfinished = self._whole.with_suffix(".part")
        self._out = self._unfinished.open("wb")

    def write(self, row: object) -> None:
        words = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        self._out.write(words.encode() + b"\n")

    def finish(self) -> None:
        """Close the list, which from now on can be read."""
        self._out.close()
        self._unfinished.replace(self._whole)

    def give_up(self) -> None:
        with suppress(OSError):
            self._out.close()


def read_rows(token: str, place: int, most: int = 0) -> tuple[list[Any], int]:
    """Return the next rows from the byte ``place`` and the place behind them.

    Few enough that their content stays small, also where rows carry pictures. Nothing
    comes at the end of the list. Raises ``OSError`` where the list is gone.
    """
    rows: list[Any] = []
    with rows_of(token).open("rb") as kept:
        kept.seek(place)
        while len(rows) < (most or _ROWS_AT_ONCE) and kept.tell() - place < _BYTES_AT_ONCE:
            line = kept.readline()
            if not line:
                break
            rows.append(json.loads(line))
        return rows, kept.tell()


def _folder() -> Path:
    folder = Path(settings.HOME) / "brought"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
