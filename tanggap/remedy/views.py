"""The screens of the follow-up plans: HTTP and nothing else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.files import handed_paper
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Unit
from tanggap.base.undo import offer_undo
from tanggap.gateway.media import response_for
from tanggap.remedy import actions
from tanggap.remedy.answering_recap import Asked, critiques_paper, critiques_sheet
from tanggap.remedy.answering_showing import after_realising
from tanggap.remedy.forms import EvaluationForm, PlanForm, RealisationForm
from tanggap.remedy.meetings.showing import looked_into
from tanggap.remedy.models import Plan, RealisationProof
from tanggap.remedy.papers import plans_paper, plans_sheet
from tanggap.remedy.queries import (
    PlanFilters,
    chain_of,
    entries_behind,
    listed,
    may_realise,
    may_see_struck,
    parted_for_the_head,
    plans_visible_to,
    struck_of,
    years_of,
)
from tanggap.remedy.report_papers import plan_sheet
from tanggap.remedy.rules import LABELS, TONES, State
from tanggap.remedy.table_word import plans_word
from tanggap.remedy.view_parts import back_to, day_in, plan_asked, plan_button

AT_ONCE = 30
_FORMS = {"xlsx": plans_sheet, "docx": plans_word}


@require_safe
@may("look.plans")
def plans(request: StaffRequest) -> HttpResponse:
    """Show the plans of a year, what is overdue first."""
    asked, today = _asked(request), timezone.localdate()
    rows = listed(request.actor, asked, today)
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("hal"))
    context = {
        "rows": list(page),
        "page": page,
        "unprinted": parted_for_the_head(request.facility.pk, rows, today)[1],
        "asked": asked,
        "years": years_of(request.actor, today),
        "states": [(state.value, label) for state, label in LABELS.items()],
        "units": Unit.objects.filter(facility=request.facility),
        "tones": TONES,
    }
    return render(request, "remedy/plans.html", context)


@require_safe
@may("look.plans")
def plan(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show one plan with all cycles of its chain, and what is to be done with it."""
    return _page(request, plan_asked(request, plan_id))


