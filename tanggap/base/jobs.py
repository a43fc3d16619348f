"""What the groundwork does by itself: it reads History, and sweeps up after signing in."""

import logging
from datetime import datetime, timedelta

from tanggap.base import lock_out
from tanggap.base.acting import machine
from tanggap.base.actions.chain import note_reading
from tanggap.base.history import read_chain
from tanggap.base.models import Facility, KnownDevice, SecondFactor, StaffSession
from tanggap.base.work import Job

log = logging.getLogger("tanggap.base")

COOKIE_KEPT = timedelta(days=400)
BEGUN_KEPT = timedelta(days=1)


def read_history(now: datetime) -> int:
    """Read every health centre's chain and note what was found; return how many are damaged."""
    damaged = 0
    for facility in Facility.objects.order_by("id"):
        found = read_chain(facility)
        note_reading(machine(facility.pk), found)
        if found.fault:
            damaged += 1
            log.error("history of %s: %s", facility.code, found.fault)
    return damaged


def drop_ended_sessions(now: datetime) -> int:
    """Drop sessions that have run out."""
    return StaffSession.objects.filter(expire_date__lt=now).delete()[0]


def drop_old_devices(now: datetime) -> int:
    """Drop browsers whose cookie has run out, and second factors never confirmed."""
    devices = KnownDevice.objects.filter(last_seen_at__lt=now - COOKIE_KEPT).delete()[0]
    begun = SecondFactor.objects.filter(confirmed=False, created_at__lt=now - BEGUN_KEPT)
    return devices + begun.delete()[0]


JOBS = [
    Job("base.read_history", timedelta(days=1), read_history),
    Job("base.drop_ended_sessions", timedelta(hours=1), drop_ended_sessions),
    Job("base.drop_failed_sign_ins", timedelta(hours=1), lock_out.drop_old),
    Job("base.drop_old_devices", timedelta(days=1), drop_old_devices),
]
