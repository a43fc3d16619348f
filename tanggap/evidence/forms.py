"""What is asked about evidence: a period, what proves a step."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from tanggap.base.forms.days import DayInput
from tanggap.evidence.proofs import PROOFS
from tanggap.evidence.rules import trouble_with_period


class PeriodForm(forms.Form):
    """From when until when; it stands in the address."""

    dari = forms.DateField(label="Dari tanggal", widget=DayInput())
    sampai = forms.DateField(label="Sampai tanggal", widget=DayInput())

    def __init__(self, today: date, asked: QueryDict | None, **more: Any) -> None:
        super().__init__(asked, **more)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        from_, to = said.get("dari"), said.get("sampai")
        if from_ and to and (trouble := trouble_with_period(from_, to, self.today)):
            raise ValidationError(trouble)
        return said


class ProofsForm(forms.Form):
    """Which proofs show that a step was done; none where only people can tell."""

    proofs = forms.MultipleChoiceField(
        label="Bukti dari sistem",
        choices=[(one.key, one.label) for one in PROOFS.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
