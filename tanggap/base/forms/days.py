"""Input for days: the browser's own date picker, and the health centre's own days."""

from typing import Any

from django import forms

from tanggap.base.models import LocalDay


class DayInput(forms.DateInput):
    """A date in the browser's own picker; it insists on the ISO form."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class LocalDayForm(forms.ModelForm):  # type: ignore[type-arg]
    is_working = forms.TypedChoiceField(
        label="Jenis hari",
        choices=[("", "Libur setempat"), ("ya", "Tetap hari kerja, walau libur nasional")],
        coerce=bool,
        required=False,
    )

    class Meta:
        model = LocalDay
        fields = ["on", "name", "is_working"]
        widgets = {"on": DayInput()}
        help_texts = {"name": "Misalnya «Hari jadi kabupaten» atau «Pilkades»."}
