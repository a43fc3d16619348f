"""The road between two programs: passes every call on as it came, except on a bad day."""

import http.client
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from urllib.parse import urlsplit

from testkit.loopback import Answer, Call, HangUp, Server

_NOT_PASSED_ON = {"host", "content-length", "connection", "transfer-encoding", "accept-encoding"}
_UNAVAILABLE: Answer = (503, "sedang tidak siap")
_BROKEN_OFF: Answer = (502, "terputus di tengah")
REPLAYED_WITHIN = 4.0  # seconds after which a copy comes, when others have passed it


class Day(StrEnum):
    """How the road is just now."""

    GOOD = "good"
    SHUT = "503"
    """Nothing is passed on; 503."""
    SLOW = "slow"
    """Passed on, and the answer comes late."""
    DEAF = "deaf"
    """Passed on, but what is heard is 503."""
    CUT = "cut before"
    """The connection breaks before anything was passed on."""
    TORN = "cut after"
    """The connection breaks after it was passed on."""


class Road:
    """A server on loopback that hands every call to ``target`` and the answer back.

    ``twice`` is which part of the calls comes once more, later. ``carried`` holds the body of
    every call that went over, without the copies; ``told`` the query of each
    whose 2xx was heard.
    """

    def __init__(self, dice: random.Random, *, twice: float = 0.0, timeout: float = 30.0) -> None:
        self.target, self.day = "", Day.GOOD
        self.slowness = 1.0
        self.refused = self.copies = 0
        self.carried: list[bytes] = []
        self.told: list[bytes] = []
        self._dice, self._twice, self._timeout = dice, twice, timeout
        self._busy = 0
        self._lock = threading.Lock()
        self._server: Server | None = Server(self._pass)
        self.url = self._server.url

    @property
    def is_idle(self) -> bool:
        return self._busy == 0

    def close(self) -> None:
        """Take the road away: who calls finds nobody there."""
        if self._server is not None:
            self._server.end()
            self._server = None

    def open(self) -> None:
        """Lay it again, at the same address."""
        if self._server is None:
            self._server = Server(self._pass, urlsplit(self.url).port or 0)

    def _pass(self, call: Call) -> Answer:
        with self._lock:
            self._busy += 1
        try:
            answer = self._on_a_day_like(self.day, call)
        except HangUp:
            self._refuse()
            raise
        finally:
            with self._lock:
                self._busy -= 1
        if 200 <= answer[0] < 300:
            self.told.append(call.query.encode())
        else:
            self._refuse()
        return answer

    def _refuse(self) -> None:
        with self._lock:
            self.refused += 1

    def _on_a_day_like(self, day: Day, call: Call) -> Answer:
        if day == Day.SHUT:
            return _UNAVAILABLE
        if day == Day.CUT:
            raise HangUp
        if day == Day.SLOW:
            time.sleep(self.slowness)
        answer = self._carry(call)
        if day == Day.TORN:
            raise HangUp
        if day == Day.DEAF:
            return _UNAVAILABLE
        return answer

    def _carry(self, call: Call) -> Answer:
        try:
            answer = self._hand_over(call)
        except ConnectionRefusedError:
            return _UNAVAILABLE  # what a proxy says when nobody is behind it
        except (OSError, http.client.HTTPException):
            answer = _BROKEN_OFF
        with self._lock:
            self.carried.append(call.body or call.query.encode())
            is_copied = self._dice.random() < self._twice
            delay = self._dice.random() * REPLAYED_WITHIN
            self.copies += is_copied
            self._busy += is_copied
        if is_copied:
            threading.Thread(target=self._replay, args=(call, delay), daemon=True).start()
        return answer

    def _hand_over(self, call: Call) -> Answer:
        """Call the other side byte for byte: a client that mends addresses would not do."""
        parts = urlsplit(self.target)
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self._timeout)
        headers = {k: v for k, v in call.headers.items() if k not in _NOT_PASSED_ON}
        address = call.path + (f"?{call.query}" if call.query else "")
        try:
            link.request(call.method, address, call.body or None, headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        finally:
            link.close()

    def _replay(self, call: Call, delay: float) -> None:
        time.sleep(delay)
        with suppress(OSError, http.client.HTTPException):
            self._hand_over(call)
        with self._lock:
            self._busy -= 1


def on(road: Road, day: Day) -> Callable[[float], None]:
    """Return a fault: the road is so for some seconds, and then good again."""

    def lasts(seconds: float) -> None:
        road.day = day
        time.sleep(seconds)
        road.day = Day.GOOD

    return lasts


def away(road: Road) -> Callable[[float], None]:
    """Return a fault: for some seconds nobody is there."""

    def lasts(seconds: float) -> None:
        road.close()
        time.sleep(seconds)
        road.open()

    return lasts
