"""Taking turns at the one file that SQLite writes: intake and the reading of arrivals.

SQLite has one writer. Two threads that commit back to back would meet in its busy handler,
which sleeps up to 100 ms between tries and is not fair: calls of a provider waited seconds
behind the worker that read the calls before them. In one process they queue here instead.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that is given in the order of asking, so that nobody is passed over."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._asking: deque[threading.Event] = deque()
        self._is_taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, hold it within the block, and hand it on."""
        self._wait()
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            self._asking.append(mine)
        mine.wait()

    def _hand_on(self) -> None:
        with self._guard:
            if self._asking:
                self._asking.popleft().set()
            else:
                self._is_taken = False


at_the_file = Turns()
"""The turn to write the site's SQLite file, within this process."""
