"""Input for signing in and for one's own password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone

from tanggap.base.lock_out import forget_own_failures, standing
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import FacilityProfile, Staff
from tanggap.base.queries import actor_of
from tanggap.base.saying import jam

WARN_BELOW = 3


def whose(request: HttpRequest, asked: dict[str, Any], password: str) -> Staff | None:
    """Return whose name and password these are; a wrong one counts towards the lock."""
    staff = authenticate(request, password=password, **asked)
    if not isinstance(staff, Staff):
        return None
    forget_own_failures(request, asked)
    return staff


def insist_on_own_password(request: HttpRequest, staff: Staff, typed: str) -> None:
    """Raise ``ValidationError`` unless ``typed`` is the password of ``staff``.

    Counted like signing in: whoever finds a browser open cannot try passwords there either.
    """
    asked = {"username": staff.username or "", "facility_id": staff.facility_id}
    if whose(request, asked, typed) is not None:
        return
    now = standing(request, asked)
    if now.until is not None:
        raise forms.ValidationError(
            f"Terlalu sering salah. Coba lagi sesudah pukul {jam(now.until)}."
        )
    raise forms.ValidationError("Kata sandi sekarang tidak cocok. Ketik lagi.")


class SignInForm(forms.Form):
    """Asks for the health centre only where the site has several."""

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
        self.is_locked = False
        named = _names_of_facilities()
        self.only_facility = named[0][0] if len(named) == 1 else None
        if len(named) < 2:
            return
        self.fields["facility"] = forms.TypedChoiceField(
            label="Puskesmas", coerce=int, choices=[("", "Pilih puskesmas Anda"), *named]
        )
        self.order_fields(["facility"])

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if self.errors:
            return words
        asked = {
            "username": words["username"].strip().lower(),
            "facility_id": words.get("facility") or self.only_facility,
        }
        self.staff = whose(self.request, asked, words["password"])
        if self.staff is None:
            raise forms.ValidationError(self._why_not(asked))
        if self.staff.password_only_in is not None:
            self.staff = None
            raise forms.ValidationError(
                "Kata sandi ini tidak berlaku lagi, karena pemiliknya menolak perangkat yang tidak "
                "dikenal. Gantilah di perangkat tempat Anda menekan «Bukan saya»; bila sudah "
                "tertutup, mintalah kata sandi baru kepada admin puskesmas."
            )
        if not actor_of(self.staff, timezone.localdate()).roles:
            self.staff = None  # inside there would be nothing but refusals
            raise forms.ValidationError(
                "Kata sandi Anda benar, tetapi akun ini belum punya peran hari ini. Mintalah "
                "admin puskesmas memberi peran di Setelan, Pegawai, lalu masuk lagi."
            )
        return words

    def _why_not(self, asked: dict[str, Any]) -> list[str]:
        """Say the same of an unknown name as of a wrong password."""
        now = standing(self.request, asked)
        if now.until is not None:
            self.is_locked = True
            minutes = max(1, -int((timezone.now() - now.until).total_seconds() // 60))
            return [
                "Terlalu sering salah. Demi keamanan, nama masuk ini dikunci dari perangkat ini: "
                f"tunggu {minutes} menit, lalu coba lagi (pukul {jam(now.until)}).",
                "Tidak bisa menunggu atau lupa kata sandi? Mintalah admin puskesmas membuka "
                "kuncinya di Setelan, Pegawai. Dari perangkat yang biasa Anda pakai, Anda "
                "mungkin masih dapat masuk.",
            ]
        said = [
            "Nama masuk atau kata sandi tidak cocok. Periksa huruf besar-kecilnya; bila "
            "lupa, mintalah kata sandi baru kepada admin puskesmas."
        ]
        if now.left < WARN_BELOW:
            said.append(f"Tinggal {now.left} kali mencoba sebelum dikunci 15 menit.")
        return said


def _names_of_facilities() -> list[tuple[int, str]]:
    today = timezone.localdate()
    held = FacilityProfile.objects.filter(valid_from__lte=today).order_by("valid_from")
    names = dict(held.values_list("facility_id", "name"))  # the latest stands last
    return sorted(names.items(), key=lambda row: row[1])


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

    def __init__(self, request: StaffRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        insist_on_own_password(self.request, self.request.user, old)
        return old

    def clean_new(self) -> str:
        new = super().clean_new()
        if new == self.cleaned_data.get("old"):
            raise forms.ValidationError("Pilih kata sandi yang lain dari yang sekarang.")
        return new
