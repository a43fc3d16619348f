"""Time in the example: what happens when, one after the other, up to the day of loading."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from tanggap.base.acting import Actor
from tanggap.base.calendar import days_off
from tanggap.base.rules import is_working_day
from tanggap.site.example.clock import StoryClock
from tanggap.site.example.place import Place
from tanggap.site.example.voices import Pen

ZONE = ZoneInfo("Asia/Jakarta")
OPENS, CLOSES = time(7, 45), time(13, 30)


class Stage:
    """Keeps what is to happen in order of time, and lets it happen.

    What lies after ``until`` never happens: that is how unanswered and half-done things
    come to wait for the newcomer.
    """

    def __init__(
        self, place: Place, pen: Pen, rng: Random, clock: StoryClock, until: datetime
    ) -> None:
        self.place, self.pen, self.rng = place, pen, rng
        self.clock, self.begin, self.until = clock, clock.moment, until
        self._coming: list[tuple[datetime, int, Callable[[], object]]] = []
        self._count = 0
        start = clock.moment.astimezone(ZONE).date()
        self._off = days_off(place.facility, start, until.date() + timedelta(days=60))

    @property
    def now(self) -> datetime:
        return self.clock.moment

    def plan(self, at: datetime, what: Callable[[], object]) -> None:
        """Let ``what`` happen at ``at``, unless that is before the beginning or after the end."""
        if self.begin <= at <= self.until:
            self._count += 1
            heapq.heappush(self._coming, (at, self._count, what))

    def soon(self, minutes: float, what: Callable[[], object]) -> None:
        self.plan(self.now + timedelta(minutes=minutes), what)

    def in_days(self, days: int, what: Callable[[], object]) -> None:
        """Let ``what`` happen within working hours, ``days`` working days from now."""
        self.plan(self.office_time(self.now, days), what)

    def play(self) -> Iterator[datetime]:
        """Let everything happen; yields the time after each."""
        while self._coming:
            at, _, what = heapq.heappop(self._coming)
            self.clock.moment = max(at, self.clock.moment)
            what()
            yield self.now

    # — the office —

    def is_open(self, day: date) -> bool:
        return is_working_day(day, self._off, self.place.facility.week_days)

    def office_time(self, after: datetime, days: int = 0) -> datetime:
        """Return a moment within working hours, ``days`` working days after ``after``."""
        local = after.astimezone(ZONE)
        day, left = local.date(), days
        while left > 0 or not self.is_open(day):
            day += timedelta(days=1)
            left -= self.is_open(day)
        opens = datetime.combine(day, OPENS, ZONE)
        closes = datetime.combine(day, CLOSES, ZONE)
        earliest = max(opens, local)
        if earliest >= closes - timedelta(minutes=5):
            return self.office_time(datetime.combine(day + timedelta(days=1), OPENS, ZONE))
        spare = (closes - earliest).total_seconds() / 60
        return earliest + timedelta(minutes=round(self.rng.uniform(4, min(spare, 170)), 1))

    def actor(self, username: str) -> Actor:
        return self.place.actors[username]

    @property
    def officer(self) -> Actor:
        """One of the two petugas, the first one mostly."""
        return self.actor("petugas" if self.rng.random() < 0.75 else "petugas2")

    def key(self) -> UUID:
        """Return a key for one form, the same in each telling."""
        return UUID(int=self.rng.getrandbits(128), version=4)
