"""The year's weeks: closed by the ketua on Mondays and seen by the head, two of them late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tanggap.logbook.actions import correct
from tanggap.logbook.models import Entry, Severity
from tanggap.logbook.queries import draft_of
from tanggap.recap.actions import close, remark, see
from tanggap.recap.models import RecapLine
from tanggap.recap.queries import recap_of
from tanggap.recap.rules import LISTED, monday_of, weeks_between
from tanggap.site.example.stage import ZONE, Stage

_MISSED = {9: 16, 31: 19}
"""Which weeks nobody closed in time, and how many days after their Sunday that was made up."""
_UNSEEN = 1
_CORRECTED = 24
"""After the closing of which week one of its entries proves to be graver than it was written."""
_REMARKS = (
    "Antrean pendaftaran paling banyak disebut. Dibahas pada rapat bulanan.",
    "Kotak saran dibuka bersama bidan; slipnya sedikit.",
    "Beberapa orang menanyakan jadwal imunisasi. Jadwal ditempel di loket.",
    "Tenang. Semua yang perlu dijawab sudah dijawab.",
    "Ruang tunggu panas disebut tiga kali; kipas sedang diperbaiki.",
    "Pujian untuk petugas farmasi disampaikan pada apel Senin.",
)


class Recaps:
    """Plans what becomes of every week that is over; the last one still waits."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.facility = stage.place.facility

    def plan(self) -> None:
        first = self.stage.now.astimezone(ZONE).date()
        last = monday_of(self.stage.until.astimezone(ZONE).date()) - timedelta(days=14)
        mondays = weeks_between(first, last)
        for number, monday in enumerate(mondays):
            later = _MISSED.get(number, 1)
            closing = self._at(monday + timedelta(days=6 + later), 8, 5 + number * 7 % 40)
            if number % 3 == 1:
                self.stage.plan(closing - timedelta(minutes=4), self._remarked(monday, number))
            self.stage.plan(closing, self._closed(monday))
            if number == _CORRECTED:
                self.stage.plan(closing + timedelta(hours=2), self._graver(monday))
            if number < len(mondays) - _UNSEEN:
                seen = self._at(closing.date() + timedelta(days=1 + number % 3), 9, number % 50)
                self.stage.plan(seen, self._seen(monday))

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        """Return that time on the first day from ``day`` on that the office is open."""
        while not self.stage.is_open(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(hour, minute), ZONE)

    def _remarked(self, monday: date, number: int) -> Callable[[], object]:
        words = _REMARKS[number // 3 % len(_REMARKS)]
        return lambda: remark(self.stage.actor("petugas"), monday, words)

    def _closed(self, monday: date) -> Callable[[], object]:
        return lambda: close(self.stage.actor("ketua"), monday)

    def _graver(self, monday: date) -> Callable[[], object]:
        """Correct the severity of an entry of a closed week: told in the next as a supplement."""

        def act() -> None:
            lines = RecapLine.objects.filter(recap__monday=monday, reason=LISTED)
            keys = lines.filter(recap__facility=self.facility).values("entry_key")
            entry = Entry.objects.filter(pk__in=keys, severity=Severity.GREEN).first()
            if entry is not None:
                draft = replace(draft_of(entry), severity=Severity.YELLOW.value)
                correct(self.stage.actor("petugas"), entry, draft)

        return act

    def _seen(self, monday: date) -> Callable[[], object]:
        def act() -> None:
            recap = recap_of(self.facility.pk, monday)
            if recap is not None:
                see(self.stage.actor("kepala"), recap)

        return act
