"""What people say about slips: how many to print, their photos, and the words on them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.forms.checks import MB
from tanggap.base.forms.files import SeveralFiles, SeveralFilesField
from tanggap.base.models import Unit
from tanggap.base.queries import open_units
from tanggap.gateway.models import Line
from tanggap.inbox.actions.slips import MOST_SHEETS
from tanggap.inbox.forms import LARGEST_PHOTO, SlipForm
from tanggap.inbox.models import SlipPhoto
from tanggap.inbox.slip_shape import KINDS, PER_SHEET, WAYS


class PrintForm(forms.Form):
    """How many sheets, for which box."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Kotak", empty_label=None)
    sheets = forms.IntegerField(
        label="Berapa lembar kertas?",
        min_value=1,
        max_value=MOST_SHEETS,
        help_text=f"Setiap lembar berisi {PER_SHEET} slip, dipotong di garis putus-putus.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, lines: QuerySet[Line], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "sheets": 10})
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = lines
        if len(lines) == 1:
            line.widget, line.initial = forms.HiddenInput(), lines[0]


class PhotosForm(forms.Form):
    """Photos of slips, from the camera or from the gallery.

    What is too large is named; the others are kept all the same.
    """

    photos = SeveralFilesField(
        label="Foto slip",
        help_text="Boleh banyak sekaligus: JPG atau PNG, satu slip satu foto, paling besar "
        f"{LARGEST_PHOTO // MB} MB.",
        when_none="Pilih atau ambil dahulu foto slipnya.",
        widget=SeveralFiles("image/*"),
    )


_SHORT = {"name": "Nama", "phone": "Nomor HP", "dated_on": "Tanggal"}


class TypingForm(SlipForm):
    """A slip typed from its photo: the words first, then what was ticked and who wrote it."""

    kind = forms.ChoiceField(
        label="Jenis", choices=[("", "Tidak dicentang"), *KINDS], required=False
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Bagian", required=False, empty_label="Tidak dicentang"
    )
    way = forms.ChoiceField(
        label="Dijawab lewat", choices=[("", "Tidak dicentang"), *WAYS], required=False
    )
    is_secret = forms.BooleanField(label="Minta namanya dirahasiakan", required=False)

    def __init__(self, photo: SlipPhoto, *args: Any, **kwargs: Any) -> None:
        offered = photo.offered
        kwargs["initial"] = {"form_key": uuid4(), **offered}
        super().__init__(*args, **kwargs)
        del self.fields["photo"]
        for name, label in _SHORT.items():
            self.fields[name].label = label
        self.fields["text"].widget.attrs["rows"] = 5
        unit: Any = self.fields["unit"]
        today = timezone.localdate()
        unit.queryset = open_units(photo.facility, today) | Unit.objects.filter(
            pk=offered.get("unit"), facility=photo.facility
        )

    def clean_dated_on(self) -> date | None:
        dated_on: date | None = self.cleaned_data["dated_on"]
        if dated_on is not None and dated_on > timezone.localdate():
            raise forms.ValidationError("Tanggal di slip tidak boleh di masa depan.")
        return dated_on
