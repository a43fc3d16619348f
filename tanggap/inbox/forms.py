"""What people type about an import, a box and its slips."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from tanggap.base.forms.checks import MB, no_larger_than
from tanggap.base.forms.fields import day_field
from tanggap.gateway.models import Line
from tanggap.inbox.chat_import import ParsedChat

_TOO_LARGE = "Berkas lebih dari 512 MB. Ekspor ulang dengan pilihan «Tanpa media»."
LARGEST_PHOTO = 20 * MB
_LOCAL_TIME = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_MOST_ASKED = 12


def local_time_field(label: str, help_text: str = "") -> forms.DateTimeField:
    """Return a field for day and hour in the health centre's own time."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        input_formats=_LOCAL_TIME,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def photo_field(label: str, accept: str = "image/*", capture: str = "environment") -> Any:
    """Return a field that opens the handphone's camera, or a file chooser on a computer."""
    attrs = {"accept": accept, **({"capture": capture} if capture else {})}
    return forms.FileField(
        label=label, required=False, widget=forms.ClearableFileInput(attrs=attrs)
    )


def checked_photo(photo: "UploadedFile[bytes] | None") -> "UploadedFile[bytes] | None":
    """Return ``photo`` where it is not too large; raises with what to do."""
    if photo is not None and (photo.size or 0) > LARGEST_PHOTO:
        raise forms.ValidationError("Foto lebih dari 20 MB. Ambil ulang dengan ukuran lebih kecil.")
    return photo


class UploadForm(forms.Form):
    """Which line, and the exported chat."""

    line = forms.ModelChoiceField(Line.objects.none(), label="Saluran", empty_label=None)
    file = forms.FileField(
        label="Berkas ekspor",
        validators=[no_larger_than(512 * MB, _TOO_LARGE)],
        help_text="Berkas .txt atau .zip dari «Ekspor chat» di WhatsApp.",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.zip,text/plain,application/zip"}),
    )

    def __init__(self, lines: QuerySet[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """What only a person knows of a chat: our own name, the order of dates, numbers."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    own_name = forms.ChoiceField(
        label="Nama puskesmas di percakapan ini",
        widget=forms.RadioSelect,
        help_text="Pesan dengan nama ini adalah pesan keluar; yang lain pesan warga.",
    )

    def __init__(self, parsed: ParsedChat, *args: Any, suggested: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "own_name": suggested})
        super().__init__(*args, **kwargs)
        self.parsed = parsed
        own_name: Any = self.fields["own_name"]
        own_name.choices = [
            *((s.name, f"{s.name} ({s.count} pesan)") for s in parsed.senders()),
            ("-", "Tidak ada: semua dari warga"),
        ]
        if parsed.is_ambiguous:
            self.fields["date_order"] = self._date_field()
        self.asked = [s.name for s in parsed.senders() if not s.phone][:_MOST_ASKED]
        for place, name in enumerate(self.asked):
            self.fields[f"phone_{place}"] = forms.CharField(
                label=f"Nomor HP «{name}»",
                required=False,
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            )

    def _date_field(self) -> forms.ChoiceField:
        names = {"dmy": "Hari dahulu", "mdy": "Bulan dahulu"}
        likelier = self.parsed.date_order
        choices = [
            (
                reading.order,
                f"{names[reading.order]}: {_day(reading.first)} sampai {_day(reading.last)}"
                + (" (kemungkinan besar)" if reading.order == likelier else ""),
            )
            for reading in self.parsed.preview().readings
        ]
        return forms.ChoiceField(
            label="Tanggal dibaca bagaimana?",
            choices=choices,
            widget=forms.RadioSelect,
            help_text=f"Berkas ini bisa dibaca dua cara. {self.parsed.reason}",
        )

    @property
    def own_names(self) -> list[str]:
        own = str(self.cleaned_data["own_name"])
        return [] if own == "-" else [own]

    @property
    def phones(self) -> dict[str, str]:
        typed = {name: self.cleaned_data[f"phone_{at}"] for at, name in enumerate(self.asked)}
        return {name: phone for name, phone in typed.items() if phone not in ("", None)}

    @property
    def phone_fields(self) -> list[forms.BoundField]:
        return [self[f"phone_{place}"] for place in range(len(self.asked))]


def _day(day: date) -> str:
    return date_format(day, "j F Y")


class OpeningForm(forms.Form):
    """The record of an opening of the box (A-08): who, when, before whom, how many."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Kotak", empty_label=None)
    opened_at = local_time_field("Dibuka pada")
    witness = forms.CharField(label="Saksi", max_length=120, required=False)
    slips = forms.IntegerField(
        label="Jumlah slip",
        min_value=0,
        max_value=500,
        help_text="Tulis 0 bila kosong; dicatat sebagai nihil.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(label="Catatan", max_length=240, required=False)

    def __init__(self, lines: QuerySet[Line], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "opened_at": timezone.localtime()})
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class SlipForm(forms.Form):
    """One slip, typed as it stands on the paper."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Isi slip",
        help_text="Ketik apa adanya. Tulis (tidak terbaca) untuk bagian yang tidak terbaca.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    photo = photo_field("Foto slip")
    name = forms.CharField(label="Nama penulis", max_length=160, required=False)
    phone = forms.CharField(
        label="Nomor HP penulis",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    dated_on = day_field("Tanggal di slip", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)

    def clean_photo(self) -> "UploadedFile[bytes] | None":
        return checked_photo(self.cleaned_data.get("photo"))


class SlipCountForm(forms.Form):
    """More or fewer slips than were counted."""

    slips = forms.IntegerField(label="Jumlah slip sebenarnya", min_value=0, max_value=500)
