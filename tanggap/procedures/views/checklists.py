"""Daftar tilik: made from a SOP, filled in, read and printed."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import button
from tanggap.base.queries import profile_on
from tanggap.base.undo import offer_undo
from tanggap.procedures import actions
from tanggap.procedures.forms import ChecklistForm, RoundForm
from tanggap.procedures.models import Checklist, Document, Round
from tanggap.procedures.papers import checklist_sheet, round_paper
from tanggap.procedures.queries import (
    ChecklistRow,
    checklist_rows,
    checklists_of,
    in_force_on,
    worded,
    words_of_revision,
)
from tanggap.procedures.rules import is_followed, rate_words, tally_of
from tanggap.procedures.run_chart import RunChart, run_chart
from tanggap.procedures.views.register import revision_here


@require_safe
@may("look.checklists")
def checklists(request: StaffRequest) -> HttpResponse:
    """Show every daftar tilik with its pooled CR, and the SOPs that have none yet."""
    today = timezone.localdate()
    rows = checklist_rows(list(checklists_of(request.actor)), today)
    covered = {row.checklist.sop_id for row in rows}
    sops = in_force_on(request.facility, today, kind=Document.Kind.SOP)
    context = {
        "rows": rows,
        "charts": {row.checklist.pk: _chart_of(row) for row in rows},
        "without": [one for one in sops.filter(steps__order=1) if one.pk not in covered],
        "words": words_of_revision,
    }
    return render(request, "procedures/checklists.html", context)


def _chart_of(row: ChecklistRow) -> RunChart | None:
    rounds = [(one.round.done_on, one.tally) for one in row.rounds]
    return run_chart(rounds, row.checklist.threshold)


def _checklist_here(request: StaffRequest, checklist_id: int) -> Checklist:
    return get_object_or_404(checklists_of(request.actor), pk=checklist_id)


@may("procedures.make_checklist")
def checklist_new(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Make the daftar tilik of a SOP revision."""
    sop = revision_here(request, revision_id)
    asked = request.POST if request.method == "POST" else None
    form = ChecklistForm(asked, initial={"form_key": uuid4(), "threshold": 80})
    if asked is not None and form.is_valid():
        try:
            made = actions.make_checklist(request.actor, sop, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Daftar tilik siap diisi di layar atau dicetak kosong.")
            return redirect("procedures:checklist", made.pk)
    context = {"form": form, "sop": sop, "words": words_of_revision}
    return render(request, "procedures/checklist_new.html", context)


@may("look.checklists")
def checklist(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Show the rounds of one daftar tilik; threshold and third column are changed here."""
    held = _checklist_here(request, checklist_id)
    asked = request.POST if request.method == "POST" else None
    first = {"threshold": held.threshold, "has_not_applicable": held.has_not_applicable}
    form = ChecklistForm(asked, initial=first)
    del form.fields["number"], form.fields["form_key"]
    if asked is not None and form.is_valid():
        try:
            actions.change_checklist(request.actor, held, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Ambang dan kolom disimpan.")
            return redirect("procedures:checklist", held.pk)
    row = checklist_rows([held], timezone.localdate())[0]
    profile = profile_on(request.facility, timezone.localdate(), with_logos=False)
    context = {
        "row": row,
        "checklist": held,
        "form": form,
        "chart": _chart_of(row),
        "steps": [worded(one.text, profile) for one in held.sop.steps.all()],
        "words": words_of_revision,
    }
    return render(request, "procedures/checklist.html", context)


@may("procedures.note_round")
def round_new(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Fill in a daftar tilik; also for typing a sheet that was filled in by hand."""
    held = _checklist_here(request, checklist_id)
    today = timezone.localdate()
    profile = profile_on(request.facility, today, with_logos=False)
    steps = list(held.sop.steps.all())
    asked = request.POST if request.method == "POST" else None
    first = {"form_key": uuid4(), "done_on": today, "auditor": request.user.name}
    form = RoundForm(request.facility, held, steps, asked, initial=first)
    if asked is not None and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            made = actions.note_round(request.actor, held, form.draft, form_key=key)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            back = reverse("procedures:round-taken-back", args=[made.pk])
            offer_undo(request, "Isian daftar tilik disimpan.", back)
            return redirect("procedures:round", made.pk)
    context = {
        "form": form,
        "checklist": held,
        "rows": [(worded(one.text, profile), mark, note) for one, mark, note in form.rows()],
        "newer": checklist_rows([held], today)[0].newer,
        "words": words_of_revision,
    }
    return render(request, "procedures/round_new.html", context)


def _round_here(request: StaffRequest, round_id: int) -> Round:
    found = Round.objects.filter(facility_id=request.actor.facility_id).select_related(
        "unit", "by", "checklist__sop__document", "checklist__revision__document"
    )
    return get_object_or_404(found, pk=round_id)


@require_safe
@may("look.checklists")
def round_page(request: StaffRequest, round_id: int) -> HttpResponse:
    """Show one round with its CR."""
    held = _round_here(request, round_id)
    profile = profile_on(request.facility, held.done_on, with_logos=False)
    seen = {row.step_id: row for row in held.seen.all()}
    tally = tally_of(row.mark for row in seen.values())
    steps = held.checklist.sop.steps.all()
    context = {
        "round": held,
        "checklist": held.checklist,
        "rows": [(worded(one.text, profile), seen.get(one.pk)) for one in steps],
        "tally": tally,
        "rate": rate_words(tally),
        "is_followed": is_followed(tally, held.checklist.threshold),
    }
    return render(request, "procedures/round.html", context)


round_taken_back = button(
    "procedures.take_back_round",
    _round_here,
    lambda request, held: actions.take_back_round(request.actor, held),
    "Isian dibatalkan dan tidak dihitung lagi.",
    lambda request, held: reverse("procedures:checklist", args=[held.checklist_id]),
    undo="procedures:round-taken-up",
    label="Kembalikan",
)


round_taken_up = button(
    "procedures.take_up_round",
    _round_here,
    lambda request, held: actions.take_up_round(request.actor, held),
    "Isian dikembalikan dan dihitung lagi.",
    lambda request, held: reverse("procedures:round", args=[held.pk]),
)


@require_safe
@may("look.checklists")
def sheet_printed(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Hand out the empty sheet."""
    return handed_paper(checklist_sheet(_checklist_here(request, checklist_id), request.facility))


@require_safe
@may("look.checklists")
def round_printed(request: StaffRequest, round_id: int) -> HttpResponse:
    """Hand out a round as it was filled in."""
    return handed_paper(round_paper(_round_here(request, round_id), request.facility))
