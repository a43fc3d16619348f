"""What is typed to plan the year, and to be reminded of it."""

from typing import Any
from uuid import uuid4

from django import forms

from tanggap.base.forms.fields import day_field
from tanggap.base.forms.files import FilesField, FilesForm, SeveralFiles
from tanggap.base.models import Facility
from tanggap.base.phones import e164
from tanggap.gateway.models import Line
from tanggap.rhythm.actions import OccasionDraft
from tanggap.rhythm.models import Occasion, OccasionFile
from tanggap.rhythm.queries import reminding_lines
from tanggap.rhythm.rules import trouble_with_days


class OccasionForm(forms.Form):
    """Kind, name, days and place of one gathering."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Jenis", choices=Occasion.Kind.choices)
    title = forms.CharField(
        label="Nama kegiatan",
        max_length=120,
        required=False,
        help_text="Boleh kosong: jenisnya yang tertulis. Wajib untuk «Kegiatan lain».",
    )
    starts_on = day_field("Tanggal")
    ends_on = day_field("Sampai tanggal", required=False, help_text="Kosongkan bila hanya sehari.")
    place = forms.CharField(label="Tempat", max_length=120, required=False)

    def __init__(self, *args: Any, held: Occasion | None = None, **kwargs: Any) -> None:
        names = ("form_key", "kind", "title", "starts_on", "ends_on", "place")
        first = {name: getattr(held, name) for name in names} if held else {"form_key": uuid4()}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == Occasion.Kind.OTHER and not said.get("title"):
            self.add_error("title", "Tulis nama kegiatannya.")
        if said.get("starts_on"):
            trouble = trouble_with_days(said["starts_on"], said.get("ends_on"))
            if trouble:
                self.add_error("ends_on" if said.get("ends_on") else "starts_on", trouble)
        return said

    @property
    def draft(self) -> OccasionDraft:
        said = self.cleaned_data
        return OccasionDraft(
            kind=said["kind"],
            starts_on=said["starts_on"],
            title=said["title"],
            ends_on=said["ends_on"],
            place=said["place"],
        )


class FileForm(FilesForm):
    """Files of one kind beside an occasion, and what they show."""

    kind = forms.ChoiceField(label="Jenis berkas", choices=OccasionFile.Kind.choices)
    attached = FilesField(
        label="Berkas",
        help_text="PDF, JPG, PNG, DOCX, atau XLSX; tiap berkas ≤ 20 MB.",
        when_none="Pilih dahulu berkasnya.",
        widget=SeveralFiles(".pdf,.jpg,.jpeg,.png,.docx,.xlsx"),
    )


class ReminderForm(forms.Form):
    """By which line of the team, and to which handphone."""

    line = forms.TypedChoiceField(label="Lewat saluran", coerce=int)
    phone = forms.CharField(
        label="Nomor HP Anda",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text="Misalnya 0812 3456 7890. Hanya dipakai untuk pengingat ini.",
    )

    def __init__(self, facility: Facility, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: dict[int, Line] = {one.pk: one for one in reminding_lines(facility.pk)}
        line: Any = self.fields["line"]
        line.choices = [(key, one.name) for key, one in self.lines.items()]

    def clean_phone(self) -> str:
        number = e164(self.cleaned_data["phone"])
        if not number:
            raise forms.ValidationError("Ini bukan nomor HP. Tulis misalnya 0812 3456 7890.")
        return number

    @property
    def chosen(self) -> Line:
        return self.lines[self.cleaned_data["line"]]
