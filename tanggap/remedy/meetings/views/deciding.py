"""A plan made from the decision at a point: the plan's own form, filled in from the meeting."""

from dataclasses import replace
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo
from tanggap.logbook.models import Entry
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.actions import plan as set_down
from tanggap.remedy.forms import PlanForm
from tanggap.remedy.meetings.queries import sources_of_point
from tanggap.remedy.meetings.views._page import point_in, to_meeting, to_minutes


@may("remedy.decide_plan")
def plan_decided(request: StaffRequest, point_id: int) -> HttpResponse:
    """Set down the plan that carries out a decision; it stems from what the point is about."""
    point = point_in(request, point_id)
    back = f"{to_meeting(point.meeting)}#butir-{point.pk}"
    if point.meeting.closed_at is None and request.actor.may("remedy.write_minutes"):
        back = to_minutes(point.meeting, point.pk)
    sources = sources_of_point(point)
    numbers = Entry.objects.filter(pk__in=sources).order_by("year", "sequence")
    initial = {
        "form_key": uuid4(),
        "begins_on": timezone.localdate(),
        "problem": point.title,
        "action": point.decision,
        "entries": "\n".join(numbers.values_list("number", flat=True)),
    }
    asked = request.POST if request.method == "POST" else None
    form = PlanForm(request.facility, request.actor, asked, initial=initial)
    if form.is_bound and form.is_valid():
        draft = replace(form.draft, entry_ids=sorted({*form.draft.entry_ids, *sources}))
        try:
            with transaction.atomic():
                made = set_down(request.actor, draft, form_key=form.cleaned_data["form_key"])
                actions.decide_plan(request.actor, point, made)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            there = reverse("remedy:cancel", args=[made.pk])
            offer_undo(request, f"{made.number} dibuat dari keputusan rapat.", there)
            return redirect(back)
    return render(request, "remedy/write.html", {"form": form, "held": None, "back": back})
