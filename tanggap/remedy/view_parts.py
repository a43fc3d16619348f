"""What the screens of a plan share: the plan asked for, the way back, a file handed out."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tanggap.base.acting import Actor, Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to
from tanggap.remedy.rules import EARLIEST, LATEST


def plan_asked(request: StaffRequest, plan_id: int) -> Plan:
    """Return the plan of the address, as far as who asks may meet it."""
    if key_in(str(plan_id)) is None:
        raise Http404
    rows = plans_visible_to(request.actor).select_related("person", "unit", "facility")
    return get_object_or_404(rows, pk=plan_id)


def done_with(
    request: StaffRequest,
    plan_id: int,
    act: Callable[[Actor, Plan], object],
    words: str,
    undo: str = "",
) -> HttpResponse:
    """Do ``act`` with the plan, say so (or why not), and go back to its page."""
    held = plan_asked(request, plan_id)
    try:
        act(request.actor, held)
    except Refused as refused:
        messages.error(request, str(refused))
        return back_to(held)
    said = f"{held.number} {words}"
    if undo:
        offer_undo(request, said, reverse(undo, args=[held.pk]), "Pulihkan")
    else:
        messages.success(request, said)
    return back_to(held)


def day_in(text: str | None) -> date | None:
    """Return the day that ``text`` is (``2026-05-12``) within the years that make sense."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def back_to(held: Plan) -> HttpResponseRedirect:
    """Go to the top of the plan's page, where what was done is said."""
    return HttpResponseRedirect(reverse("remedy:plan", args=[held.pk]))
