"""What is typed at an availability check and for a proof that a line was put to work."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.base.forms.files import not_too_large
from tanggap.base.models import Facility, Staff
from tanggap.gateway.actions import Found
from tanggap.gateway.models import CheckedLine, Line


def _not_later_than_today(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError("Tanggal tidak boleh sesudah hari ini.")
    return day


class ProofForm(forms.Form):
    """A photo or file, its day, and what it shows."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="Foto atau berkas",
        help_text="Misalnya foto kotak terpasang, tangkapan layar akun, atau berita acara.",
        validators=[not_too_large],
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    proven_on = day_field("Tanggal bukti")
    note = forms.CharField(label="Keterangan", max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "proven_on": timezone.localdate()})
        super().__init__(*args, **kwargs)

    def clean_proven_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["proven_on"])


class CheckForm(forms.Form):
    """The day, who looked, and the result of every line in use."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    checked_on = day_field("Tanggal pemeriksaan")
    by = forms.ModelChoiceField(Staff.objects.none(), label="Petugas", empty_label=None)

    def __init__(
        self, facility: Facility, lines: Sequence[Line], *args: Any, staff_id: int, **kwargs: Any
    ) -> None:
        today = timezone.localdate()
        first = {"form_key": uuid4(), "checked_on": today, "by": staff_id}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        self.lines = lines
        by: Any = self.fields["by"]
        by.queryset = Staff.objects.filter(facility=facility, is_active=True)
        for line in lines:
            self.fields[f"result_{line.pk}"] = forms.ChoiceField(
                label=f"Hasil {line.name}",
                choices=CheckedLine.Result.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Pilih hasil pemeriksaan «{line.name}»."},
            )
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label=f"Keterangan {line.name}", max_length=200, required=False
            )

    def clean_checked_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["checked_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.lines:
            result, note = cleaned.get(f"result_{line.pk}"), cleaned.get(f"note_{line.pk}")
            if result and result != CheckedLine.Result.WORKS and not note:
                self.add_error(f"note_{line.pk}", "Tulis apa yang tidak berfungsi.")
        return cleaned

    @property
    def found(self) -> list[Found]:
        """What was found, line by line."""
        said = self.cleaned_data
        return [
            Found(line, said[f"result_{line.pk}"], said[f"note_{line.pk}"]) for line in self.lines
        ]

    def rows(self) -> list[tuple[Line, forms.BoundField, forms.BoundField]]:
        """Return each line with its two fields."""
        return [(line, self[f"result_{line.pk}"], self[f"note_{line.pk}"]) for line in self.lines]
