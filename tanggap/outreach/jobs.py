"""What outreach does by itself: the files of thrown-away proofs are deleted after a week."""

from datetime import datetime, timedelta

from tanggap.base.acting import machine
from tanggap.base.work import Job
from tanggap.outreach.actions import let_go_of_removed
from tanggap.outreach.actions.proofs import KEPT_AFTER_REMOVAL
from tanggap.outreach.models import SocialisationProof


def let_go(now: datetime) -> int:
    """Delete what was thrown away more than a week ago, in every health centre."""
    due = SocialisationProof.objects.filter(removed_at__lt=now - KEPT_AFTER_REMOVAL)
    facilities = list(due.values_list("facility_id", flat=True).order_by().distinct())
    return sum(let_go_of_removed(machine(facility_id), now) for facility_id in facilities)


JOBS = [Job("outreach.let_go_of_removed", timedelta(hours=6), let_go)]
