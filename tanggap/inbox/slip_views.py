"""The box's own paper: printing numbered slips, and printing a run once more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import print_slips
from tanggap.inbox.actions.slips import KIND
from tanggap.inbox.papers import slips_paper
from tanggap.inbox.queries import slip_runs
from tanggap.inbox.slip_forms import PrintForm
from tanggap.inbox.slip_shape import number_shown

_SHOWN = 30


@may("inbox.print_slips")
@require_http_methods(["GET", "POST"])
def runs(request: StaffRequest) -> HttpResponse:
    """Give out numbers for new slips; below, the earlier runs to be printed again."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = PrintForm(lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = print_slips(request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            numbers = f"{number_shown(run.first)} sampai {number_shown(run.last)}"
            messages.success(request, f"Slip nomor {numbers} siap dicetak.")
            return redirect("inbox:slip-runs")
    shown = slip_runs(request.actor)[:_SHOWN]
    return render(request, "inbox/slip_runs.html", {"form": form, "lines": lines, "runs": shown})


@may("inbox.print_slips")
@require_safe
def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Hand out the sheets of a run, the first time or again: the same numbers."""
    chosen = get_object_or_404(slip_runs(request.actor).select_related("facility"), pk=run_id)
    return handed_paper(slips_paper(chosen))
