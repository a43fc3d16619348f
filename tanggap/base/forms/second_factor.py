"""Input for the second step at sign-in."""

from typing import Any

from django import forms

from tanggap.base.models import Staff


def _code(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class CodeForm(forms.Form):
    code = _code("Kode", "6 angka dari aplikasi di HP, atau 12 angka dari kertas kode cadangan.")


class OwnWordForm(forms.Form):
    """Asks for one's own password before something that guards it is changed."""

    password = forms.CharField(
        label="Kata sandi Anda",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, staff: Staff, data: Any = None) -> None:
        super().__init__(data)
        self.staff = staff

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        if not self.staff.check_password(typed):
            raise forms.ValidationError("Kata sandi tidak cocok. Ketik lagi.")
        return typed


class FirstCodeForm(OwnWordForm):
    code = _code("Kode di aplikasi", "6 angka yang sekarang tampil di aplikasi.")
    field_order = ["code", "password"]
