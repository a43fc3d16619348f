"""Fields that many forms ask for: a day, an hour, a few lines of words, a period."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A date in the browser's own picker; it insists on the ISO form."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def day_field(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, help_text=help_text, required=required, widget=DayInput())


def hour_field(label: str, *, required: bool = True) -> forms.TimeField:
    """Return a field for an hour of the day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget)


def words_field(
    label: str, rows: int = 3, help_text: str = "", *, most: int, required: bool = True
) -> forms.CharField:
    """Return a field of several lines for at most ``most`` letters."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PeriodForm(forms.Form):
    """From which day until which a paper tells; read from the address."""

    dari = day_field("Dari tanggal")
    sampai = day_field("Sampai tanggal")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("dari") and said.get("sampai") and said["dari"] > said["sampai"]:
            self.add_error("sampai", "Tanggal sampai tidak boleh sebelum tanggal dari.")
        return said
