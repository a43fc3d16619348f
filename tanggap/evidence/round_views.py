"""A daftar tilik with what the system can prove beside each step; the auditor decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.queries import profile_on
from tanggap.base.undo import offer_undo
from tanggap.evidence.actions import match_step
from tanggap.evidence.asking import Question
from tanggap.evidence.forms import MatchForm, PeriodForm
from tanggap.evidence.queries import Findings, may_open, proofs_of_steps
from tanggap.evidence.rules import Finding, proposed
from tanggap.procedures import actions
from tanggap.procedures.forms import RoundForm
from tanggap.procedures.models import Checklist, Step
from tanggap.procedures.queries import checklist_rows, checklists_of, worded, words_of_revision

ALL = "semua"


@dataclass(frozen=True)
class Told:
    """One step of the sheet: its words, its fields, what was found, the tick proposed."""

    step: Step
    text: str
    mark: Any
    note: Any
    found: Sequence[tuple[str, Finding]]
    proposed: str

    @property
    def proposal(self) -> str:
        return {"ya": "Ya", "tidak": "Tidak"}.get(self.proposed, "")


@may("procedures.note_round")
def round_new(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Fill in a daftar tilik beside its evidence; proposals are taken over by a press only."""
    held = _checklist_here(request, checklist_id)
    steps, today = list(held.sop.steps.all()), timezone.localdate()
    asked = request.POST if request.method == "POST" else request.GET
    period = _period(asked, held, today)
    findings, keys = _found(request, period, steps)
    proposals = {pk: proposed(one for _, one in rows) for pk, rows in findings.items()}
    if request.method == "POST" and not _is_asking(request.POST) and period.is_valid():
        form = RoundForm(request.facility, held, steps, request.POST)
        if form.is_valid():
            answer = _kept(request, held, form, proposals, period)
            if answer is not None:
                return answer
    else:
        first = _typed(request, steps, proposals, today)
        form = RoundForm(request.facility, held, steps, initial=first)
    profile = profile_on(request.facility, today, with_logos=False)
    context = {
        "form": form,
        "period": period,
        "checklist": held,
        "rows": [
            Told(one, worded(one.text, profile), mark, note, findings[one.pk], proposals[one.pk])
            for one, mark, note in form.rows()
        ],
        "proposals": sum(bool(one) for one in proposals.values()),
        "has_unmatched": not all(keys.values()),
        "newer": checklist_rows([held], today)[0].newer,
        "words": words_of_revision,
        "may_open": lambda link: may_open(request.actor, link),
    }
    return render(request, "evidence/round_new.html", context)


def _is_asking(typed: QueryDict) -> bool:
    """Answer whether the press asks for a proposal or another period, not to save."""
    return "pakai" in typed or "hitung" in typed


def _period(asked: QueryDict, held: Checklist, today: date) -> PeriodForm:
    """Return the days of which is asked: those said, else since the last round, or two months."""
    if "dari" in asked:
        return PeriodForm(today, asked)
    last = held.rounds.filter(taken_back_at=None, done_on__lt=today).order_by("-done_on").first()
    two_months = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = last.done_on + timedelta(days=1) if last else two_months
    said = QueryDict(mutable=True)
    said.update({"dari": first.isoformat(), "sampai": today.isoformat()})
    return PeriodForm(today, said)


def _found(
    request: StaffRequest, period: PeriodForm, steps: Sequence[Step]
) -> tuple[dict[int, list[tuple[str, Finding]]], Mapping[int, tuple[str, ...]]]:
    """Return by step what was found in the period, and the keys of what was asked."""
    keys = proofs_of_steps(steps)
    if not period.is_valid():
        return {one.pk: [] for one in steps}, keys
    said = period.cleaned_data
    findings = Findings(Question(request.actor, request.facility, said["dari"], said["sampai"]))
    return {one.pk: findings.of(keys[one.pk]) for one in steps}, keys


def _typed(
    request: StaffRequest, steps: Sequence[Step], proposals: Mapping[int, str], today: date
) -> dict[str, Any]:
    """Return what stands in the form: what was typed, with the proposals that were taken over."""
    first: dict[str, Any] = {
        "form_key": uuid4(),
        "done_on": today,
        "auditor": request.user.name,
    }
    first |= {name: value for name, value in request.POST.items() if value}
    taken = request.POST.get("pakai", "")
    for one in steps:
        if taken in (ALL, str(one.pk)) and proposals[one.pk]:
            first[f"mark_{one.pk}"] = proposals[one.pk]
    return first


def _kept(
    request: StaffRequest,
    held: Checklist,
    form: RoundForm,
    proposals: Mapping[int, str],
    period: PeriodForm,
) -> HttpResponse | None:
    """Keep the round with what was proposed; nothing where it was refused."""
    days = period.cleaned_data
    draft = form.draft_beside(proposals, days["dari"], days["sampai"])
    try:
        made = actions.note_round(
            request.actor, held, draft, form_key=form.cleaned_data["form_key"]
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    back = reverse("procedures:round-taken-back", args=[made.pk])
    offer_undo(request, "Isian daftar tilik disimpan.", back)
    return redirect("procedures:round", made.pk)


@may("evidence.match_step")
def matches(request: StaffRequest, checklist_id: int) -> HttpResponse:
    """Choose which proofs show each step of the SOP revision that the daftar tilik checks."""
    held = _checklist_here(request, checklist_id)
    steps = list(held.sop.steps.all())
    keys = proofs_of_steps(steps)
    profile = profile_on(request.facility, timezone.localdate(), with_logos=False)
    asked = request.POST if request.method == "POST" else None
    form = MatchForm(steps, [worded(one.text, profile) for one in steps], keys, asked)
    if form.is_bound and form.is_valid():
        for one in steps:
            chosen = form.cleaned_data[f"step_{one.pk}"]
            if set(chosen) != set(keys[one.pk]):
                match_step(request.actor, one, chosen)
        messages.success(request, "Bukti tiap langkah disimpan.")
        return redirect("evidence:round-new", held.pk)
    context = {"form": form, "checklist": held, "words": words_of_revision}
    return render(request, "evidence/matches.html", context)


def _checklist_here(request: StaffRequest, checklist_id: int) -> Checklist:
    return get_object_or_404(checklists_of(request.actor), pk=checklist_id)
