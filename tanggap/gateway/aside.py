"""Slow calls beside the worker: a large video on a village's connection, or a provider that
does not answer, must not keep what came in from being read.

One thread for each kind of call, only while there is something to do. Claims with leases
make it as safe as another worker. A worker that runs in the main thread (``tanggap work``)
calls in turn, so that it ends only when the work is done.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

log = logging.getLogger(__name__)
ending = threading.Event()
_SHUTDOWN_WAIT_SECONDS = 10.0
_running: dict[str, threading.Thread] = {}


def aside(
    name: str, is_due: Callable[[datetime], bool], run: Callable[[datetime], int]
) -> Callable[[datetime], int]:
    """Return ``run`` as a job that does not hold up the worker that calls it."""

    def start(now: datetime) -> int:
        if threading.current_thread() is threading.main_thread():
            return run(now)
        before = _running.get(name)
        if (before is not None and before.is_alive()) or ending.is_set() or not is_due(now):
            return 0
        thread = threading.Thread(target=_work, args=(run,), name=f"tanggap-{name}", daemon=True)
        _running[name] = thread
        thread.start()
        return 0

    return start


def _work(run: Callable[[datetime], int]) -> None:
    try:
        while not ending.is_set() and run(timezone.now()):
            pass
    except Exception as error:  # the words of an error may hold what a person wrote
        log.error("slow work failed: %s", type(error).__name__)
    finally:
        connection.close()


def _end() -> None:
    """Let the call in hand end before the process does (a clean shutdown)."""
    ending.set()
    for thread in _running.values():
        thread.join(timeout=_SHUTDOWN_WAIT_SECONDS)


atexit.register(_end)
