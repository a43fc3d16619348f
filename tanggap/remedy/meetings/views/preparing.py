"""Preparing a meeting: when and where, its agenda, who is invited, what may be quoted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button, done
from tanggap.base.undo import offer_undo
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.analysis import Month
from tanggap.remedy.analysis_reading import first_month
from tanggap.remedy.analysis_showing import Analysis, analysis_of
from tanggap.remedy.meetings.forms import AgendaForm, AttendeeForm, MeetingForm, PointForm
from tanggap.remedy.meetings.models import Meeting
from tanggap.remedy.meetings.outlook import left_out_of
from tanggap.remedy.meetings.queries import (
    agenda_of,
    attendees_of,
    dropped_points,
    quotable_of,
    quotations_for,
    standing_of,
)
from tanggap.remedy.meetings.showing import quotation_rows
from tanggap.remedy.meetings.views._page import (
    meeting_button,
    meeting_in,
    point_in,
    to_prepare,
)


@may("remedy.call_meeting")
def new(request: StaffRequest) -> HttpResponse:
    """Prepare a meeting; its agenda is proposed and both teams are invited at once."""
    asked = request.POST if request.method == "POST" else None
    form = MeetingForm(request.facility, request.actor, asked)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            made = actions.call_meeting(request.actor, form.draft, form_key=key)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            there = reverse("meeting:cancel", args=[made.pk])
            words = "Pertemuan disimpan. Acara sudah diusulkan; periksa dan ubah bila perlu."
            offer_undo(request, words, there)
            return redirect(to_prepare(made))
    return render(request, "remedy/meeting_write.html", {"form": form, "held": None})


@may("remedy.change_meeting")
def change(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Change when and where, and by whom."""
    held = meeting_in(request, meeting_id)
    asked = request.POST if request.method == "POST" else None
    form = MeetingForm(request.facility, request.actor, asked, held=held)
    if form.is_bound and form.is_valid():
        try:
            actions.change_meeting(request.actor, held, form.draft)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Perubahan disimpan.")
            return redirect(to_prepare(held))
    return render(request, "remedy/meeting_write.html", {"form": form, "held": held})


@require_safe
@may("remedy.set_agenda")
def prepare(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Show the agenda to mend, the invited, the month's analysis, and what may be quoted."""
    return _page(request, meeting_in(request, meeting_id))


@require_POST
@may("remedy.set_agenda")
def agenda(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Keep the words and the order of the points."""
    held = meeting_in(request, meeting_id)
    form = AgendaForm(agenda_of(request.actor, held), request.POST)
    if not form.is_valid():
        return _page(request, held, agenda_form=form)
    return done(
        request,
        lambda: actions.set_agenda(request.actor, held, form.lines),
        "Susunan acara disimpan.",
        to_prepare(held, "acara"),
    )


@require_POST
@may("remedy.add_point")
def point_added(request: StaffRequest, meeting_id: int) -> HttpResponse:
    held = meeting_in(request, meeting_id)
    form = PointForm(request.actor, request.POST)
    if not form.is_valid():
        return _page(request, held, point_form=form)
    said = form.cleaned_data
    key, entries = said["form_key"], said["entries"]
    try:
        made = actions.add_point(
            request.actor, held, said["title"], form_key=key, entry_ids=entries
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, held, point_form=form)
    there = reverse("meeting:point-dropped", args=[made.pk])
    offer_undo(request, "Butir acara ditambah.", there)
    return redirect(to_prepare(held, "acara"))


@require_POST
@may("remedy.drop_point")
def point_dropped(request: StaffRequest, point_id: int) -> HttpResponse:
    point = point_in(request, point_id)

    def drop() -> None:
        typed = AgendaForm(agenda_of(request.actor, point.meeting), request.POST)
        if typed.is_valid():  # the button stands among fields: what was typed there is kept
            actions.set_agenda(request.actor, point.meeting, typed.lines)
        actions.drop_point(request.actor, point)

    return done(
        request,
        drop,
        "Butir acara dihapus.",
        to_prepare(point.meeting, "acara"),
        undo=reverse("meeting:point-put-back", args=[point.pk]),
        label="Kembalikan",
    )


point_put_back = button(
    "remedy.put_back_point",
    point_in,
    lambda request, point: actions.put_back_point(request.actor, point),
    "Butir acara dikembalikan.",
    lambda request, point: to_prepare(point.meeting, "acara"),
)


@require_POST
@may("remedy.add_attendee")
def attendee_added(request: StaffRequest, meeting_id: int) -> HttpResponse:
    held = meeting_in(request, meeting_id)
    form = AttendeeForm(held, request.POST)
    if not form.is_valid():
        return _page(request, held, attendee_form=form)
    return done(
        request,
        lambda: actions.add_attendee(request.actor, held, **form.cleaned_data),
        "Peserta ditambah.",
        to_prepare(held, "peserta"),
    )


@require_POST
@may("remedy.drop_attendee")
def attendee_dropped(request: StaffRequest, meeting_id: int, attendee_id: int) -> HttpResponse:
    held = meeting_in(request, meeting_id)
    return done(
        request,
        lambda: actions.drop_attendee(request.actor, held, attendee_id),
        "Peserta dikurangi.",
        to_prepare(held, "peserta"),
    )


invited = meeting_button(
    "remedy.mark_invited",
    lambda request, held: actions.mark_invited(request.actor, held),
    "Undangan ditandai sudah dibagikan.",
    undo="meeting:not-invited",
)


not_invited = meeting_button(
    "remedy.mark_invited",
    lambda request, held: actions.mark_invited(request.actor, held, is_invited=False),
    "Undangan belum dibagikan.",
)


cancel = meeting_button(
    "remedy.cancel_meeting",
    lambda request, held: actions.cancel_meeting(request.actor, held),
    "Pertemuan dibatalkan.",
    undo="meeting:restore",
    label="Pulihkan",
)


restore = meeting_button(
    "remedy.restore_meeting",
    lambda request, held: actions.restore_meeting(request.actor, held),
    "Pertemuan dipulihkan.",
)


# ---------------------------------------------------------------- within


def _page(
    request: StaffRequest,
    held: Meeting,
    *,
    agenda_form: AgendaForm | None = None,
    point_form: PointForm | None = None,
    attendee_form: AttendeeForm | None = None,
) -> HttpResponse:
    actor = request.actor
    points = agenda_form.points if agenda_form else agenda_of(actor, held)
    taken = quotations_for(actor, held)
    context = {
        "held": held,
        "row": standing_of(held),
        "agenda_form": agenda_form or AgendaForm(points),
        "dropped": dropped_points(actor, held),
        "point_form": point_form or PointForm(actor),
        "attendee_form": attendee_form or AttendeeForm(held),
        "people": attendees_of(held),
        "left_out": left_out_of(points, held),
        "shown": _analysis(request, held),
        "quotations": quotation_rows(taken),
        "quotable": quotable_of(actor, held, [one.entry_id for one in taken]),
    }
    return render(request, "remedy/meeting_prepare.html", context)


def _analysis(request: StaffRequest, held: Meeting) -> Analysis | None:
    month, first = Month.of(held.month), first_month(request.actor, request.facility)
    if first is None or first > month:
        return None
    now = timezone.now()
    return analysis_of(request.actor, request.facility, month, first, now, every=False)
