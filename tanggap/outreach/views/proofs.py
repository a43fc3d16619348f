"""Evidence of a socialisation: kept, looked at, thrown away, put back."""

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
from tanggap.outreach.actions import PROOFS, keep_proof, put_back_proof, remove_proof
from tanggap.outreach.forms import ProofForm
from tanggap.outreach.models import SocialisationProof
from tanggap.outreach.queries import all_records, proofs_of


@require_POST
@may("outreach.keep_proof")
def kept(request: StaffRequest, record_id: int) -> HttpResponse:
    """Keep the photos or files beside the record."""
    held = get_object_or_404(all_records(request.actor.facility_id), pk=record_id)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}: {errors[0]}" if label else str(errors[0]))
        return _back(held.pk)
    said = form.cleaned_data
    try:
        for key, file in form.keyed_files:
            keep_proof(
                request.actor, held, form_key=key, file=file, kind=said["kind"], note=said["note"]
            )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Bukti disimpan.")
    return _back(held.pk)


@require_safe
@may("look.outreach")
def proof(request: StaffRequest, proof_id: int) -> HttpResponseBase:
    """Hand out the photo or file."""
    return response_for(get_object_or_404(proofs_of(request.actor.facility_id), pk=proof_id).media)


@require_safe
@may("look.outreach")
def small(request: StaffRequest, proof_id: int) -> HttpResponseBase:
    """Hand out a small view of the photo."""
    return small_response_for(
        get_object_or_404(proofs_of(request.actor.facility_id), pk=proof_id).media
    )


@require_POST
@may("outreach.remove_proof")
def removed(request: StaffRequest, proof_id: int) -> HttpResponse:
    held = _held(request, proof_id)
    remove_proof(request.actor, held)
    there = reverse("outreach:proof-put-back", args=[held.pk])
    offer_undo(request, "Bukti dihapus. Berkasnya terhapus tetap sesudah 7 hari.", there)
    return _back(held.socialisation_id)


@require_POST
@may("outreach.put_back_proof")
def returned(request: StaffRequest, proof_id: int) -> HttpResponse:
    held = _held(request, proof_id)
    put_back_proof(request.actor, held)
    messages.success(request, "Bukti dikembalikan.")
    return _back(held.socialisation_id)


def _held(request: StaffRequest, proof_id: int) -> SocialisationProof:
    return get_object_or_404(PROOFS.all(request.actor.facility_id), pk=proof_id)


def _back(record_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("outreach:record", args=[record_id]) + "#bukti")
