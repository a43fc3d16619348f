"""Once a day, in the morning of a working day: who wished it is reminded; files are let go."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tanggap.base.acting import Refused, machine
from tanggap.base.calendar import days_off
from tanggap.base.queries import actor_of
from tanggap.base.rules import is_working_day
from tanggap.base.work import Job
from tanggap.gateway.actions import EVERY
from tanggap.rhythm.actions import FILES, let_go_of_files, remind
from tanggap.rhythm.models import ReminderWish
from tanggap.rhythm.queries import asked_of
from tanggap.rhythm.rules import reminder

log = logging.getLogger(__name__)
_FROM, _UNTIL = time(7, 0), time(17, 0)
"""Nobody is woken, and no reminder of a day comes when its work is over."""


def remind_all(now: datetime) -> int:
    """Remind each who wished it, once a day; return how many were looked at."""
    looked = 0
    wishes = ReminderWish.objects.select_related("staff", "facility", "line__facility")
    for wish in wishes.filter(staff__is_active=True):
        local = now.astimezone(ZoneInfo(wish.facility.time_zone))
        today = local.date()
        if not _FROM <= local.time() < _UNTIL or (wish.last_on and wish.last_on >= today):
            continue
        off = days_off(wish.facility, today, today)
        if not is_working_day(today, off, wish.facility.week_days):
            continue
        dues = asked_of(actor_of(wish.staff, today), wish.facility, today)
        try:
            remind(machine(wish.facility_id), wish, reminder(dues), today)
        except Refused as refused:
            # The line was closed since; the wish page says so, and nobody else is kept waiting.
            log.warning("reminder of wish %s was refused: %s", wish.pk, refused)
        looked += 1
    return looked


let_go = FILES.job(let_go_of_files)

JOBS = [
    Job("rhythm.remind", timedelta(minutes=15), remind_all),
    Job("rhythm.let_go_of_files", EVERY, let_go),
]
