"""The minutes on one screen, their closing, and the discussion with the head."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.forms import DiscussionForm, MinutesForm
from tanggap.remedy.meetings.models import Meeting, RootCause
from tanggap.remedy.meetings.queries import (
    agenda_of,
    attendees_of,
    causes_of,
    released_for_meeting,
    standing_of,
)
from tanggap.remedy.meetings.showing import shown_causes
from tanggap.remedy.meetings.views._page import done, meeting_in, to_meeting
from tanggap.remedy.meetings.views.reading import meeting_page

_CROSSED = (
    "Ada yang ditulis orang lain sejak halaman ini dibuka. Yang tersimpan ada di atas tulisan "
    "Anda: gabungkan, lalu simpan lagi. Isian lain sudah tersimpan."
)


@may("remedy.write_minutes")
def write(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Write the minutes while people talk: points, decisions, who came."""
    held = meeting_in(request, meeting_id)
    points, people = agenda_of(request.actor, held), attendees_of(held)
    form = MinutesForm(held, points, people, request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _page(request, held, form)
    draft = form.draft
    try:
        crossed = actions.write_minutes(request.actor, held, draft)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, held, form)
    if crossed:
        messages.error(request, _CROSSED)
        return _page(request, held, _crossed_form(request, meeting_id, form, crossed))
    messages.success(request, "Notulen disimpan.")
    there = "meeting:minutes" if request.POST.get("lalu") == "terus" else "meeting:meeting"
    return redirect(there, held.pk)


@require_POST
@may("remedy.close_meeting")
def close(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Close the minutes in the name of the ketua."""
    held = meeting_in(request, meeting_id)
    return done(
        request,
        lambda: actions.close_meeting(request.actor, held),
        "Notulen ditutup. Cetak, tanda tangani, lalu bahas dengan kepala.",
        to_meeting(held),
        undo=reverse("meeting:open-again", args=[held.pk]),
        label="Batalkan penutupan",
    )


@require_POST
@may("remedy.open_meeting_again")
def open_again(request: StaffRequest, meeting_id: int) -> HttpResponse:
    held = meeting_in(request, meeting_id)
    return done(
        request,
        lambda: actions.open_meeting_again(request.actor, held),
        "Penutupan dibatalkan. Notulen terbuka lagi.",
        to_meeting(held),
    )


@require_POST
@may("remedy.discuss_with_head")
def discussed(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Note when the result was discussed with the head, and what he decided."""
    held = meeting_in(request, meeting_id)
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, held, form)
    said = form.cleaned_data
    try:
        actions.discuss_with_head(request.actor, held, said["on"], said["decision"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return meeting_page(request, held, form)
    there = reverse("meeting:discussion-taken-back", args=[held.pk])
    offer_undo(request, "Pembahasan dengan kepala dicatat.", there)
    return redirect(to_meeting(held))


@require_POST
@may("remedy.take_back_discussion")
def discussion_taken_back(request: StaffRequest, meeting_id: int) -> HttpResponse:
    held = meeting_in(request, meeting_id)
    return done(
        request,
        lambda: actions.take_back_discussion(request.actor, held),
        "Catatan pembahasan dibatalkan.",
        to_meeting(held),
    )


# ---------------------------------------------------------------- within


def _crossed_form(
    request: StaffRequest, meeting_id: int, typed: MinutesForm, crossed: list[int]
) -> MinutesForm:
    """Return the form anew: what crossed as it was typed, all else as it now stands."""
    held = meeting_in(request, meeting_id)
    words = {one.point_id: one for one in typed.draft.points if one.point_id in crossed}
    said, initial = typed.cleaned_data, {}
    if actions.HEAD in crossed:
        initial = {name: said[name] for name in ("opening", "conclusion", "ends_at")}
    points, people = agenda_of(request.actor, held), attendees_of(held)
    form = MinutesForm(held, points, people, crossed=words, initial=initial)
    form.is_head_crossed = actions.HEAD in crossed
    return form


def _page(request: StaffRequest, held: Meeting, form: MinutesForm) -> HttpResponse:
    actor = request.actor
    fresh = meeting_in(request, held.pk)
    context = {
        "held": fresh,
        "row": standing_of(fresh),
        "form": form,
        "causes": shown_causes(causes_of(actor, form.points)),
        "tools": RootCause.Kind.choices,
        "quotations": released_for_meeting(actor, held),
    }
    return render(request, "remedy/meeting_minutes.html", context)
