"""What is typed while somebody calls, stands there, or has sent a letter."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.base.models import Facility, Unit
from tanggap.base.phones import e164
from tanggap.base.queries import open_units
from tanggap.gateway.models import Line
from tanggap.inbox.forms import checked_photo, local_time_field, photo_field
from tanggap.logbook.models import Kind

TO_BOOK, FOR_LATER, LOOK_UP = "buku", "nanti", "cari"


class IntakeForm(forms.Form):
    """What every form of this kind asks; ``then`` is the button that was pressed."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Saluran", empty_label=None)
    phone = forms.CharField(
        label="Nomor HP",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Nama",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_anonymous = forms.BooleanField(label="Tidak mau namanya disebut (anonim)", required=False)
    kind = forms.ChoiceField(label="Jenis", choices=Kind.choices, initial=Kind.COMPLAINT)
    text = forms.CharField(
        label="Uraian",
        help_text="Dengan kata orangnya sendiri.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Unit terkait",
        help_text="Perlu dipilih bila langsung dicatat ke buku.",
        required=False,
        empty_label="Belum tahu",
    )
    unit.is_sometimes_needed = True  # type: ignore[attr-defined]
    promise = forms.CharField(
        label="Yang dijanjikan atau langsung dilakukan", max_length=300, required=False
    )
    about_staff = forms.BooleanField(label="Menyangkut pegawai tertentu", required=False)

    def __init__(
        self, facility: Facility, lines: QuerySet[Line], *args: Any, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "received_at": timezone.localtime()})
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = lines
        if len(lines) == 1:
            line.widget, line.initial = forms.HiddenInput(), lines[0]
        unit: Any = self.fields["unit"]
        unit.queryset = open_units(facility, timezone.localdate())

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not e164(phone):
            raise forms.ValidationError("Nomor tidak terbaca. Tulis seperti 0812 3456 7890.")
        return phone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.is_for_book and "unit" in data and data["unit"] is None:
            self.add_error("unit", "Pilih unit terkait, atau tekan «Simpan, pilah nanti».")
        received_at = data.get("received_at")
        if received_at is not None and received_at > timezone.now():
            self.add_error("received_at", "Waktu diterima tidak boleh di masa depan.")
        return data

    @property
    def then(self) -> str:
        return str(self.data.get("then", TO_BOOK))

    @property
    def is_for_book(self) -> bool:
        """Answer whether the entry is to be written at once; one about a member of staff
        needs the whole form, so that it is secret from the first moment."""
        return self.then == TO_BOOK and not self.data.get("about_staff")

    @property
    def photos(self) -> "list[UploadedFile[bytes]]":
        photo = self.cleaned_data.get("photo")
        return [photo] if photo else []


class PhoneForm(IntakeForm):
    """A call (A-08): from the number to «Simpan» by keyboard alone."""

    call_back = forms.IntegerField(
        required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autofocus"] = True
        self.fields["promise"].label = "Yang dijanjikan kepada penelepon"


class WalkInForm(IntakeForm):
    """Somebody came in person, today or earlier."""

    received_at = local_time_field("Datang pada")
    address = forms.CharField(label="Alamat", max_length=240, required=False)
    photo = photo_field("Foto atau berkas", accept="image/*,application/pdf", capture="")
    field_order = ["received_at", "name", "phone", "address", "is_anonymous", "kind", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_photo(self) -> "UploadedFile[bytes] | None":
        return checked_photo(self.cleaned_data.get("photo"))


class LetterForm(IntakeForm):
    """A letter: the day it came is not the day it is typed, nor the day it bears."""

    received_on = day_field("Tanggal diterima")
    number = forms.CharField(label="Nomor surat", max_length=80, required=False)
    dated_on = day_field("Tanggal surat", required=False)
    address = forms.CharField(label="Alamat pengirim", max_length=240, required=False)
    photo = photo_field(
        "Foto atau pindaian surat", accept="image/*,application/pdf", capture="environment"
    )
    field_order = [
        "received_on",
        "number",
        "dated_on",
        "name",
        "address",
        "phone",
        "is_anonymous",
        "photo",
        "kind",
        "text",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "received_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Pengirim"
        self.fields["text"].label = "Isi surat"
        self.fields["text"].help_text = "Ringkas, atau ketik seluruhnya."
        self.fields["promise"].label = "Yang langsung dilakukan"
        self.fields["number"].widget.attrs["autofocus"] = True

    def clean_photo(self) -> "UploadedFile[bytes] | None":
        return checked_photo(self.cleaned_data.get("photo"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        today = timezone.localdate()
        for name in ("received_on", "dated_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, "Tanggal ini masih di masa depan.")
        received_on, dated_on = data.get("received_on"), data.get("dated_on")
        if received_on and dated_on and dated_on > received_on:
            self.add_error("dated_on", "Surat tidak mungkin ditulis setelah diterima.")
        return data


def noon_or_now(day: Any) -> datetime:
    """Return a time for a day known without its hour: noon, but never in the future."""
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())
