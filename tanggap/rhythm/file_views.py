"""Files from outside beside an occasion: kept, looked at, thrown away, put back. HTTP only."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.gateway.media import response_for, small_response_for
from tanggap.rhythm.actions import FILES, keep_file, put_back_file, remove_file
from tanggap.rhythm.forms import FileForm
from tanggap.rhythm.models import OccasionFile
from tanggap.rhythm.queries import occasions_of


@require_POST
@may("rhythm.keep_file")
def kept(request: StaffRequest, occasion_id: int) -> HttpResponse:
    """Keep the files beside the occasion."""
    held = get_object_or_404(occasions_of(request.actor.facility_id), pk=occasion_id)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}: {errors[0]}" if label else str(errors[0]))
        return _back(held.pk)
    said = form.cleaned_data
    try:
        for key, file in form.keyed_files:
            keep_file(
                request.actor, held, form_key=key, file=file, kind=said["kind"], note=said["note"]
            )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Berkas disimpan.")
    return _back(held.pk)


@require_safe
@may("look.occasion_files")
def file(request: StaffRequest, file_id: int) -> HttpResponseBase:
    """Hand out the photo or file."""
    return response_for(_standing(request, file_id).media)


@require_safe
@may("look.occasion_files")
def small(request: StaffRequest, file_id: int) -> HttpResponseBase:
    """Hand out a small view of the photo."""
    return small_response_for(_standing(request, file_id).media)


@require_POST
@may("rhythm.remove_file")
def removed(request: StaffRequest, file_id: int) -> HttpResponse:
    held = get_object_or_404(FILES.all(request.actor.facility_id), pk=file_id)
    remove_file(request.actor, held)
    there = reverse("rhythm:file-put-back", args=[held.pk])
    offer_undo(request, "Berkas dihapus. Terhapus tetap sesudah 7 hari.", there)
    return _back(held.occasion_id)


@require_POST
@may("rhythm.put_back_file")
def put_back(request: StaffRequest, file_id: int) -> HttpResponse:
    held = get_object_or_404(FILES.all(request.actor.facility_id), pk=file_id)
    put_back_file(request.actor, held)
    messages.success(request, "Berkas dikembalikan.")
    return _back(held.occasion_id)


def _standing(request: StaffRequest, file_id: int) -> OccasionFile:
    return get_object_or_404(FILES.standing(request.actor.facility_id), pk=file_id)


def _back(occasion_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("rhythm:occasion", args=[occasion_id]) + "#berkas")
