"""A clock that jumps: the tests put it forward and back by hours and days."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tanggap.base import ids

_now, _time = timezone.now, time.time


class Clock:
    """What the machine believes; ``shift`` is by how much it is wrong."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shift = timedelta()
        monkeypatch.setattr("django.utils.timezone.now", self.now)
        # Keys never fall back: those of the next test must not start in next year.
        monkeypatch.setattr(ids, "_sequence", ids._Sequence())
        monkeypatch.setattr("time.time", lambda: _time() + self.shift.total_seconds())

    def now(self) -> datetime:
        return _now() + self.shift

    def jump(self, **by: float) -> None:
        self.shift += timedelta(**by)

    def put_right(self) -> None:
        self.shift = timedelta()
