"""Work that happens by itself: how a step offers it to the worker.

A step lists its jobs in ``jobs.py`` as ``JOBS``; ``tanggap.site.worker`` collects them.
A job missed while the laptop was off runs once at the next start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Job:
    """A named function run every so often; it returns how many rows it moved.

    A queue (``every`` of a second or less) is run again at once while it moves rows.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]
