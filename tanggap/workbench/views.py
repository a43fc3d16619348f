"""The workbench's own screens: HTTP and nothing else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tanggap.base.access import signed_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.signs import signs_for
from tanggap.workbench import home as desk
from tanggap.workbench import weeks
from tanggap.workbench.context import latest_message
from tanggap.workbench.forms import SampleForm


@signed_in
def home(request: StaffRequest) -> HttpResponse:
    """Show where the procedure stands and what waits for who looks."""
    since = latest_message(request.actor)
    today, numbers = timezone.localdate(), desk.Numbers(request.actor, request.facility)
    return render(
        request,
        "workbench/home.html",
        {
            "pulse_since": since,
            "today": today,
            "signs": signs_for(request.actor, request.facility),
            "stages": desk.stages(request.actor, today, numbers),
            "tasks": desk.tasks(request.actor, request.facility, numbers),
            "guard": desk.own_guard(request.actor, request.facility),
            "pressing": desk.pressing(request.actor),
            "came_in": desk.came_in(request.actor),
            "picture": weeks.picture(request.actor, today),
            "now": timezone.now(),
        },
    )


@signed_in
def components(request: StaffRequest) -> HttpResponse:
    """Show every component in every state: what a new screen is built from."""
    return render(
        request,
        "workbench/components.html",
        {"plain": SampleForm(prefix="a"), "wrong": SampleForm({}, prefix="b")},
    )
