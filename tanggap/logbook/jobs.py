"""What happens in the register by itself."""

from datetime import datetime, timedelta

from tanggap.base.acting import machine
from tanggap.base.brought import drop_old
from tanggap.base.models import Facility
from tanggap.base.work import Job
from tanggap.logbook.actions import withdraw_stale
from tanggap.logbook.models import BookImport
from tanggap.logbook.old_carrying import carry_on


def withdraw_all(now: datetime) -> int:
    """Deem withdrawn, everywhere, what nobody completed within 30 days (art. 44(5))."""
    facilities = Facility.objects.values_list("pk", flat=True)
    return sum(withdraw_stale(machine(pk), now) for pk in facilities)


def bring_old_books(now: datetime) -> int:
    """Carry the old books a slice further."""
    return carry_on(now)


def drop_old_books(now: datetime) -> int:
    """Remove old books that nobody confirmed within a week."""
    return drop_old(BookImport, now)


JOBS = [
    Job("logbook.withdraw_stale", timedelta(hours=1), withdraw_all),
    Job("logbook.old_books", timedelta(seconds=1), bring_old_books),
    Job("logbook.drop_old_books", timedelta(hours=6), drop_old_books),
]
