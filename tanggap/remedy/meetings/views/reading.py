"""The list of meetings, one meeting read, and its papers."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.acting import Actor
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Role
from tanggap.documents.pdf import PaperFile
from tanggap.logbook.queries import zone_of
from tanggap.remedy.meetings.forms import DiscussionForm, PhotoForm
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.meetings.outlook import outlook_of
from tanggap.remedy.meetings.papers import attendance_paper, invitation_paper, minutes_paper
from tanggap.remedy.meetings.queries import (
    agenda_of,
    attendees_of,
    causes_of,
    meetings_of,
    owed_meeting,
    photos_of,
    released_for_meeting,
    standing_of,
)
from tanggap.remedy.meetings.rules import month_words
from tanggap.remedy.meetings.showing import shown_causes
from tanggap.remedy.meetings.views._page import meeting_in
from tanggap.remedy.meetings.word import invitation_word, minutes_word


@require_safe
@may("look.meetings")
def meetings(request: StaffRequest) -> HttpResponse:
    """Show the meetings of a year, the newest first, and what is owed."""
    today = timezone.localdate(timezone=zone_of(request.facility))
    rows = meetings_of(request.actor.facility_id)
    years = sorted({*rows.order_by().values_list("held_on__year", flat=True), today.year})[::-1]
    asked = request.GET.get("tahun", "")
    year = next((one for one in years if str(one) == asked), years[0])
    held = rows.filter(held_on__year=year).order_by("-held_on", "-id").select_related("leader")
    owed = owed_meeting(request.facility, today)
    context = {
        "rows": [standing_of(one) for one in held],
        "year": year,
        "years": years,
        "owed": month_words(owed) if owed else "",
    }
    return render(request, "remedy/meetings.html", context)


@require_safe
@may("look.meetings")
def meeting(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Show where a meeting stands, the next act, and its minutes to read."""
    return meeting_page(request, meeting_in(request, meeting_id))


def meeting_page(
    request: StaffRequest, held: Meeting, discussion: DiscussionForm | None = None
) -> HttpResponse:
    actor, points = request.actor, agenda_of(request.actor, held)
    people = attendees_of(held)
    context = {
        "held": held,
        "row": standing_of(held),
        "points": points,
        "causes": shown_causes(causes_of(actor, points)),
        "people": people,
        "present": [one for one in people if one.is_present],
        "photos": list(photos_of(actor.facility_id).filter(meeting=held)),
        "quotations": released_for_meeting(actor, held),
        "photo_form": PhotoForm(),
        "discussion": discussion or DiscussionForm(),
        "is_head": Role.KEPALA in actor.roles,
        "may_open_again": _closed_today(held),
        "left_out": outlook_of(actor, held).left_out if actor.may("look.papers") else 0,
    }
    return render(request, "remedy/meeting.html", context)


@require_safe
@may("look.papers")
def invitation(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Hand out the undangan as PDF or DOCX."""
    return _paper(request, meeting_id, invitation_paper, invitation_word)


@require_safe
@may("look.papers")
def attendance(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Hand out the daftar hadir."""
    return _paper(request, meeting_id, attendance_paper)


@require_safe
@may("look.papers")
def minutes_printed(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Hand out the notulen as PDF or DOCX."""
    return _paper(request, meeting_id, minutes_paper, minutes_word)


# ---------------------------------------------------------------- within


def _closed_today(held: Meeting) -> bool:
    if held.closed_at is None or held.discussed_on is not None:
        return False
    zone = zone_of(held.facility)
    return held.closed_at.astimezone(zone).date() == timezone.localdate(timezone=zone)


def _paper(
    request: StaffRequest,
    meeting_id: int,
    pdf: Callable[[Actor, Meeting], PaperFile],
    word: Callable[[Actor, Meeting], PaperFile] | None = None,
) -> HttpResponse:
    make = word if word and request.GET.get("bentuk") == "docx" else pdf
    return handed_paper(make(request.actor, meeting_in(request, meeting_id)))
