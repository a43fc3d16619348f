"""Primary keys: our own 63-bit integers, ordered by time and unique across sites.

Sixty laptops can be moved into one district database because no two of them give
out the same number (design §2.6). In JSON a key is a string: it is larger than 2**53.

Layout, from the high bit: 41 bits milliseconds since 2024-01-01 UTC (until 2093),
12 bits drawn at random by each process, 10 bits counting within the millisecond
from a random start.
"""

import os
import secrets
import threading
import time
from datetime import UTC, datetime

_EPOCH_MS = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1000)
_NODE_BITS = 12
_COUNT_BITS = 10


class _Sequence:
    """One process's run of keys; a clock that jumps back never repeats one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pid = 0
        self._node = 0
        self._ms = 0
        self._count = 0

    def next(self) -> int:
        with self._lock:
            if self._pid != os.getpid():  # a fork must not share its parent's numbers
                self._pid = os.getpid()
                self._node = secrets.randbits(_NODE_BITS)
            now = int(time.time() * 1000) - _EPOCH_MS
            if now > self._ms:
                self._ms, self._count = now, secrets.randbits(_COUNT_BITS - 1)
            else:
                self._count += 1
                if self._count >> _COUNT_BITS:
                    self._ms, self._count = self._ms + 1, 0
            return (
                (self._ms << (_NODE_BITS + _COUNT_BITS)) | (self._node << _COUNT_BITS) | self._count
            )


_sequence = _Sequence()


def new_id() -> int:
    """Return the next key of this process: positive, below 2**63, ever rising."""
    return _sequence.next()


def made_at(key: int) -> datetime:
    """Return when ``key`` was given out, to the millisecond, in UTC."""
    ms = (key >> (_NODE_BITS + _COUNT_BITS)) + _EPOCH_MS
    return datetime.fromtimestamp(ms / 1000, tz=UTC)
