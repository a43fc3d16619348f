"""What people say about the box's slips: how many to print."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from tanggap.gateway.models import Line
from tanggap.inbox.actions.slips import MOST_SHEETS
from tanggap.inbox.slip_shape import PER_SHEET


class PrintForm(forms.Form):
    """How many sheets, for which box."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Kotak", empty_label=None)
    sheets = forms.IntegerField(
        label="Berapa lembar kertas?",
        min_value=1,
        max_value=MOST_SHEETS,
        help_text=f"Setiap lembar berisi {PER_SHEET} slip, dipotong di garis putus-putus.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, lines: QuerySet[Line], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "sheets": 10})
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = lines
        if len(lines) == 1:
            line.widget, line.initial = forms.HiddenInput(), lines[0]
