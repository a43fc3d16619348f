"""Photos and signed papers of a meeting, and quotations for it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button, done
from tanggap.gateway.media import response_for, small_response_for
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.forms import PhotoForm, QuotationForm
from tanggap.remedy.meetings.models import MeetingPhoto, Quotation
from tanggap.remedy.meetings.queries import photos_of, quotable, quotation_of
from tanggap.remedy.meetings.showing import proposed_quotation
from tanggap.remedy.meetings.views._page import (
    keep_photos,
    meeting_in,
    to_meeting,
    to_prepare,
)


@require_POST
@may("remedy.keep_photo")
def photo_kept(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Keep photos or signed papers beside the meeting."""
    held = meeting_in(request, meeting_id)
    form, there = PhotoForm(request.POST, request.FILES), to_meeting(held) + "#berkas"
    trouble = keep_photos(request, held, form)
    if trouble:
        messages.error(request, trouble)
    else:
        messages.success(request, "Berkas disimpan.")
    return HttpResponseRedirect(there)


@require_safe
@may("look.meetings")
def photo(request: StaffRequest, photo_id: int) -> HttpResponseBase:
    return response_for(_photo(request, photo_id).media)


@require_safe
@may("look.meetings")
def photo_small(request: StaffRequest, photo_id: int) -> HttpResponseBase:
    return small_response_for(_photo(request, photo_id).media)


def _any_photo(request: StaffRequest, photo_id: int) -> MeetingPhoto:
    return get_object_or_404(actions.PHOTOS.all(request.actor.facility_id), pk=photo_id)


def _to_files(request: StaffRequest, photo: MeetingPhoto) -> str:
    return to_meeting(photo.meeting) + "#berkas"


photo_removed = button(
    "remedy.remove_photo",
    _any_photo,
    lambda request, photo: actions.remove_photo(request.actor, photo),
    "Berkas dihapus. Isinya terhapus tetap sesudah 7 hari.",
    _to_files,
    undo="meeting:photo-put-back",
    label="Kembalikan",
)
photo_put_back = button(
    "remedy.put_back_photo",
    _any_photo,
    lambda request, photo: actions.put_back_photo(request.actor, photo),
    "Berkas dikembalikan.",
    _to_files,
)


@require_POST
@may("remedy.pick_quotation")
def quotation_picked(request: StaffRequest, meeting_id: int, entry_id: int) -> HttpResponse:
    """Take an entry's words, made unrecognisable by rules, to be mended and released."""
    held = meeting_in(request, meeting_id)
    entry = get_object_or_404(quotable(request.actor).select_related("person"), pk=entry_id)
    return done(
        request,
        lambda: actions.pick_quotation(request.actor, held, entry, proposed_quotation(entry)),
        "Kutipan diambil dan disamarkan. Baca dan perbaiki, lalu lepas.",
        to_prepare(held, "kutipan"),
    )


@require_POST
@may("remedy.release_quotation")
def quotation_released(request: StaffRequest, quotation_id: int) -> HttpResponse:
    """Keep a quotation as a person made it, and release it where she says so."""
    held = _quotation(request, quotation_id)
    form, there = QuotationForm(request.POST), to_prepare(held.meeting, "kutipan")
    if not form.is_valid():
        messages.error(request, "Tulis kutipannya, paling panjang 1.000 huruf.")
        return HttpResponseRedirect(there)
    said, is_released = form.cleaned_data, request.POST.get("lepas") == "ya"
    return done(
        request,
        lambda: actions.release_quotation(
            request.actor, held, said["text"], seen=said["seen"], is_released=is_released
        ),
        "Kutipan dilepas untuk rapat dan analisis." if is_released else "Kutipan disimpan.",
        there,
    )


@require_POST
@may("remedy.drop_quotation")
def quotation_dropped(request: StaffRequest, quotation_id: int) -> HttpResponse:
    held = _quotation(request, quotation_id)
    return done(
        request,
        lambda: actions.drop_quotation(request.actor, held),
        "Kutipan dihapus.",
        to_prepare(held.meeting, "kutipan"),
        undo=reverse("meeting:quotation-picked", args=[held.meeting_id, held.entry_id]),
        label="Ambil lagi",
    )


# ---------------------------------------------------------------- within


def _photo(request: StaffRequest, photo_id: int) -> MeetingPhoto:
    return get_object_or_404(photos_of(request.actor.facility_id), pk=photo_id)


def _quotation(request: StaffRequest, quotation_id: int) -> Quotation:
    return get_object_or_404(quotation_of(request.actor), pk=quotation_id)
