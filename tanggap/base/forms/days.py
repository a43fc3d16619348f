"""Input for the health centre's own days."""

from django import forms

from tanggap.base.forms.fields import DayInput
from tanggap.base.models import LocalDay


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
