"""Input of the public: few questions, and nothing but the words themselves is required."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from PIL import Image

from tanggap.base.forms import say_when_empty
from tanggap.base.forms.files import SeveralFiles, SeveralFilesField
from tanggap.base.models import Unit
from tanggap.base.phones import e164
from tanggap.website.queries import Place
from tanggap.website.rules import LARGEST_PHOTO, MOST_PHOTOS
from tanggap.website.uploads import TOO_LARGE, TOO_MANY

LONGEST = 4000
_MEGABYTE = 1024 * 1024
_PHOTOS = f"Paling banyak {MOST_PHOTOS} foto JPG atau PNG, masing-masing paling besar "
_PHOTOS += f"{LARGEST_PHOTO // _MEGABYTE} MB."
_READ = ("JPEG", "PNG", "WEBP")


class Photos(SeveralFilesField):
    """Up to three pictures that can be opened; what is none is named in a sentence."""

    def checked(self, one: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        _check(one)
        return one


def _check(photo: "UploadedFile[bytes]") -> None:
    """Refuse what no browser shows; it is drawn anew when it is kept (``gateway.media``)."""
    try:
        with Image.open(photo, formats=_READ) as opened:
            opened.verify()
    except Exception:  # Pillow raises many kinds on broken bytes
        raise forms.ValidationError(
            "Satu berkas bukan foto yang dapat dibuka. Pilih foto JPG atau PNG, lalu kirim lagi."
        ) from None
    photo.seek(0)


class ReportForm(forms.Form):
    """What happened, where, with photos; name and number only if one likes."""

    text = forms.CharField(
        label="Apa yang ingin Anda sampaikan?",
        help_text="Ceritakan apa yang terjadi, kapan, dan di bagian mana. Keluhan, saran, "
        "pertanyaan, dan pujian sama-sama kami baca.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Tulis dahulu apa yang ingin Anda sampaikan.",
            "max_length": f"Tulisannya terlalu panjang, paling banyak {LONGEST} huruf.",
        },
    )
    unit = forms.ModelChoiceField(
        label="Tentang bagian mana?", queryset=Unit.objects.none(), required=False
    )
    name = forms.CharField(
        label="Nama",
        max_length=120,
        required=False,
        help_text="Kosongkan bila tidak ingin disebut.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label="Nomor HP",
        max_length=40,
        required=False,
        help_text="Isi bila ingin dijawab lewat telepon atau WhatsApp juga.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Muat ulang halaman ini.", "invalid": "Muat ulang halaman."},
    )
    # last: what stops an upload half way must not take the words along
    foto = Photos(
        label="Foto", help_text=_PHOTOS, widget=SeveralFiles("image/jpeg,image/png,image/webp")
    )

    def __init__(self, place: Place, request: HttpRequest | None = None, **given: Any) -> None:
        data = request.POST if request is not None else None
        super().__init__(data, request.FILES if request is not None else None, **given)
        self.request = request
        field = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        field.queryset = place.units
        say_when_empty(field, "Tidak tahu, atau bagian lain")

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"]).strip()
        number = e164(typed)
        if typed and not number:
            raise forms.ValidationError(
                "Nomor ini tidak terbaca. Tulis seperti 0812 3456 7890, atau kosongkan."
            )
        return number

    def clean(self) -> dict[str, Any]:
        meta = self.request.META if self.request is not None else {}
        if meta.get(f"tanggap.{TOO_LARGE}") or meta.get(f"tanggap.{TOO_MANY}"):
            self.errors.pop("foto", None)  # of what was cut off nothing else need be said
        if meta.get(f"tanggap.{TOO_LARGE}"):
            self.add_error(
                "foto",
                f"Ada foto yang lebih besar dari {LARGEST_PHOTO // _MEGABYTE} MB. Kirim tanpa "
                "foto itu, atau kecilkan dahulu. Tulisan Anda masih ada di sini.",
            )
        if meta.get(f"tanggap.{TOO_MANY}"):
            self.add_error("foto", f"Paling banyak {MOST_PHOTOS} foto. Pilih lagi, lalu kirim.")
        return self.cleaned_data


class TrackForm(forms.Form):
    """Number and word of a receipt. Their names keep them out of every page and log."""

    nomor = forms.CharField(
        label="Nomor lacak",
        max_length=40,
        help_text="10 angka pada tanda terima.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Tulis nomor lacaknya."},
    )
    sandi = forms.CharField(
        label="Kata kunci",
        max_length=40,
        help_text="9 huruf dan angka pada tanda terima.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Tulis kata kuncinya."},
    )


class MoreForm(TrackForm):
    """A later word, from the tracking page."""

    text = forms.CharField(
        label="Tambah keterangan",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tulis dahulu keterangannya."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
