"""What the groundwork does by itself: sweeping away what signing in leaves behind."""

from datetime import datetime, timedelta

from tanggap.base import lock_out
from tanggap.base.models import KnownDevice, SecondFactor, StaffSession
from tanggap.base.work import Job

COOKIE_KEPT = timedelta(days=400)
BEGUN_KEPT = timedelta(days=1)


def drop_ended_sessions(now: datetime) -> int:
    """Drop sessions that have run out."""
    return StaffSession.objects.filter(expire_date__lt=now).delete()[0]


def drop_old_devices(now: datetime) -> int:
    """Drop browsers whose cookie has run out, and second factors never confirmed."""
    devices = KnownDevice.objects.filter(last_seen_at__lt=now - COOKIE_KEPT).delete()[0]
    begun = SecondFactor.objects.filter(confirmed=False, created_at__lt=now - BEGUN_KEPT)
    return devices + begun.delete()[0]


JOBS = [
    Job("base.drop_ended_sessions", timedelta(hours=1), drop_ended_sessions),
    Job("base.drop_failed_sign_ins", timedelta(hours=1), lock_out.drop_old),
    Job("base.drop_old_devices", timedelta(days=1), drop_old_devices),
]
