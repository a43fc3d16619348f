"""Input for the health centre: its profile over time, what holds always, units."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from PIL import Image, UnidentifiedImageError

from tanggap.base.forms import say_when_empty
from tanggap.base.forms.checks import nip_in
from tanggap.base.forms.fields import DayInput
from tanggap.base.models import Facility, FacilityProfile, Unit
from tanggap.base.rules import trouble_with_pattern
from tanggap.documents.pdf import FONTS

LOGO_PIXELS = 600
_MOST_BYTES = 4 * 1024 * 1024
DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def small_logo(upload: "UploadedFile[bytes]") -> bytes:
    """Return the picture anew as a PNG of at most 600 pixels: nothing of the file remains."""
    if upload.size is None or upload.size > _MOST_BYTES:
        raise forms.ValidationError("Gambar lebih besar dari 4 MB. Pakai yang lebih kecil.")
    try:
        with Image.open(upload, formats=["PNG", "JPEG"]) as image:
            image.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
            made = BytesIO()
            image.convert("RGBA").save(made, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise forms.ValidationError("Berkas ini bukan gambar PNG atau JPG yang utuh.") from None
    return made.getvalue()


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """The letterhead and the head from one date on (A-17)."""

    new_logo_left = forms.FileField(
        label="Logo kiri (kabupaten/kota)", required=False, help_text="PNG atau JPG."
    )
    drop_logo_left = forms.BooleanField(label="Hapus logo kiri", required=False)
    new_logo_right = forms.FileField(
        label="Logo kanan (puskesmas)", required=False, help_text="PNG atau JPG."
    )
    drop_logo_right = forms.BooleanField(label="Hapus logo kanan", required=False)

    class Meta:
        model = FacilityProfile
        fields = [
            *("valid_from", "name", "legal_form", "regency", "agency", "address", "place"),
            *("phone", "email", "head_name", "head_title", "head_rank", "head_nip"),
        ]
        widgets = {"valid_from": DayInput()}
        help_texts = {
            "valid_from": "Nama, bentuk, atau kepala berganti? Tulis tanggal mulainya: surat "
            "sebelum tanggal itu tetap tercetak seperti dulu. Membetulkan salah ketik? Biarkan.",
            "name": "Misalnya «Puskesmas Sukamaju».",
            "place": "Yang ditulis sebelum tanggal surat.",
            "head_title": "Misalnya «Kepala» atau «Plt. Kepala».",
        }

    def clean_head_nip(self) -> str:
        return nip_in(self.cleaned_data["head_nip"])

    def clean_new_logo_left(self) -> bytes | None:
        return self._logo("new_logo_left")

    def clean_new_logo_right(self) -> bytes | None:
        return self._logo("new_logo_right")

    def _logo(self, name: str) -> bytes | None:
        upload = self.cleaned_data[name]
        return small_logo(upload) if upload else None

    def values(self) -> dict[str, Any]:
        """Return what the action keeps; a logo only where it changes."""
        words = self.cleaned_data
        fields = {name: words[name] for name in self.Meta.fields if name != "valid_from"}
        for side in ("logo_left", "logo_right"):
            if words[f"new_{side}"]:
                fields[side] = words[f"new_{side}"]
            elif words[f"drop_{side}"]:
                fields[side] = None
        return fields


class FacilityForm(forms.ModelForm):  # type: ignore[type-arg]
    """What holds at any date: week, hours, paper, pattern of numbers."""

    font = forms.ChoiceField(
        label="Huruf di surat",
        choices=[(name, f"{name} (selebar Arial)" if name == "Arimo" else name) for name in FONTS],
    )

    clock_profiles = forms.MultipleChoiceField(
        label="Janji waktu yang dipakai",
        choices=[
            ("uu25", "UU 25/2009 tentang Pelayanan Publik (wajib)"),
            ("sp4n", "SP4N-LAPOR!"),
            ("local", "Janji puskesmas sendiri"),
        ],
        help_text="Semua berjalan bersama; yang paling dekat ditampilkan.",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Facility
        fields = [
            *("time_zone", "week_days", "clock_profiles", "paper", "font", "book_title"),
            *("code", "number_pattern"),
        ]
        help_texts = {
            "code": "Dipakai sebagai {kode_unit} di nomor, misalnya «PKM.SKM».",
            "number_pattern": "Yang dapat dipakai: {urut:03} nomor urut tiga angka, {kode_unit}, "
            "{bulan_romawi}, {bulan}, {tahun}, {tahun2}. Berlaku untuk entri berikutnya.",
        }

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        hours = self.instance.hours or {}
        for number, name in enumerate(DAY_NAMES):
            self.fields[f"hours_{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=20,
                initial="–".join(hours.get(str(number), [])),
                widget=forms.TextInput(attrs={"placeholder": "07.30–14.00"}),
            )

    def hours_fields(self) -> Iterator[BoundField]:
        return (self[f"hours_{number}"] for number in range(7))

    def plain_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.Meta.fields)

    def clean_clock_profiles(self) -> list[str]:
        chosen = list(self.cleaned_data["clock_profiles"])
        if "uu25" not in chosen:
            raise forms.ValidationError("Batas waktu undang-undang selalu berlaku: biarkan.")
        return chosen

    def clean_number_pattern(self) -> str:
        pattern = str(self.cleaned_data["number_pattern"]).strip()
        trouble = trouble_with_pattern(pattern)
        if trouble:
            raise forms.ValidationError(trouble)
        return pattern

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        hours = {}
        for number in range(7):
            typed = words.pop(f"hours_{number}", "")
            span = _span(typed)
            if span:
                hours[str(number)] = span
            elif typed:
                self.add_error(f"hours_{number}", "Tulis seperti 07.30–14.00.")
        words["hours"] = hours
        return words


def _span(typed: str) -> list[str]:
    """Return opening and closing time as typed in any of the usual ways; [] for neither."""
    found = re.fullmatch(
        r"(\d{1,2})[.:](\d{2})\s*(?:-|–|s/?d|sampai)\s*(\d{1,2})[.:](\d{2})", typed
    )
    if not found:
        return []
    first, second, third, fourth = (int(part) for part in found.groups())
    if max(first, third) > 23 or max(second, fourth) > 59 or (first, second) >= (third, fourth):
        return []
    return [f"{first:02}.{second:02}", f"{third:02}.{fourth:02}"]


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields = ["code", "name", "group", "cluster"]
        help_texts = {
            "code": "Singkat, misalnya «KIA» atau «FARMASI».",
            "group": "Pengelompokan lama: ADMEN, UKP, UKM.",
            "cluster": "Klaster integrasi layanan primer. Isi salah satu atau keduanya.",
        }

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        for name in ("group", "cluster"):
            say_when_empty(self.fields[name], "Tidak ditentukan")

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()
