"""The suggestion box: its opening, then slip by slip."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.gateway.first_line import open_first_line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.actions import correct_box, open_box, write_in
from tanggap.inbox.actions.slips import KIND
from tanggap.inbox.forms import OpeningForm, SlipCountForm, SlipForm
from tanggap.inbox.models import BoxOpening, Message, SlipPhoto
from tanggap.inbox.queries import box_openings, slips_done, slips_set_aside

_SHOWN = 30


@may("inbox.open_box")
@require_http_methods(["GET", "POST"])
def box(request: StaffRequest) -> HttpResponse:
    """Record an opening; below, the earlier ones and what is still to be typed."""
    lines = open_lines(request.actor.facility_id, KIND)
    form = OpeningForm(lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = open_box(request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if opening.slips:
                return redirect("inbox:box-slips", opening.pk)
            messages.success(request, "Pembukaan kotak dicatat: nihil.")
            return redirect("inbox:box")
    context = {
        "form": form,
        "lines": lines,
        "openings": _with_progress(box_openings(request.actor)[:_SHOWN]),
        "may_open": request.actor.may("gateway.open_line"),
    }
    return render(request, "inbox/box.html", context)


@may("gateway.open_line")
@require_POST
def add_line(request: StaffRequest) -> HttpResponse:
    """Open the first box of the health centre."""
    open_first_line(request, KIND, "Kotak saran")
    return redirect("inbox:box")


@may("inbox.open_box")
@require_http_methods(["GET", "POST"])
def slips(request: StaffRequest, opening_id: int) -> HttpResponse:
    """Type the next slip; one can leave and come back."""
    opening = get_object_or_404(box_openings(request.actor), pk=opening_id)
    form = SlipForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _write_slip(request, opening, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Slip {slips_done(opening)} tersimpan.")
            return redirect("inbox:box-slips", opening.pk)
    typed = slips_done(opening)
    photos = opening.photos
    return render(
        request,
        "inbox/box_slips.html",
        {
            "opening": opening,
            "form": form,
            "typed": typed,
            "next": typed + 1,
            "is_done": typed >= opening.slips,
            "photos": photos.count(),
            "photos_waiting": photos.exclude(state__in=("typed", "aside")).count(),
            "count_form": SlipCountForm(initial={"slips": opening.slips}),
        },
    )


@may("inbox.correct_box")
@require_POST
def count(request: StaffRequest, opening_id: int) -> HttpResponse:
    """Correct how many slips there were."""
    opening = get_object_or_404(box_openings(request.actor), pk=opening_id)
    form = SlipCountForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Tulis jumlah slip sebagai angka, 0 sampai 500.")
        return redirect("inbox:box-slips", opening.pk)
    try:
        correct_box(request.actor, opening, form.cleaned_data["slips"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("inbox:box-slips", opening.pk)


def _write_slip(request: StaffRequest, opening: BoxOpening, data: dict[str, Any]) -> None:
    dated_on = data["dated_on"]
    sent_at = None
    if dated_on is not None:
        sent_at = timezone.make_aware(datetime.combine(dated_on, time(12)))
        if sent_at.date() > timezone.localdate():
            raise Refused("Tanggal di slip tidak boleh di masa depan.")
    photo = data["photo"]
    write_in(
        request.actor,
        opening.line,
        form_key=data["form_key"],
        text=data["text"],
        received_at=opening.opened_at,
        sent_at=sent_at,
        name=data["name"],
        phone=data["phone"],
        photos=[photo] if photo else [],
        box_opening=opening,
    )


def _with_progress(openings: Iterable[BoxOpening]) -> list[tuple[BoxOpening, int]]:
    shown = list(openings)
    counts = dict(
        Message.objects.filter(box_opening__in=shown)
        .values_list("box_opening")
        .annotate(typed=Count("id"))
    )
    aside = SlipPhoto.objects.filter(slips_set_aside(), opening__in=shown)
    for opening_id, blank in aside.values_list("opening").annotate(blank=Count("id")):
        counts[opening_id] = counts.get(opening_id, 0) + blank
    return [(opening, counts.get(opening.pk, 0)) for opening in shown]
