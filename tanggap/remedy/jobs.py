"""What remedy does by itself: the files of thrown-away photos of meetings are deleted."""

from datetime import datetime, timedelta

from tanggap.base.acting import machine
from tanggap.base.work import Job
from tanggap.remedy.actions.meeting import KEPT_AFTER_REMOVAL, let_go_of_photos
from tanggap.remedy.meetings.models import MeetingPhoto


def let_go(now: datetime) -> int:
    """Delete what was thrown away more than a week ago, in every health centre."""
    due = MeetingPhoto.objects.filter(removed_at__lt=now - KEPT_AFTER_REMOVAL)
    facilities = list(due.values_list("facility_id", flat=True).order_by().distinct())
    return sum(let_go_of_photos(machine(facility_id), now) for facility_id in facilities)


JOBS = [Job("remedy.let_go_of_photos", timedelta(hours=6), let_go)]
