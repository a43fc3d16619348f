"""The serving process ends when the one that watches it is gone.

``tanggap serve`` is two processes: one that watches, and its child that answers. Where the
first alone is killed, the child would go on unwatched and keep the port, so that the next
start is refused and Ctrl-C reaches nobody.
"""

import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait

log = logging.getLogger(__name__)
LAST_RESORT_SECONDS = 20.0  # as long as a clean end may take


def end_with_supervisor() -> None:
    """Watch the parent from a thread of its own; does nothing in a process without one."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    watch = threading.Thread(
        target=_end_after, args=(parent.sentinel,), name="tanggap-supervisor", daemon=True
    )
    watch.start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    log.warning("the supervising process is gone: ending, so that the next start finds the port")
    last_resort = threading.Timer(LAST_RESORT_SECONDS, os._exit, (1,))
    last_resort.daemon = True
    last_resort.start()
    os.kill(os.getpid(), signal.SIGTERM)
