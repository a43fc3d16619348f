"""The year at a glance, and the health centre's own days in it."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.actions import add_local_day, remove_local_day
from tanggap.base.asked import key_in
from tanggap.base.calendar import year_of
from tanggap.base.forms.days import LocalDayForm
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import LocalDay

_REMOVED = "removed_local_day"


@may("look.settings")
def calendar(request: StaffRequest) -> HttpResponse:
    form = LocalDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return _to_year(form.cleaned_data["on"])
    year = _year(request)
    months = year_of(request.facility, year)
    return render(
        request,
        "base/calendar.html",
        {
            "form": form,
            "year": year,
            "months": months,
            "working_days": sum(month.working_days for month in months),
            "local_days": LocalDay.objects.filter(facility=request.facility, on__year=year),
            "removed": request.session.pop(_REMOVED, None),
        },
    )


@require_POST
@may("look.settings")
def day_removed(request: StaffRequest, day_id: int) -> HttpResponse:
    """Remove a local day; the next page offers to put it back."""
    day = get_object_or_404(LocalDay, pk=day_id, facility=request.facility)
    on = day.on
    kept = {"on": on.isoformat(), "name": day.name, "is_working": "ya" if day.is_working else ""}
    remove_local_day(request.actor, day)
    request.session[_REMOVED] = kept
    return _to_year(on)


def _added(request: StaffRequest, form: LocalDayForm) -> bool:
    words = form.cleaned_data
    try:
        add_local_day(
            request.actor, words["on"], words["name"], is_working=bool(words["is_working"])
        )
    except Refused as refused:
        form.add_error("on", str(refused))
        return False
    messages.success(request, f"{words['on']:%d/%m/%Y} tersimpan di kalender.")
    return True


def _to_year(on: date) -> HttpResponse:
    return redirect(f"{reverse('base:calendar')}?tahun={on.year}")


def _year(request: StaffRequest) -> int:
    year = key_in(request.GET.get("tahun")) or timezone.localdate().year
    return min(max(year, 2015), 2050)
