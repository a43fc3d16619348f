"""Asking how comments stand that told no words, or that their post no longer lists."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet

from tanggap.base.acting import machine
from tanggap.gateway.events import Event, Failure
from tanggap.gateway.models import Line
from tanggap.gateway.polling import look_up
from tanggap.inbox.actions import take_in
from tanggap.inbox.models import Comment

log = logging.getLogger("tanggap.inbox")

MOST_TRIES = 40  # about a week: a token may have to be made anew
LONGEST_PAUSE = timedelta(hours=4)
LEASE = timedelta(minutes=5)
_AT_ONCE = 20


def wanted(now: datetime) -> QuerySet[Comment]:
    """Return the comments that are to be asked after, by line."""
    due = Comment.objects.filter(wanted_at__isnull=False, wanted_at__lte=now)
    return due.select_related("message__line__facility").order_by("message__line", "wanted_at")


def is_wanted(now: datetime) -> bool:
    return not settings.IS_EXAMPLE and wanted(now).exists()


def look_up_wanted(now: datetime) -> int:
    """Ask how comments stand; return of how many. Nobody else asks within the lease."""
    if not is_wanted(now):
        return 0
    rows = list(wanted(now)[:_AT_ONCE])
    Comment.objects.filter(pk__in=[row.pk for row in rows]).update(wanted_at=now + LEASE)
    for line, some in groupby(rows, key=lambda row: row.message.line):
        asked = list(some)
        outcome = look_up(line, [(row.message.key, row.place) for row in asked])
        if isinstance(outcome, Failure) or not _taken_in(line, outcome, now):
            _put_off(asked, now)
        else:
            Comment.objects.filter(pk__in=[row.pk for row in asked]).update(wanted_at=None)
    return len(rows)


def _taken_in(line: Line, events: Sequence[Event], now: datetime) -> bool:
    """Take in what was told; answer whether all of it could be, once more does no harm."""
    for event in events:
        try:
            take_in(machine(line.facility_id), line, event, now)
        except Exception as error:  # its words may hold what a person wrote
            log.warning("line %s, one comment: %s", line.pk, type(error).__name__)
            return False
    return True


def _put_off(rows: Sequence[Comment], now: datetime) -> None:
    """Ask again after a growing pause; in the end the comment stays as it is known."""
    for row in rows:
        row.tries += 1
        pause = min(timedelta(minutes=2**row.tries), LONGEST_PAUSE)
        row.wanted_at = now + pause if row.tries < MOST_TRIES else None
        row.save(update_fields=["tries", "wanted_at"])
