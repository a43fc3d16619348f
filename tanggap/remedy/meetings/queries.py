"""Reads of the meetings: which, and which points of them this actor may meet.

A meeting is for both teams, and the accused sits in them. So a point, a quotation or a tool
is met only by who may meet every entry it is about; on paper, which all are handed, stands
only what accuses nobody who attends (UU 25/2009 art. 45; design §2.7).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.queries import head_of
from tanggap.base.typed import mark_of
from tanggap.logbook.models import Accused, Entry
from tanggap.logbook.queries import entry_meets, visible_to, zone_of
from tanggap.recap.queries import first_week
from tanggap.remedy.analysis import Month
from tanggap.remedy.meetings.models import (
    Attendee,
    DecidedPlan,
    Meeting,
    MeetingPhoto,
    MeetingPoint,
    MeetingPointSource,
    Quotation,
    RootCause,
)
from tanggap.remedy.meetings.rules import (
    LABELS,
    TONES,
    State,
    first_of,
    month_before,
    month_words,
    owed_month,
    state_of,
)
from tanggap.remedy.models import PlanSource
from tanggap.remedy.queries import plans_visible_to

_OFFERED = 25


def meetings_of(facility_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(facility_id=facility_id)


def meetings_held(facility_id: int, from_: date, to: date) -> QuerySet[Meeting]:
    """Return the meetings held between two days whose minutes were closed, oldest first (A-11)."""
    held = meetings_of(facility_id).filter(cancelled_at=None, closed_at__isnull=False)
    return held.filter(held_on__gte=from_, held_on__lte=to).order_by("held_on", "id")


def next_month_to_discuss(facility: Facility, today: date) -> date:
    """Return last month; this one where last month's meeting is known, or came before the book."""
    last, began = month_before(today), first_week(facility)
    known = meetings_of(facility.pk).filter(month=last, is_extra=False, cancelled_at=None)
    is_too_early = began is not None and first_of(began) > last
    return first_of(today) if is_too_early or known.exists() else last


def points_visible_to(actor: Actor) -> QuerySet[MeetingPoint]:
    """Return the points ``actor`` may meet: all it is about must be his to meet."""
    points = MeetingPoint.objects.filter(facility_id=actor.facility_id)
    if actor.staff_id is None:
        return points
    if not actor.may("look.meetings"):
        return points.none()
    links = MeetingPointSource.objects.filter(point=OuterRef("pk"))
    unseen = links.filter(~entry_meets(actor))
    decided = DecidedPlan.objects.filter(point=OuterRef("pk"))
    seen_plans = plans_visible_to(actor).values("pk")
    # A plan it asks about, or that carries it out, may stem from what this reader must not meet.
    return points.filter(
        ~Exists(unseen),
        ~Exists(decided.exclude(plan__in=seen_plans)),
        Q(plan=None) | Q(plan__in=seen_plans),
    )


def agenda_of(actor: Actor, meeting: Meeting) -> list[MeetingPoint]:
    """Return the points of a meeting that ``actor`` may meet, in their order."""
    points = points_visible_to(actor).filter(meeting=meeting, dropped_at=None)
    return list(
        points.select_related("plan", "carried_from__meeting")
        .prefetch_related("decided__plan")
        .order_by("order", "id")
    )


def dropped_points(actor: Actor, meeting: Meeting) -> list[MeetingPoint]:
    points = points_visible_to(actor).filter(meeting=meeting, dropped_at__isnull=False)
    return list(points.order_by("order", "id"))


def attendees_of(meeting: Meeting) -> list[Attendee]:
    return list(meeting.attendees.select_related("staff"))


def photos_of(facility_id: int) -> QuerySet[MeetingPhoto]:
    return MeetingPhoto.objects.filter(facility_id=facility_id, removed_at=None).select_related(
        "media", "by"
    )


def quotations_for(actor: Actor, meeting: Meeting) -> list[Quotation]:
    """Return the quotations of a meeting whose entry ``actor`` may meet."""
    rows = Quotation.objects.filter(entry_meets(actor), meeting=meeting, dropped_at=None)
    return list(rows.select_related("entry", "released_by"))


def _released(actor: Actor) -> QuerySet[Quotation]:
    rows = Quotation.objects.filter(
        entry_meets(actor),
        facility_id=actor.facility_id,
        dropped_at=None,
        released_at__isnull=False,
    )
    return rows.exclude(_names_somebody("entry")).order_by("id")


def released_for_meeting(actor: Actor, meeting: Meeting) -> list[Quotation]:
    """Return the released quotations of a meeting that accuse nobody at all."""
    return list(_released(actor).filter(meeting=meeting))


def released_of_month(actor: Actor, month: date) -> list[Quotation]:
    """Return the released quotations of a month's meetings, for its analysis on paper."""
    return list(_released(actor).filter(meeting__month=month, meeting__cancelled_at=None))


def quotable(actor: Actor) -> QuerySet[Entry]:
    """Return the entries that may be quoted at all: none that names a member of staff."""
    return visible_to(actor).filter(cancelled_at=None).exclude(_names_somebody("pk"))


def quotable_of(actor: Actor, meeting: Meeting, taken: Sequence[int]) -> list[Entry]:
    """Return the newest entries of the month that could be quoted and were not taken yet."""
    zone = zone_of(meeting.facility)
    month = Month.of(meeting.month)
    start = datetime.combine(month.first, time.min, zone)
    end = datetime.combine(month.last + timedelta(days=1), time.min, zone)
    rows = quotable(actor).filter(received_at__gte=start, received_at__lt=end)
    return list(rows.exclude(pk__in=taken).order_by("-received_at")[:_OFFERED])


