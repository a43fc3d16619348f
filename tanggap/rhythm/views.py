"""The year and what is planned in it: HTTP and nothing else."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import View, button
from tanggap.base.undo import offer_undo
from tanggap.rhythm.actions import (
    FILES,
    cancel_occasion,
    change_occasion,
    hold_occasion,
    plan_occasion,
    propose_year,
)
from tanggap.rhythm.forms import FileForm, OccasionForm
from tanggap.rhythm.models import Occasion
from tanggap.rhythm.papers import year_paper
from tanggap.rhythm.queries import occasions_of, today_at
from tanggap.rhythm.rules import EARLIEST, LATEST
from tanggap.rhythm.showing import year_of

_REPORTS: Mapping[str, str] = {Occasion.Kind.REVIEW: "rtm", Occasion.Kind.AUDIT: "audit"}
"""Which report is printed for which kind of occasion (evidence/reports)."""


@require_safe
@may("look.rhythm")
def year(request: StaffRequest) -> HttpResponse:
    """Show a year of the procedure; without a choice this one."""
    today = today_at(request.facility)
    shown = year_of(request.actor, request.facility, _year_in(request, today.year), today)
    planned = occasions_of(request.facility.pk).filter(cancelled_at=None)
    context = {
        "shown": shown,
        "today": today,
        "has_plans": planned.filter(starts_on__year=shown.year).exists(),
    }
    return render(request, "rhythm/year.html", context)


@require_safe
@may("look.rhythm")
def paper(request: StaffRequest) -> HttpResponse:
    """Hand out the year as a sheet to sign and to hang up."""
    asked = _year_in(request, today_at(request.facility).year)
    return handed_paper(year_paper(request.actor, request.facility, asked))


@require_POST
@may("rhythm.propose_year")
def proposed(request: StaffRequest) -> HttpResponse:
    """Plan the usual gatherings of a year."""
    asked = _year_in(request, today_at(request.facility).year)
    made = propose_year(request.actor, asked)
    if made:
        words = f"{len(made)} kegiatan diusulkan. Buka satu per satu untuk mengubah tanggalnya."
        messages.success(request, words)
    else:
        messages.info(request, f"Tidak ada lagi yang perlu diusulkan untuk tahun {asked}.")
    return redirect(_address(asked))


@may("rhythm.plan_occasion")
def new(request: StaffRequest) -> HttpResponse:
    """Plan one gathering."""
    form = OccasionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = plan_occasion(request.actor, form.draft, form_key=form.cleaned_data["form_key"])
        there = reverse("rhythm:cancelled", args=[made.pk])
        offer_undo(request, f"«{made.name}» masuk kalender.", there)
        return redirect(_address(made.starts_on.year))
    return render(request, "rhythm/occasion.html", {"form": form, "held": None})


@may("look.rhythm")
def occasion(request: StaffRequest, occasion_id: int) -> HttpResponse:
    """Show one gathering, and change it."""
    planned = _occasion(request, occasion_id)
    may_change = request.actor.may("rhythm.change_occasion") and planned.cancelled_at is None
    asked = request.POST if request.method == "POST" and may_change else None
    form = OccasionForm(asked, held=planned)
    if form.is_bound and form.is_valid():
        try:
            change_occasion(request.actor, planned, form.draft)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Kegiatan disimpan.")
            return redirect(_address(form.draft.starts_on.year))
    context = {
        "form": form,
        "held": planned,
        "may_change": may_change,
        "file_form": FileForm(auto_id="berkas_%s"),
    }
    if request.actor.may("look.occasion_files"):
        files = FILES.standing(request.facility.pk).filter(occasion=planned)
        context["files"] = files.select_related("by")
    context["report"] = _REPORTS.get(planned.kind, "")
    return render(request, "rhythm/occasion.html", context)


def _occasion(request: StaffRequest, occasion_id: int) -> Occasion:
    return get_object_or_404(occasions_of(request.actor.facility_id), pk=occasion_id)


def _act(
    right: str,
    act: Callable[[StaffRequest, Occasion], Occasion],
    words: str,
    undo: str,
    there: Callable[[Occasion], str] = lambda one: _address(one.starts_on.year),
) -> View:
    """Return the view of a button on one gathering, which the sentence after it takes back."""
    return button(
        right,
        _occasion,
        act,
        lambda one: f"«{one.name}» {words}",
        lambda request, one: there(one),
        undo=undo,
    )


held = _act(
    "rhythm.hold_occasion",
    lambda request, one: hold_occasion(request.actor, one, was_held=True),
    "ditandai terlaksana. Simpan berkasnya.",
    "rhythm:not-held",
    lambda one: f"{reverse('rhythm:occasion', args=[one.pk])}#berkas",
)
not_held = _act(
    "rhythm.hold_occasion",
    lambda request, one: hold_occasion(request.actor, one, was_held=False),
    "ditandai belum terlaksana.",
    "rhythm:held",
    lambda one: reverse("rhythm:occasion", args=[one.pk]),
)
cancelled = _act(
    "rhythm.cancel_occasion",
    lambda request, one: cancel_occasion(request.actor, one, is_off=True),
    "dibatalkan.",
    "rhythm:restored",
)
restored = _act(
    "rhythm.cancel_occasion",
    lambda request, one: cancel_occasion(request.actor, one, is_off=False),
    "dipulihkan.",
    "rhythm:cancelled",
)


def _year_in(request: StaffRequest, otherwise: int) -> int:
    said = key_in(request.POST.get("tahun") or request.GET.get("tahun"))
    return said if said and EARLIEST.year <= said <= LATEST.year else otherwise


def _address(year_: int) -> str:
    return f"{reverse('rhythm:year')}?tahun={year_}"
