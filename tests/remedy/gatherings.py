"""The meetings of the tests of remedy: called by the petugas, with two teams of three."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tanggap.base.actions import MemberDraft, set_up_team
from tanggap.base.models import Role
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.actions.meeting import MeetingDraft, MinutesDraft, PointWords
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import mark_of_meeting, mark_of_point
from tanggap.remedy.meetings.rules import month_before
from tests.people import SINCE, Puskesmas

TODAY = timezone.localdate()
MONTH = month_before(TODAY)


def teams(here: Puskesmas) -> None:
    """Set up both teams; Dewi heads the one, and stands in the other as well."""
    lead, staff = here.actor(Role.KETUA), here.staff
    plain: dict[str, Any] = {"decree_on": SINCE, "valid_from": SINCE}
    own = [MemberDraft(staff[Role.KETUA], "ketua"), MemberDraft(staff[Role.PETUGAS])]
    set_up_team(lead, kind="pengelola", name="Tim", decree_number="1", members=own, **plain)
    other = [MemberDraft(staff[Role.MUTU], "ketua"), MemberDraft(staff[Role.KETUA])]
    set_up_team(lead, kind="mutu", name="Tim Mutu", decree_number="2", members=other, **plain)


def drafted(here: Puskesmas, **more: Any) -> MeetingDraft:
    plain: dict[str, Any] = {
        "month": MONTH,
        "held_on": TODAY,
        "begins_at": time(13, 0),
        "place": "Aula",
        "subject": "Pembahasan umpan balik masyarakat",
        "invited_by": here.staff[Role.KEPALA],
        "leader": here.staff[Role.KETUA],
        "scribe": here.staff[Role.PETUGAS],
    }
    return MeetingDraft(**{**plain, **more})


def called(here: Puskesmas, role: Role = Role.PETUGAS, **more: Any) -> Meeting:
    return actions.call_meeting(here.actor(role), drafted(here, **more), form_key=uuid4())


def point_of(here: Puskesmas, meeting: Meeting, title: str, **more: Any) -> MeetingPoint:
    who = here.actor(Role.PETUGAS)
    return actions.add_point(who, meeting, title, form_key=uuid4(), **more)


def said(point: MeetingPoint, discussion: str, decision: str = "", **more: Any) -> PointWords:
    """Return what is typed at a point by somebody who sees it as it stands."""
    plain: dict[str, Any] = {"is_settled": False, "seen": mark_of_point(point)} | more
    return PointWords(point.pk, discussion, decision, **plain)


def minutes(meeting: Meeting, *points: PointWords, **more: Any) -> MinutesDraft:
    plain: dict[str, Any] = {"opening": "", "conclusion": "", "seen": mark_of_meeting(meeting)}
    return MinutesDraft(points=points, **{**plain, **more})


def decided(here: Puskesmas, meeting: Meeting, decision: str) -> MeetingPoint:
    """Write one decision down, with everybody present."""
    point = meeting.points.filter(dropped_at=None).first() or point_of(here, meeting, "Antre")
    came = frozenset(meeting.attendees.values_list("pk", flat=True))
    draft = minutes(meeting, said(point, "Dibahas", decision), present=came)
    actions.write_minutes(here.actor(Role.PETUGAS), meeting, draft)
    meeting.refresh_from_db()
    point.refresh_from_db()
    return point


def closed(here: Puskesmas, meeting: Meeting, decision: str = "Tambah loket") -> MeetingPoint:
    point = decided(here, meeting, decision)
    actions.close_meeting(here.actor(Role.KETUA), meeting)
    meeting.refresh_from_db()
    return point


def next_month(meeting: Meeting) -> date:
    return (meeting.month + timedelta(days=32)).replace(day=1)
