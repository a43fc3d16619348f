"""What is asked about evidence: a period, what proves a step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from tanggap.base.forms.fields import day_field
from tanggap.evidence.proofs import PROOFS
from tanggap.evidence.rules import trouble_with_period
from tanggap.procedures.models import Step


class PeriodForm(forms.Form):
    """From when until when; it stands in the address."""

    dari = day_field("Dari tanggal")
    sampai = day_field("Sampai tanggal")

    def __init__(self, today: date, asked: QueryDict | None, **more: Any) -> None:
        super().__init__(asked, **more)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        from_, to = said.get("dari"), said.get("sampai")
        if from_ and to and (trouble := trouble_with_period(from_, to, self.today)):
            raise ValidationError(trouble)
        return said


class MatchForm(forms.Form):
    """Which proofs show that each step was done; none where only people can tell."""

    def __init__(
        self,
        steps: Sequence[Step],
        texts: Sequence[str],
        known: Mapping[int, Sequence[str]],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        choices = [(one.key, one.label) for one in PROOFS.values()]
        for number, (step, text) in enumerate(zip(steps, texts, strict=True), start=1):
            self.fields[f"step_{step.pk}"] = forms.MultipleChoiceField(
                label=f"{number}. {text}",
                choices=choices,
                required=False,
                initial=list(known[step.pk]),
                widget=forms.CheckboxSelectMultiple,
            )
