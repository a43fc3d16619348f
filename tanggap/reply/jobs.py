"""What happens to answers by itself: a sent one counts as given, a failed one does not."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from tanggap.base.acting import machine
from tanggap.base.work import Job
from tanggap.gateway.models import Dispatch
from tanggap.logbook.models import BookImport, BroughtRow
from tanggap.reply.actions import keep_old_answers, let_go_of_old_answers, note_reached
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
    replies = Reply.objects.filter(news, discarded_at=None, only_points=False).order_by("id")[
        :AT_ONCE
    ]
    moved = 0
    for reply in replies:
        try:
            moved += note_reached(machine(reply.facility_id), reply)
        except IntegrityError:  # another worker is putting the same answer into its thread
            log.info("reply %s: left for the next round", reply.pk)
    return moved


def follow_old_books(now: datetime) -> int:
    """Keep the answers that old books tell of; let them go where a book is taken back."""
    moved = 0
    undone = BookImport.State.UNDOING, BookImport.State.UNDONE
    rows = BroughtRow.objects.select_related("entry__recorded_by").order_by("facility_id", "id")
    waiting = rows.filter(answer_kept=False).exclude(answer="").exclude(brought__state__in=undone)
    leaving = rows.filter(answer_kept=True, is_held=False, brought__state__in=undone)
    for asked, act in ((waiting, keep_old_answers), (leaving, let_go_of_old_answers)):
        some = list(asked[:AT_ONCE])
        here = [row for row in some if row.facility_id == some[0].facility_id]
        if here:
            moved += act(machine(here[0].facility_id), here)
    return moved


JOBS = [
    Job("reply.follow_dispatches", timedelta(seconds=3), follow_dispatches),
    Job("reply.old_books", timedelta(seconds=2), follow_old_books),
]
