"""What happens to answers by itself: a sent one counts as given, a failed one does not."""

from datetime import datetime, timedelta

from django.db.models import Q

from tanggap.base.acting import machine
from tanggap.base.work import Job
from tanggap.gateway.models import Dispatch
from tanggap.reply.actions import note_reached
from tanggap.reply.actions.giving import REACHED
from tanggap.reply.models import Reply

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
    return sum(note_reached(machine(reply.facility_id), reply) for reply in replies)


JOBS = [Job("reply.follow_dispatches", timedelta(seconds=3), follow_dispatches)]
