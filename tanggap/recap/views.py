"""The screens of the weekly recap: HTTP and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import done
from tanggap.base.typed import mark_of
from tanggap.base.undo import offer_undo
from tanggap.recap import actions
from tanggap.recap.forms import RemarksForm
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.papers import recap_paper, recap_sheet
from tanggap.recap.queries import (
    Week,
    first_week,
    is_still_open_to_undoing,
    owed,
    recap_of,
    week_of,
    week_rows,
)
from tanggap.recap.rules import monday_of, weeks_between, words_of
from tanggap.recap.showing import names_of, picture_of, standing, tables_of

MOST_SHOWN = 100


@require_safe
@may("look.recaps")
def weeks(request: StaffRequest) -> HttpResponse:
    """Show the weeks of a year, the newest first, and where each stands."""
    today, first = timezone.localdate(), first_week(request.facility)
    if first is None:
        return render(request, "recap/weeks.html", {"first": None})
    years = list(range(monday_of(today).year, first.year - 1, -1))
    asked = request.GET.get("tahun", "")
    year = next((one for one in years if str(one) == asked), years[0])
    mondays = [monday for monday in weeks_between(first, today) if monday.year == year]
    context = {
        "first": first,
        "year": year,
        "years": years,
        "rows": week_rows(request.actor, request.facility, mondays[::-1], today),
        "owed": owed(request.facility, today),
    }
    return render(request, "recap/weeks.html", context)


@require_safe
@may("look.recaps")
def week(request: StaffRequest, monday: str) -> HttpResponse:
    """Show one week: its numbers, its entries, and what is to be done with it."""
    return _page(request, _week(request, monday))


@require_POST
@may("recap.remark")
def remark(request: StaffRequest, monday: str) -> HttpResponse:
    """Keep the team's remarks."""
    day = _monday(request, monday)
    form = RemarksForm(request.POST)
    if not form.is_valid():
        return _page(request, _week(request, monday), form)
    said = form.cleaned_data
    try:
        actions.remark(request.actor, day, said["remarks"], seen=said["seen"])
    except Refused as refused:
        form.add_error("remarks", str(refused))
        return _page(request, _week(request, monday), form)
    messages.success(request, "Catatan disimpan.")
    return _back(day)


@require_POST
@may("recap.close")
def close(request: StaffRequest, monday: str) -> HttpResponse:
    """Close and sign the week, with the remarks that stand beside the button."""
    day = _monday(request, monday)
    form = RemarksForm(request.POST if "remarks" in request.POST else None)
    if form.is_bound and not form.is_valid():
        return _page(request, _week(request, monday), form)
    said = form.cleaned_data if form.is_bound else {"remarks": None, "seen": ""}
    try:
        recap = actions.close(request.actor, day, **said)
    except Refused as refused:
        if form.is_bound:
            form.add_error("remarks", str(refused))
            return _page(request, _week(request, monday), form)
        messages.error(request, str(refused))
        return _back(day)
    signed = recap.signed_name.rstrip(".")  # a title may end in a full stop of its own
    words = f"Rekap minggu {words_of(day)} ditutup dan ditandatangani {signed}."
    offer_undo(request, words, reverse("recap:take-back", args=[monday]), "Batalkan penutupan")
    return _back(day)


@require_POST
@may("recap.take_back")
def take_back(request: StaffRequest, monday: str) -> HttpResponse:
    """Open the week again that was closed by mistake today."""
    recap = _recap(request, monday)
    return _done(request, recap, actions.take_back, "Penutupan dibatalkan. Rekap terbuka lagi.")


@require_POST
@may("recap.see")
def see(request: StaffRequest, monday: str) -> HttpResponse:
    """Note that the head has seen the week."""
    recap = _recap(request, monday)
    undo = reverse("recap:not-seen", args=[monday])
    return _done(request, recap, actions.see, "Rekap ditandai sudah Anda lihat.", undo)


@require_POST
@may("recap.take_back_seeing")
def not_seen(request: StaffRequest, monday: str) -> HttpResponse:
    """Take back that the head has seen the week."""
    recap = _recap(request, monday)
    return _done(request, recap, actions.take_back_seeing, "Tanda sudah dilihat dibatalkan.")


@require_safe
@may("look.recaps")
def paper(request: StaffRequest, monday: str) -> HttpResponse:
    """Hand out the recap of a closed week, ready to print and to sign."""
    day = _monday(request, monday)
    try:
        make = recap_sheet if request.GET.get("bentuk") == "xlsx" else recap_paper
        made = make(request.actor, request.facility, day)
    except Refused as refused:
        messages.error(request, str(refused))
        return _back(day)
    return handed_paper(made)


# ---------------------------------------------------------------- within


def _monday(request: StaffRequest, words: str) -> date:
    """Return the Monday that an address names; 404 where no recap can be of that week."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    first = first_week(request.facility)
    is_one = day.isoformat() == words and not day.weekday()
    if first is None or not is_one or not first <= day <= timezone.localdate():
        raise Http404
    return day


def _week(request: StaffRequest, monday: str) -> Week:
    return week_of(request.actor, request.facility, _monday(request, monday))


def _recap(request: StaffRequest, monday: str) -> WeeklyRecap:
    recap = recap_of(request.facility.pk, _monday(request, monday))
    if recap is None:
        raise Http404
    return recap


def _page(request: StaffRequest, shown: Week, form: RemarksForm | None = None) -> HttpResponse:
    names, today = names_of(request.facility.pk), timezone.localdate()
    recap, actor = shown.recap, request.actor
    before, after = shown.monday - timedelta(days=7), shown.monday + timedelta(days=7)
    first = first_week(request.facility) or shown.monday
    context = {
        "week": shown,
        "words": words_of(shown.monday),
        "tables": tables_of(shown.counts, names),
        "picture": picture_of(shown, names),
        "rows": [(item, standing(item)) for item in shown.items[:MOST_SHOWN]],
        "supplement": [(one, names.change(one)) for one in shown.supplement[:MOST_SHOWN]],
        "is_cut": max(len(shown.items), len(shown.supplement)) > MOST_SHOWN,
        "names": names,
        "form": form
        or RemarksForm(initial={"remarks": shown.remarks, "seen": mark_of(shown.remarks)}),
        "stored": shown.remarks if form is not None else "",
        "may_take_back": recap is not None
        and actor.may("recap.take_back")
        and is_still_open_to_undoing(recap, actor.staff_id, today),
        "before": before if before >= first else None,
        "after": after if after <= today else None,
    }
    if form is not None:  # what is typed stays; what it would replace has been read by now
        form.data = {**form.data.dict(), "seen": mark_of(shown.remarks)}  # type: ignore[attr-defined]
    return render(request, "recap/week.html", context)


def _done(
    request: StaffRequest,
    recap: WeeklyRecap,
    act: Callable[..., None],
    words: str,
    undo: str = "",
) -> HttpResponse:
    there = _back(recap.monday).url
    return done(request, lambda: act(request.actor, recap), words, there, undo=undo)


def _back(monday: date) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("recap:week", args=[monday.isoformat()]))
