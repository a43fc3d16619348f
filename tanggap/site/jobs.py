"""What the site does by itself: a backup a day."""

from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.base.acting import machine
from tanggap.base.models import Facility
from tanggap.base.work import Job
from tanggap.gateway.aside import aside
from tanggap.site.actions import begin_backup
from tanggap.site.backup.queries import acted_at, is_for_screens, now_here, standing
from tanggap.site.backup.rules import is_due
from tanggap.site.backup.running import carry_out


def is_backup_due(now: datetime) -> bool:
    """Answer whether the one health centre of this site is to be backed up now."""
    if not is_for_screens():
        return False
    facility = Facility.objects.get()
    return is_due(standing(facility.pk, now), now_here(facility), acted_at())


def back_up(now: datetime) -> int:
    """Make the backup that is due, to its end."""
    if not is_backup_due(now):
        return 0
    facility = Facility.objects.get()
    backup = begin_backup(machine(facility.pk), facility, timezone.now())
    carry_out(backup)
    return 0


JOBS = [Job("site.back_up", timedelta(minutes=5), aside("backup", is_backup_due, back_up))]
