"""Input for the second step at sign-in."""

from typing import Any

from django import forms

from tanggap.base.forms.signing_in import insist_on_own_password
from tanggap.base.middleware import StaffRequest


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

    def __init__(self, request: StaffRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request

    def clean_password(self) -> str:
        typed = str(self.cleaned_data["password"])
        insist_on_own_password(self.request, self.request.user, typed)
        return typed


class FirstCodeForm(OwnWordForm):
    code = _code("Kode di aplikasi", "6 angka yang sekarang tampil di aplikasi.")
    field_order = ["code", "password"]
