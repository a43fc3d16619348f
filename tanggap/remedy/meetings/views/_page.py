"""What the screens of a meeting share."""

from collections.abc import Callable

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from tanggap.base.acting import Refused
from tanggap.base.forms import troubles_of
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import View, button
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.forms import PhotoForm
from tanggap.remedy.meetings.models import Meeting, MeetingPoint
from tanggap.remedy.meetings.queries import meetings_of, points_visible_to


def meeting_in(request: StaffRequest, meeting_id: int) -> Meeting:
    people = ("facility", "invited_by", "leader", "scribe", "closed_by", "discussed_by")
    rows = meetings_of(request.actor.facility_id).select_related(*people)
    return get_object_or_404(rows, pk=meeting_id)


def point_in(request: StaffRequest, point_id: int) -> MeetingPoint:
    rows = points_visible_to(request.actor).select_related("meeting__facility", "plan")
    return get_object_or_404(rows, pk=point_id)


def meeting_button(
    right: str,
    act: Callable[[StaffRequest, Meeting], object],
    words: str,
    *,
    undo: str = "",
    label: str = "Batalkan",
) -> View:
    """Return the view of a button on one meeting, which leads back to its page."""
    return button(
        right,
        meeting_in,
        act,
        words,
        lambda request, held: to_meeting(held),
        undo=undo,
        label=label,
    )


def keep_photos(request: StaffRequest, held: Meeting, form: PhotoForm) -> str:
    """Keep the files of ``form`` beside the meeting; return what hindered it, if anything."""
    if not form.is_valid():
        return troubles_of(form)[0]
    said = form.cleaned_data
    about = {"kind": said["kind"], "note": said["note"]}
    try:
        for key, file in form.keyed_files:
            actions.keep_photo(request.actor, held, form_key=key, file=file, **about)
    except Refused as refused:
        return str(refused)
    return ""


def to_meeting(meeting: Meeting) -> str:
    return reverse("meeting:meeting", args=[meeting.pk])


def to_prepare(meeting: Meeting, part: str = "") -> str:
    return reverse("meeting:prepare", args=[meeting.pk]) + (f"#{part}" if part else "")


def to_minutes(meeting: Meeting, point_id: int | str = "") -> str:
    there = reverse("meeting:minutes", args=[meeting.pk])
    return f"{there}#butir-{point_id}" if point_id else there


def back(meeting: Meeting) -> HttpResponseRedirect:
    return redirect("meeting:meeting", meeting.pk)
