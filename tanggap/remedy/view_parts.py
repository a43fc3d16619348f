"""What the screens of a plan share: the plan asked for, the way back, a file handed out."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import View, button
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import plans_visible_to
from tanggap.remedy.rules import EARLIEST, LATEST


def plan_asked(request: StaffRequest, plan_id: int) -> Plan:
    """Return the plan of the address, as far as who asks may meet it."""
    rows = plans_visible_to(request.actor).select_related("person", "unit", "facility")
    return get_object_or_404(rows, pk=plan_id)


def plan_button(
    right: str,
    act: Callable[[StaffRequest, Plan], object],
    words: str,
    *,
    undo: str = "",
    label: str = "Batalkan",
) -> View:
    """Return the view of a button on one plan; «{}» in its sentence is the plan's number."""
    return button(
        right,
        plan_asked,
        act,
        lambda held: words.format(held.number),
        lambda request, held: page_of(held),
        undo=undo,
        label=label,
    )


def day_in(text: str | None) -> date | None:
    """Return the day that ``text`` is (``2026-05-12``) within the years that make sense."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def back_to(held: Plan) -> HttpResponseRedirect:
    """Go to the top of the plan's page, where what was done is said."""
    return HttpResponseRedirect(page_of(held))


def page_of(held: Plan) -> str:
    return reverse("remedy:plan", args=[held.pk])
