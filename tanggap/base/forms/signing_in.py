"""Input for signing in and for one's own password."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone

from tanggap.base.models import Facility, Staff
from tanggap.base.queries import profile_on
from tanggap.base.sign_in import StaffBackend


class SignInForm(forms.Form):
    """Asks for the health centre only where the site has several."""

    facility = forms.TypedChoiceField(label="Puskesmas", coerce=int, required=False)
    username = forms.CharField(
        label="Nama masuk",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="Kata sandi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.staff: Staff | None = None
        facilities = list(Facility.objects.order_by("id")[:500])
        if len(facilities) < 2:
            del self.fields["facility"]
            return
        today = timezone.localdate()
        named = [(one.pk, profile_on(one, today).name) for one in facilities]
        field = self.fields["facility"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Pilih puskesmas Anda"), *sorted(named, key=lambda row: row[1])]
        field.required = True

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if self.errors:
            return words
        self.staff = StaffBackend().authenticate(
            self.request,
            username=words["username"],
            password=words["password"],
            facility_id=words.get("facility") or None,
        )
        if self.staff is None:
            raise forms.ValidationError(
                "Nama masuk atau kata sandi tidak cocok. Periksa huruf besar-kecilnya; bila "
                "lupa, mintalah kata sandi baru kepada admin puskesmas."
            )
        return words


class NewPasswordForm(forms.Form):
    """A password typed twice, checked as Django's validators check it."""

    new = forms.CharField(
        label="Kata sandi baru",
        strip=False,
        help_text="Sedikitnya 8 huruf atau angka. Beberapa kata yang mudah Anda ingat itu baik.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Kata sandi baru, sekali lagi",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new)
        return new

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError("Kedua kata sandi baru belum sama. Ketik lagi.")
        return again


class OwnPasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="Kata sandi sekarang",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "new", "again"]

    def __init__(self, staff: Staff, data: Any = None) -> None:
        super().__init__(data)
        self.staff = staff

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.staff.check_password(old):
            raise forms.ValidationError("Kata sandi sekarang tidak cocok.")
        return old
