"""Evidence of a socialisation: kept, looked at, thrown away, put back."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.forms import troubles_of
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button, done
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
        for trouble in troubles_of(form):
            messages.error(request, trouble)
        return HttpResponseRedirect(_to_proofs(held.pk))
    about = {"kind": form.cleaned_data["kind"], "note": form.cleaned_data["note"]}

    def keep() -> None:
        for key, file in form.keyed_files:
            keep_proof(request.actor, held, form_key=key, file=file, **about)

    return done(request, keep, "Bukti disimpan.", _to_proofs(held.pk))


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


def _held(request: StaffRequest, proof_id: int) -> SocialisationProof:
    return get_object_or_404(PROOFS.all(request.actor.facility_id), pk=proof_id)


def _to_proofs(record_id: int) -> str:
    return reverse("outreach:record", args=[record_id]) + "#bukti"


removed = button(
    "outreach.remove_proof",
    _held,
    lambda request, held: remove_proof(request.actor, held),
    "Bukti dihapus. Berkasnya terhapus tetap sesudah 7 hari.",
    lambda request, held: _to_proofs(held.socialisation_id),
    undo="outreach:proof-put-back",
)
returned = button(
    "outreach.put_back_proof",
    _held,
    lambda request, held: put_back_proof(request.actor, held),
    "Bukti dikembalikan.",
    lambda request, held: _to_proofs(held.socialisation_id),
)
