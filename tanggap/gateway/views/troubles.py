"""What went wrong at the door: calls that were not read, answers that may not have left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.actions import (
    done_by_hand,
    give_up,
    retry_arrival,
    take_out_raw,
    try_again,
)
from tanggap.gateway.models import Arrival, Dispatch
from tanggap.gateway.queries import (
    address_tail,
    dispatches_for,
    troubled_dispatches,
    unread_arrivals,
)
from tanggap.gateway.signs import at_home

_SHOWN = 100


@may("look.troubles")
def troubles(request: StaffRequest) -> HttpResponse:
    dispatches = [(one, address_tail(one)) for one in troubled_dispatches(request.actor, _SHOWN)]
    found = {
        "arrivals": unread_arrivals(request.actor)[:_SHOWN],
        "dispatches": dispatches,
        "signs": at_home(request.actor, request.facility),
    }
    return render(request, "gateway/troubles.html", found)


@require_POST
@may("look.troubles")
def arrival_retried(request: StaffRequest, arrival_id: int) -> HttpResponse:
    retry_arrival(request.actor, _arrival(request, arrival_id))
    messages.success(request, "Kiriman dibaca ulang. Hasilnya tampak sebentar lagi.")
    return redirect("gateway:troubles")


@require_POST
@may("gateway.take_out_raw")
def arrival_raw(request: StaffRequest, arrival_id: int) -> HttpResponse:
    """Hand out the raw body as a download; a POST, because it leaves a line in History."""
    try:
        body = take_out_raw(request.actor, _arrival(request, arrival_id))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("gateway:troubles")
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="kiriman-{arrival_id}.bin"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@may("look.troubles")
def dispatch_settled(request: StaffRequest, dispatch_id: int) -> HttpResponse:
    """Say of an uncertain dispatch that it went out, or stop it."""
    dispatch = get_object_or_404(dispatches_for(request.actor), pk=dispatch_id)
    went_out = request.POST.get("act") == "sudah"
    try:
        (done_by_hand if went_out else give_up)(request.actor, dispatch)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Ditandai sudah dikirim." if went_out else "Dihentikan.")
    return _back(request, dispatch)


@require_POST
@may("look.troubles")
def dispatch_tried_again(request: StaffRequest, dispatch_id: int) -> HttpResponse:
    """Send a failed dispatch once more, and go back to where the button stood."""
    dispatch = get_object_or_404(dispatches_for(request.actor), pk=dispatch_id)
    try:
        try_again(request.actor, dispatch)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Dicoba lagi. Hasilnya tampak sebentar lagi.")
    return _back(request, dispatch)


def _back(request: StaffRequest, dispatch: Dispatch) -> HttpResponse:
    if request.POST.get("dari") == "saluran":
        return redirect("gateway:line", dispatch.line_id)
    return redirect("gateway:troubles")


def _arrival(request: StaffRequest, arrival_id: int) -> Arrival:
    return get_object_or_404(
        Arrival.objects.defer("body"), pk=arrival_id, facility_id=request.actor.facility_id
    )
