"""The screen of the monthly analysis: HTTP and nothing else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.logbook.queries import zone_of
from tanggap.remedy.analysis import Month
from tanggap.remedy.analysis_papers import analysis_paper
from tanggap.remedy.analysis_reading import first_month
from tanggap.remedy.analysis_showing import ALL, STANDS, analysis_of

_TOO_EARLY = "remedy/analysis_none.html"


@require_safe
@may("look.analysis")
def month(request: StaffRequest) -> HttpResponse:
    """Show what a whole month says; without a choice the last one."""
    first, chosen, choices = _asked(request)
    if first is None or chosen is None:
        return render(request, _TOO_EARLY)
    every = request.GET.get("jenis") == ALL
    shown = analysis_of(request.actor, request.facility, chosen, first, timezone.now(), every=every)
    context = {"shown": shown, "month": chosen, "choices": choices, "every": every}
    context["stands"] = STANDS
    return render(request, "remedy/analysis.html", context)


@require_safe
@may("look.analysis")
def paper(request: StaffRequest) -> HttpResponse:
    """Hand out the same on paper."""
    first, chosen, _ = _asked(request)
    if first is None or chosen is None:
        return render(request, _TOO_EARLY)
    every = request.GET.get("jenis") == ALL
    return handed_paper(analysis_paper(request.actor, request.facility, chosen, first, every=every))


def _asked(request: StaffRequest) -> tuple[Month | None, Month | None, list[Month]]:
    """Return the book's first month, the month asked for, and all whole ones, newest first."""
    first = first_month(request.actor, request.facility)
    today = timezone.localdate(timezone=zone_of(request.facility))
    last = Month.of(today).plus(-1)
    if first is None or first > last:
        return first, None, []
    choices = [last]
    while choices[-1] > first:
        choices.append(choices[-1].plus(-1))
    asked = request.GET.get("bulan", "")
    return first, next((one for one in choices if one.iso == asked), last), choices
