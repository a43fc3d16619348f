"""What happens in the register by itself."""

from datetime import datetime, timedelta

from tanggap.base.acting import machine
from tanggap.base.models import Facility
from tanggap.base.work import Job
from tanggap.logbook.actions import withdraw_stale


def withdraw_all(now: datetime) -> int:
    """Deem withdrawn, everywhere, what nobody completed within 30 days (art. 44(5))."""
    facilities = Facility.objects.values_list("pk", flat=True)
    return sum(withdraw_stale(machine(pk), now) for pk in facilities)


JOBS = [Job("logbook.withdraw_stale", timedelta(hours=1), withdraw_all)]
