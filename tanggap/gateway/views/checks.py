"""The availability check: the list of those made, a new one, its paper; proofs of a line."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.files import handed_paper
from tanggap.base.forms import troubles_of
from tanggap.base.forms.fields import PeriodForm
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button, done
from tanggap.base.undo import offer_undo
from tanggap.gateway.actions import check_lines, drop_proof, prove_line, take_back_check
from tanggap.gateway.check_forms import CheckForm, ProofForm
from tanggap.gateway.health import health_of
from tanggap.gateway.media import response_for
from tanggap.gateway.models import AvailabilityCheck, LineProof
from tanggap.gateway.papers import checks_paper
from tanggap.gateway.queries import checks_of, lines_of, open_lines

_SHOWN = 24


@require_safe
@may("look.checks")
def checks(request: StaffRequest) -> HttpResponse:
    """Show the checks made, newest first, and print those of a period."""
    today = timezone.localdate()
    year = today.replace(month=1, day=1)
    found = list(checks_of(request.actor.facility_id)[:_SHOWN])
    context = {
        "checks": [(one, is_of_today(one, today)) for one in found],
        "is_cut": len(found) == _SHOWN,
        "period": PeriodForm(initial={"dari": year, "sampai": today}),
    }
    return render(request, "gateway/checks.html", context)


def is_of_today(check: AvailabilityCheck, today: date) -> bool:
    return timezone.localdate(check.written_at) == today


@may("gateway.check_lines")
def check_new(request: StaffRequest) -> HttpResponse:
    """Look at every line in use and write down what was found."""
    lines = list(open_lines(request.actor.facility_id))
    asked = request.POST if request.method == "POST" else None
    staff_id = request.actor.staff_id or 0
    form = CheckForm(request.facility, lines, asked, staff_id=staff_id)
    if asked is not None and form.is_valid():
        said = form.cleaned_data
        try:
            made = check_lines(
                request.actor,
                form_key=said["form_key"],
                checked_on=said["checked_on"],
                by=said["by"],
                found=form.found,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            back = reverse("gateway:check-taken-back", args=[made.pk])
            offer_undo(request, "Pemeriksaan saluran disimpan.", back)
            return redirect("gateway:checks")
    health = {one.line.pk: one for one in health_of(request.actor, lines)}
    rows = [(health[line.pk], result, note) for line, result, note in form.rows()]
    return render(request, "gateway/check_new.html", {"form": form, "rows": rows})


def _check(request: StaffRequest, check_id: int) -> AvailabilityCheck:
    here = AvailabilityCheck.objects.filter(facility_id=request.actor.facility_id)
    return get_object_or_404(here, pk=check_id)


check_taken_back = button(
    "gateway.take_back_check",
    _check,
    lambda request, check: take_back_check(request.actor, check),
    "Pemeriksaan dibatalkan.",
    lambda request, check: reverse("gateway:checks"),
)


@require_safe
@may("look.checks")
def checks_printed(request: StaffRequest) -> HttpResponse:
    """Hand out the paper of a period; without a readable one, of the last month."""
    today = timezone.localdate()
    form = PeriodForm(request.GET)
    from_, to = today - timedelta(days=31), today
    if form.is_valid():
        from_, to = form.cleaned_data["dari"], form.cleaned_data["sampai"]
    return handed_paper(checks_paper(request.facility, from_, to))


# ---------------------------------------------------------------- proofs


@require_POST
@may("gateway.prove_line")
def line_proven(request: StaffRequest, line_id: int) -> HttpResponse:
    """Keep a photo or file that shows the line at work."""
    line = get_object_or_404(lines_of(request.actor.facility_id), pk=line_id)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        for trouble in troubles_of(form):
            messages.error(request, trouble)
        return _to_proofs(line.pk)
    prove = partial(prove_line, request.actor, line, **form.cleaned_data)
    return done(request, prove, "Bukti disimpan.", _to_proofs(line.pk).url)


@require_safe
@may("look.lines")
def proof(request: StaffRequest, proof_id: int) -> HttpResponseBase:
    """Hand out the photo or file."""
    here = LineProof.objects.filter(facility_id=request.actor.facility_id)
    return response_for(get_object_or_404(here.select_related("media"), pk=proof_id).media)


@require_POST
@may("gateway.drop_proof")
def proof_dropped(request: StaffRequest, proof_id: int) -> HttpResponse:
    here = LineProof.objects.filter(facility_id=request.actor.facility_id)
    try:
        line = drop_proof(request.actor, get_object_or_404(here, pk=proof_id))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("gateway:lines")
    messages.success(request, "Bukti dihapus.")
    return _to_proofs(line.pk)


def _to_proofs(line_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("gateway:line", args=[line_id]) + "#bukti")
