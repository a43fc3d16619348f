"""What of the monthly meetings waits for whom, for the first screen (A-11; Sumbersari step 4)."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Role
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.meetings.queries import meetings_of, owed_meeting, standing_of
from tanggap.remedy.meetings.rules import State, month_words
from tanggap.workbench.waiting import StageLine, Task

_SOON = timedelta(days=7)
_TONES = {State.DISCUSSED: "good", State.CLOSED: "warn", State.WRITING: "warn"}


def last_meeting(actor: Actor) -> StageLine:
    """Say where the newest meeting stands, or that the first is to be prepared."""
    newest = _standing(actor.facility_id).order_by("-held_on", "-id").first()
    if newest is None:
        return StageLine("Belum ada pertemuan bulanan", reverse("meeting:meetings"))
    told = standing_of(newest)
    words = f"{told.name}: {told.label[:1].lower()}{told.label[1:]}"
    there = reverse("meeting:meeting", args=[newest.pk])
    return StageLine(words, there, _TONES.get(told.state, ""))


def meeting_tasks(actor: Actor, facility: Facility, today: date) -> list[Task]:
    """Return what waits: a meeting owed, invitations, minutes to close, one for the head."""
    rows = _standing(facility.pk).order_by("held_on", "id")
    month = owed_meeting(facility, today) if actor.may("look.owed_meeting") else None
    words = f"pertemuan bulanan {month_words(month)} belum diadakan" if month else ""
    found = [Task(int(month is not None), words, reverse("meeting:meetings"), "warn")]
    if actor.may("remedy.mark_invited"):
        coming = rows.filter(invited_at=None, written_at=None, closed_at=None)
        soon = coming.filter(held_on__range=(today, today + _SOON))
        found += _first_of(soon, "undangan pertemuan belum dibagikan")
    if actor.may("remedy.close_meeting"):
        written = rows.filter(written_at__isnull=False, closed_at=None, held_on__lte=today)
        found += _first_of(written, "notulen menunggu Anda tutup")
    if Role.KEPALA in actor.roles:
        closed = rows.filter(closed_at__isnull=False, discussed_on=None)
        found += _first_of(closed, "hasil pertemuan menunggu dibahas dengan Anda")
    return found


def _standing(facility_id: int) -> QuerySet[Meeting]:
    return meetings_of(facility_id).filter(cancelled_at=None)


def _first_of(rows: QuerySet[Meeting], words: str) -> list[Task]:
    keys = list(rows.values_list("pk", flat=True)[:100])
    return (
        [Task(len(keys), words, reverse("meeting:meeting", args=keys[:1]), "warn")] if keys else []
    )