def quotation_of(actor: Actor) -> QuerySet[Quotation]:
    """Return the quotations that ``actor`` may mend."""
    rows = Quotation.objects.filter(facility_id=actor.facility_id, dropped_at=None)
    return rows.filter(entry__in=quotable(actor)).select_related("meeting", "entry")


def _names_somebody(entry: str) -> Exists:
    return Exists(Accused.objects.filter(entry=OuterRef(entry)))


def causes_of(actor: Actor, points: Sequence[MeetingPoint]) -> dict[int, list[RootCause]]:
    """Return by point the tools used at it; ``points`` are such as ``actor`` may meet."""
    found: dict[int, list[RootCause]] = {}
    rows = RootCause.objects.filter(point__in=[one.pk for one in points], dropped_at=None)
    for row in rows.select_related("written_by"):
        found.setdefault(row.point_id or 0, []).append(row)
    return found


def causes_visible_to(actor: Actor) -> QuerySet[RootCause]:
    """Return the tools that ``actor`` may meet: those of his points and of his plans."""
    here = RootCause.objects.filter(facility_id=actor.facility_id)
    of_points = Q(point__in=points_visible_to(actor).values("pk"))
    return here.filter(of_points | Q(plan__in=plans_visible_to(actor).values("pk")))


def handed_to(meeting: Meeting) -> set[int]:
    """Return who gets the papers of a meeting: the invited, those who sign, and the head."""
    named = meeting.attendees.filter(staff__isnull=False).values_list("staff_id", flat=True)
    found = {*named, meeting.leader_id, meeting.scribe_id, meeting.invited_by_id}
    head = head_of(meeting.facility, meeting.held_on)
    return {key for key in (*found, head.pk if head else None) if key is not None}


def on_paper(points: Sequence[MeetingPoint], staff_ids: Collection[int]) -> list[MeetingPoint]:
    """Return the points that accuse none of ``staff_ids``: what may stand on everybody's paper."""
    keys = [one.pk for one in points]
    about = Accused.objects.filter(staff__in=staff_ids).values("entry")
    links = MeetingPointSource.objects.filter(point__in=keys, entry__in=about)
    barred = set(links.values_list("point_id", flat=True))
    chains = PlanSource.objects.filter(entry__in=about).values("plan")
    told = MeetingPoint.objects.filter(pk__in=keys).filter(
        Q(plan__first__in=chains) | Q(decided__plan__first__in=chains)
    )
    barred |= set(told.values_list("pk", flat=True))
    return [one for one in points if one.pk not in barred]


@dataclass(frozen=True)
class Standing:
    """A meeting with where it stands."""

    meeting: Meeting
    state: State

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def name(self) -> str:
        return name_of(self.meeting)


def standing_of(meeting: Meeting) -> Standing:
    return Standing(
        meeting,
        state_of(
            is_invited=meeting.invited_at is not None,
            is_written=meeting.written_at is not None,
            is_closed=meeting.closed_at is not None,
            is_discussed=meeting.discussed_on is not None,
            is_cancelled=meeting.cancelled_at is not None,
        ),
    )


def name_of(meeting: Meeting) -> str:
    """Return «Pertemuan Mei 2026», and that it is an extra one."""
    extra = "tambahan " if meeting.is_extra else ""
    return f"Pertemuan {extra}{month_words(meeting.month)}"


def last_before(meeting: Meeting) -> Meeting | None:
    """Return the meeting before this one, as the days of both say."""
    earlier = meetings_of(meeting.facility_id).filter(cancelled_at=None).exclude(pk=meeting.pk)
    earlier = earlier.filter(held_on__lte=meeting.held_on).order_by("-held_on", "-id")
    return earlier.first()


def is_month_held(facility_id: int, month: date) -> bool:
    """Answer whether the book of ``month`` was met about, or whether its meeting was written."""
    held = meetings_of(facility_id).filter(month=month, cancelled_at=None)
    return held.filter(Q(closed_at__isnull=False) | Q(written_at__isnull=False)).exists()


def owed_meeting(facility: Facility, today: date) -> date | None:
    """Return the month whose meeting should have been held by now; nothing before the book."""
    month, began = owed_month(today), first_week(facility)
    if month is None or began is None or first_of(began) > month:
        return None
    return None if is_month_held(facility.pk, month) else month


def decided_at(actor: Actor, plan_ids: Collection[int]) -> dict[int, MeetingPoint]:
    """Return by plan the point of the meeting that decided it, where ``actor`` may meet it."""
    rows = points_visible_to(actor).filter(decided__plan__in=plan_ids).select_related("meeting")
    found = {}
    for point in rows.prefetch_related("decided"):
        for link in point.decided.all():
            found[link.plan_id] = point
    return found


def mark_of_point(point: MeetingPoint) -> str:
    return mark_of(point.discussion, point.decision, str(point.settled_on is not None))


def mark_of_meeting(meeting: Meeting) -> str:
    return mark_of(meeting.opening, meeting.conclusion, str(meeting.ends_at or ""))


def sources_of_point(point: MeetingPoint) -> list[int]:
    """Return the entries a point is about: a plan decided at it stems from the same."""
    return list(point.sources.values_list("entry_id", flat=True))
