"""The health centre's own promises of time, beside those the law makes (§3.5, §12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tanggap.base.access import may
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Facility
from tanggap.logbook import actions
from tanggap.logbook.queries import rules_of
from tanggap.logbook.rules import PROFILES, RULES, SPAN_LABELS, Rule

OWN = tuple(rule for rule in RULES if rule.profile == "local")


class PromiseForm(forms.Form):
    """A length and a unit for each promise of our own; 0 is no promise."""

    def __init__(self, facility: Facility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = {rule.key: rule for rule in rules_of(facility)}
        for rule in OWN:
            now = in_force.get(rule.key)
            self.fields[f"{rule.key}.length"] = forms.IntegerField(
                label=rule.label,
                min_value=0,
                max_value=365,
                initial=now.length if now else 0,
                help_text="0 berarti tidak dijanjikan.",
            )
            self.fields[f"{rule.key}.unit"] = forms.ChoiceField(
                label=f"Satuan untuk «{rule.label.lower()}»",
                choices=[(span.value, label) for span, label in SPAN_LABELS.items()],
                initial=(now or rule).unit.value,
            )

    @property
    def wanted(self) -> list[tuple[Rule, int, str]]:
        data = self.cleaned_data
        return [(rule, data[f"{rule.key}.length"], data[f"{rule.key}.unit"]) for rule in OWN]


@may("look.settings")
@require_http_methods(["GET", "POST"])
def promises(request: StaffRequest) -> HttpResponse:
    """Show every promise in force with its law; let our own numbers be changed."""
    may_change = request.actor.may("logbook.change_promise")
    form = PromiseForm(request.facility, request.POST or None)
    if request.method == "POST" and may_change and form.is_valid():
        before = {rule.key: (rule.length, rule.unit.value) for rule in rules_of(request.facility)}
        for rule, length, unit in form.wanted:
            if before.get(rule.key, (0, unit)) != (length, unit):
                actions.change_promise(request.actor, rule.key, length, unit)
        messages.success(request, "Janji waktu disimpan. Berlaku untuk entri berikutnya.")
        return redirect("logbook:promises")
    in_force = rules_of(request.facility)
    groups = [
        (label, [rule for rule in in_force if rule.profile == key])
        for key, label in PROFILES.items()
        if key in request.facility.clock_profiles
    ]
    return render(
        request,
        "logbook/promises.html",
        {"groups": groups, "form": form, "may_change": may_change},
    )
