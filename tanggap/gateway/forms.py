"""The form of a line, made from what its channel says of its settings."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.base.models import Facility, Staff
from tanggap.channels._contract import TICKED, Channel, SettingField
from tanggap.gateway.models import Line

_PREFIX, _FORGET = "set_", "forget_"
_LONGEST = {False: 1000, True: 20_000}


class LineForm(forms.Form):
    """Name, place and keeper of a line, and its settings; secrets are written, never shown."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Nama saluran",
        max_length=80,
        help_text="Nama yang dikenal petugas, misalnya «WA umpan balik».",
    )
    address = forms.CharField(max_length=120, required=False)
    active_from = day_field("Dipakai mulai", required=False)

    def __init__(
        self,
        channel: Channel,
        facility: Facility,
        *args: Any,
        line: Line | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.channel, self.line = channel, line
        if any(field.name == "address" for field in channel.fields):
            del self.fields["address"]  # one of the settings is: not to be asked twice
        else:
            self.fields["address"].label = channel.address_label
        self.fields["keeper"] = forms.ModelChoiceField(
            Staff.objects.filter(facility=facility, is_active=True),
            label="Penanggung jawab",
            required=False,
            empty_label="Belum ditentukan",
        )
        for field in channel.fields:
            self._add(field)

    def _add(self, field: SettingField) -> None:
        held = self.line.settings.get(field.name, "") if self.line else ""
        is_kept = field.is_secret and bool(held)
        words = field.help
        if field.is_tick:
            self.fields[_PREFIX + field.name] = forms.BooleanField(
                label=field.label,
                required=field.is_required,
                initial=held == TICKED,
                help_text=words,
                error_messages={"required": f"Centang dahulu: «{field.label}»."},
            )
            return
        if field.choices:
            self.fields[_PREFIX + field.name] = forms.ChoiceField(
                label=field.label,
                required=field.is_required,
                initial=held or field.default,
                help_text=words,
                choices=[*([] if field.is_required else [("", "–")]), *field.choices],
            )
            return
        if is_kept:
            words = f"Sudah tersimpan; kosongkan bila tidak diganti. {words}".strip()
        self.fields[_PREFIX + field.name] = forms.CharField(
            label=field.label,
            required=field.is_required and not is_kept,
            initial="" if field.is_secret else held or field.default,
            help_text=words,
            max_length=_LONGEST[field.is_long],
            widget=_widget(field),
        )
        if is_kept and not field.is_required:
            self.fields[_FORGET + field.name] = forms.BooleanField(
                label=f"Hapus {field.label} yang tersimpan", required=False
            )

    def clean_active_from(self) -> date | None:
        day: date | None = self.cleaned_data["active_from"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Tanggal tidak boleh sesudah hari ini.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        held = dict(self.line.settings) if self.line else {}
        given = {name: value for name, value in self.settings.items() if value}
        for name, sentence in self.channel.problems(held | given).items():
            if _PREFIX + name in self.fields and _PREFIX + name not in self.errors:
                self.add_error(_PREFIX + name, sentence)
        return cleaned

    @property
    def settings(self) -> dict[str, str]:
        """The settings as typed; what could not be read is left out."""
        names = [field.name for field in self.channel.fields]
        typed = {n: self.cleaned_data.get(_PREFIX + n, "") for n in names}
        return {n: TICKED if value is True else value or "" for n, value in typed.items()}

    @property
    def whereabouts(self) -> str:
        """The line's number, account or place, wherever on the form it was asked."""
        return str(self.cleaned_data.get("address", "") or self.settings.get("address", ""))

    @property
    def forget(self) -> list[str]:
        """The names of kept secrets that are to be thrown away."""
        names = [field.name for field in self.channel.fields]
        return [name for name in names if self.cleaned_data.get(_FORGET + name)]


def _widget(field: SettingField) -> forms.Widget:
    if field.is_secret:
        return forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"})
    return forms.Textarea(attrs={"rows": 12}) if field.is_long else forms.TextInput()
