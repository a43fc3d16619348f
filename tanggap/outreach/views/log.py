"""The log of socialisation: the year's list, one record, writing, correcting, taking back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.forms.fields import PeriodForm
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button
from tanggap.base.undo import offer_undo
from tanggap.outreach.actions import correct_socialisation, put_back, take_back, write_up
from tanggap.outreach.forms import ProofForm, SocialisationForm
from tanggap.outreach.models import Socialisation
from tanggap.outreach.queries import (
    MOST_SHOWN,
    all_records,
    proofs_of,
    records_of_year,
    standing,
    sums_by_method,
    total_of,
    with_people,
    years_of,
)


@require_safe
@may("look.outreach")
def log(request: StaffRequest) -> HttpResponse:
    """Show the records of a year, its sums by method and quarter, and what is due."""
    facility_id, today = request.actor.facility_id, timezone.localdate()
    years = years_of(facility_id, today)
    asked = key_in(request.GET.get("tahun"))
    year = asked if asked in years else today.year
    rows = sums_by_method(facility_id, year)
    first = today.replace(year=year, month=1, day=1)
    last = today if year == today.year else first.replace(month=12, day=31)
    context = {
        "records": list(with_people(records_of_year(facility_id, year))[:MOST_SHOWN]),
        "years": [(one, f"{reverse('outreach:log')}?{urlencode({'tahun': one})}") for one in years],
        "year": year,
        "rows": rows,
        "total": total_of(rows),
        "standing": standing(facility_id, today),
        "period": PeriodForm(initial={"dari": first, "sampai": last}),
    }
    return render(request, "outreach/log.html", context)


@require_safe
@may("look.outreach")
def record(request: StaffRequest, record_id: int) -> HttpResponse:
    """Show one record with its evidence."""
    held = get_object_or_404(
        all_records(request.actor.facility_id).select_related("written_by"), pk=record_id
    )
    context = {
        "held": held,
        "officers": [one.staff for one in held.told_by.select_related("staff")],
        "proofs": proofs_of(held.facility_id).filter(socialisation=held),
        "form": ProofForm(auto_id="bukti_%s"),
    }
    return render(request, "outreach/record.html", context)


@may("outreach.write_up")
def new(request: StaffRequest) -> HttpResponse:
    """Write down that people were told."""
    asked = request.POST if request.method == "POST" else None
    form = SocialisationForm(request.facility, asked, staff_id=request.actor.staff_id)
    if form.is_bound and form.is_valid():
        try:
            made = write_up(request.actor, form.draft, form_key=form.cleaned_data["form_key"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            there = reverse("outreach:taken-back", args=[made.pk])
            offer_undo(request, "Sosialisasi dicatat. Tambahkan foto atau daftar hadirnya.", there)
            return redirect("outreach:record", made.pk)
    return render(request, "outreach/write.html", {"form": form, "held": None})


@may("outreach.correct_socialisation")
def change(request: StaffRequest, record_id: int) -> HttpResponse:
    """Correct a record."""
    held = _held(request, record_id)
    asked = request.POST if request.method == "POST" else None
    form = SocialisationForm(request.facility, asked, held=held)
    if form.is_bound and form.is_valid():
        try:
            correct_socialisation(request.actor, held, form.draft)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Catatan sosialisasi diperbaiki.")
            return redirect("outreach:record", held.pk)
    return render(request, "outreach/write.html", {"form": form, "held": held})


def _held(request: StaffRequest, record_id: int) -> Socialisation:
    return get_object_or_404(all_records(request.actor.facility_id), pk=record_id)


taken_back = button(
    "outreach.take_back",
    _held,
    lambda request, held: take_back(request.actor, held),
    "Catatan sosialisasi dibatalkan.",
    lambda request, held: reverse("outreach:log"),
    undo="outreach:put-back",
    label="Pulihkan",
)


returned = button(
    "outreach.put_back",
    _held,
    lambda request, held: put_back(request.actor, held),
    "Catatan sosialisasi dipulihkan.",
    lambda request, held: reverse("outreach:record", args=[held.pk]),
)