@may("remedy.plan")
def new(request: StaffRequest) -> HttpResponse:
    """Set down a plan, perhaps from an entry of the book."""
    asked = request.POST if request.method == "POST" else None
    entry_id = key_in(request.GET.get("entri"))
    form = PlanForm(request.facility, request.actor, asked, entry_id=entry_id)
    if form.is_bound and form.is_valid():
        try:
            made = actions.plan(request.actor, form.draft, form_key=form.cleaned_data["form_key"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            there = reverse("remedy:cancel", args=[made.pk])
            offer_undo(request, f"{made.number} disimpan.", there)
            return redirect("remedy:plan", made.pk)
    return render(request, "remedy/write.html", {"form": form, "held": None})


@may("remedy.change")
def change(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Change a plan that was not evaluated."""
    held = plan_asked(request, plan_id)
    asked = request.POST if request.method == "POST" else None
    form = PlanForm(request.facility, request.actor, asked, held=held)
    if form.is_bound and form.is_valid():
        try:
            actions.change(request.actor, held, form.draft)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{held.number} disimpan.")
            return redirect("remedy:plan", held.pk)
    return render(request, "remedy/write.html", {"form": form, "held": held})


cancel = plan_button(
    "remedy.cancel",
    lambda request, held: actions.cancel(request.actor, held),
    "{} dibatalkan.",
    undo="remedy:restore",
    label="Pulihkan",
)
restore = plan_button(
    "remedy.restore",
    lambda request, held: actions.restore(request.actor, held),
    "{} dipulihkan.",
)


@require_POST
@may("remedy.realise")
def realise(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Keep what was done of a plan."""
    held = plan_asked(request, plan_id)
    form = RealisationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, held, realisation=form)
    try:
        actions.realise(request.actor, held, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, held, realisation=form)
    there = reverse("remedy:take-back-realisation", args=[held.pk])
    offer_undo(request, f"Realisasi {held.number} disimpan. Berikutnya: evaluasi.", there)
    return back_to(held)


take_back_realisation = plan_button(
    "remedy.take_back_realisation",
    lambda request, held: actions.take_back_realisation(request.actor, held),
    "{} belum direalisasikan lagi.",
)


@require_POST
@may("remedy.evaluate")
def evaluate(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Keep the evaluation; a mismatch opens the plan that corrects it."""
    held = plan_asked(request, plan_id)
    form = EvaluationForm(held, request.POST)
    if not form.is_valid():
        return _page(request, held, evaluation=form)
    try:
        key = form.cleaned_data["form_key"]
        made = actions.evaluate(request.actor, held, form.judgement, form_key=key)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, held, evaluation=form)
    words = "sesuai." if made.fits else "tidak sesuai. RTL perbaikannya sudah dibuat."
    there = reverse("remedy:take-back-evaluation", args=[held.pk])
    offer_undo(request, f"{held.number} dievaluasi: {words}", there)
    return back_to(held)


take_back_evaluation = plan_button(
    "remedy.take_back_evaluation",
    lambda request, held: actions.take_back_evaluation(request.actor, held),
    "{} menunggu evaluasi lagi.",
)


@require_safe
@may("look.plans")
def proof(request: StaffRequest, proof_id: int) -> HttpResponseBase:
    """Hand out a photo or file that shows what was done."""
    seen = plans_visible_to(request.actor).values("pk")
    rows = RealisationProof.objects.select_related("media").filter(realisation__plan__in=seen)
    if not may_see_struck(request.actor):
        rows = rows.filter(realisation__taken_back_at=None)
    return response_for(get_object_or_404(rows, pk=proof_id).media)


@require_safe
@may("look.plans")
def paper(request: StaffRequest) -> HttpResponse:
    """Hand out the RTL table as PDF, DOCX or XLSX, by the filters of the list."""
    today = timezone.localdate()
    rows = listed(request.actor, _asked(request), today)
    rows, _ = parted_for_the_head(request.facility.pk, rows, today)
    make = _FORMS.get(request.GET.get("bentuk", ""), plans_paper)
    return handed_paper(make(request.actor, request.facility, rows, _asked(request).year))


@require_safe
@may("look.papers")
def critiques(request: StaffRequest) -> HttpResponse:
    """Hand out «Rekapan kritik dan saran» of a period as PDF or XLSX."""
    today = timezone.localdate()
    from_, to = day_in(request.GET.get("dari")), day_in(request.GET.get("sampai"))
    if from_ is None or to is None or to < from_:
        messages.error(request, "Pilih tanggal dari dan sampai untuk rekapan kritik dan saran.")
        return redirect("workbench:papers")
    asked = Asked(from_, min(to, max(today, from_)), request.GET.get("isi") == "semua")
    make = critiques_sheet if request.GET.get("bentuk") == "xlsx" else critiques_paper
    try:
        return handed_paper(make(request.actor, request.facility, asked))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("workbench:papers")


@require_safe
@may("look.plans")
def plan_paper(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Hand out one plan with its cycles as PDF."""
    held = plan_asked(request, plan_id)
    rows = chain_of(request.actor, held, timezone.localdate())
    row = next(one for one in rows if one.plan.pk == held.pk)
    return handed_paper(plan_sheet(request.actor, request.facility, row, rows))


# ---------------------------------------------------------------- within


def _asked(request: StaffRequest) -> PlanFilters:
    given, year = request.GET, timezone.localdate().year
    asked = key_in(given.get("tahun"))
    state = given.get("keadaan", "")
    return PlanFilters(
        year=asked if asked and 2000 <= asked < 2100 else year,
        state=state if state in set(State) else "",
        unit_id=key_in(given.get("unit")),
    )


def _page(
    request: StaffRequest,
    held: Plan,
    *,
    realisation: RealisationForm | None = None,
    evaluation: EvaluationForm | None = None,
) -> HttpResponse:
    actor, cycles = request.actor, chain_of(request.actor, held, timezone.localdate())
    row = next(one for one in cycles if one.plan.pk == held.pk)
    is_open = row.state in {State.PLANNED, State.RUNNING, State.OVERDUE}
    is_mine = may_realise(actor, held)
    to_judge = row.state == State.REALISED and actor.may("remedy.evaluate")
    context = {
        "row": row,
        "cycles": cycles,
        "tones": TONES,
        "entries": entries_behind(actor, held),
        "is_open": is_open,
        "is_waiting": row.state == State.REALISED,
        "is_mine": is_mine,
        "realisation": realisation or (RealisationForm() if is_open and is_mine else None),
        "evaluation": evaluation or (EvaluationForm(held) if to_judge else None),
        "struck": struck_of(actor, held),
        **looked_into(actor, held),
        **after_realising(actor, request.facility, row, cycles),
    }
    return render(request, "remedy/plan.html", context)
