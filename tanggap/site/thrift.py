"""What was used is given back: the C library keeps freed memory unless it is asked.

Only glibc needs asking (Linux); elsewhere nothing is done.
"""

import ctypes
import gc
import sys
import time

_ARENA_MAX = -8  # M_ARENA_MAX of <malloc.h>
EVERY = 60.0


def _c_library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None


def few_arenas() -> None:
    """Let all threads allocate from two places: else every thread keeps its own leftovers."""
    if library := _c_library():
        library.mallopt(_ARENA_MAX, 2)


def keep_what_is_loaded() -> None:
    """Let the search for rubbish pass by all that a site loads once and never lets go."""
    gc.collect()
    gc.freeze()


class GivingBack:
    """Returns to the computer what nobody uses any more, once a minute at most."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def now_and_then(self) -> None:
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        gc.collect()
        if library := _c_library():
            library.malloc_trim(0)
