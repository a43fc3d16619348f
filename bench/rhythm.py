"""What the rhythm of the procedure leaves behind: weeks closed, a plan, two meetings.

It needs Django ready: ``bench.filling`` calls it when all entries are written.
"""

from datetime import timedelta

from django.utils import timezone

from tanggap.base.models import Role
from tanggap.logbook.models import Entry, Topic
from tanggap.recap import actions as recap
from tanggap.recap.rules import monday_of
from tests.people import Puskesmas
from tests.remedy import gatherings, plans

WEEKS, BEHIND, TOPIC = 4, 20, "antrean_lama"


def lay_in(here: Puskesmas) -> None:
    """Close the last weeks but one, and have a plan and two meetings, by the real acts."""
    this_week = monday_of(timezone.localdate())
    for weeks in range(WEEKS, 1, -1):
        recap.close(here.actor(Role.KETUA), this_week - timedelta(weeks=weeks))
    gatherings.teams(here)
    newest = Entry.objects.filter(facility=here.facility, cancelled_at=None)
    topic = Topic.objects.get(facility=here.facility, key=TOPIC)
    alike = newest.filter(topics=topic).order_by("-received_at")
    behind = list(alike.values_list("pk", flat=True)[:BEHIND])
    petugas = here.staff[Role.PETUGAS]
    plan = plans.planned(here, person=petugas, entry_ids=behind)
    plans.realised(here, plan, Role.KETUA)
    held = gatherings.called(here)
    gatherings.closed(here, held)
    gatherings.called(here, month=gatherings.TODAY)
