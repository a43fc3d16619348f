"""Reading photos of slips, one after another, beside the worker: each costs a second or more."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tanggap.base.acting import machine
from tanggap.inbox.actions import note_slip_read
from tanggap.inbox.models import SlipPhoto
from tanggap.inbox.slip_reading import NotRead, Reading, read

log = logging.getLogger("tanggap.inbox")
_LEASE = timedelta(minutes=3)
_TRIES = 3


def is_photo_due(now: datetime) -> bool:
    """Answer whether a photo waits to be read."""
    return _due(now).exists()


def read_photos(now: datetime) -> int:
    """Read the next photo; one that cannot be read holds up no other."""
    photo = _claimed(now)
    if photo is None:
        return 0
    try:
        reading = read(photo.token)
    except (NotRead, OSError) as error:
        log.warning("photo of a slip %s: %s", photo.pk, type(error).__name__)
        if photo.tries < _TRIES:
            SlipPhoto.objects.filter(pk=photo.pk).update(lease_until=now + timedelta(seconds=20))
            return 1
        reading = Reading(trouble="unread")
    note_slip_read(machine(photo.facility_id), photo, reading)
    return 1


def _due(now: datetime) -> QuerySet[SlipPhoto]:
    """Return what may be taken; a lease further off than any is from a clock that jumped."""
    free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * _LEASE)
    return SlipPhoto.objects.filter(free, state=SlipPhoto.State.NEW)


def _claimed(now: datetime) -> SlipPhoto | None:
    for key in _due(now).order_by("id").values_list("pk", flat=True)[:5]:
        with transaction.atomic():
            photo = SlipPhoto.objects.select_for_update().get(pk=key)
            if _due(now).filter(pk=key).exists():
                photo.lease_until, photo.tries = now + _LEASE, photo.tries + 1
                photo.save(update_fields=["lease_until", "tries"])
                return photo
    return None
