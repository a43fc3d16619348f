"""What happens to answers by itself: a sent one counts as given, a failed one does not."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from tanggap.base.acting import machine
from tanggap.base.work import Job
from tanggap.gateway.models import Dispatch
from tanggap.reply.actions import note_reached
from tanggap.reply.actions.giving import REACHED
from tanggap.reply.models import Reply

log = logging.getLogger("tanggap.reply")
AT_ONCE = 200


def follow_dispatches(now: datetime) -> int:
    """Carry what became of dispatches over to their answers; return how many changed.

    This also closes hand tasks: ``inbox`` marks a dispatch as sent when its very text
    comes back as an echo or in an export.
    """
    news = Q(dispatch__state__in=REACHED, given_at=None) | Q(
        dispatch__state=Dispatch.State.FAILED, given_at__isnull=False
    )
    replies = Reply.objects.filter(news, discarded_at=None).order_by("id")[:AT_ONCE]
    moved = 0
    for reply in replies:
        try:
            moved += note_reached(machine(reply.facility_id), reply)
        except IntegrityError:  # another worker is putting the same answer into its thread
            log.info("reply %s: left for the next round", reply.pk)
    return moved


JOBS = [Job("reply.follow_dispatches", timedelta(seconds=3), follow_dispatches)]
