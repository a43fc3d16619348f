"""What is typed when the public was told, and for the evidence of it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone

from tanggap.base.forms.checks import MB, no_larger_than
from tanggap.base.models import Facility, Staff
from tanggap.outreach.actions import SocialisationDraft
from tanggap.outreach.models import Socialisation, SocialisationProof
from tanggap.outreach.rules import trouble_with_numbers

_LARGEST = 20 * MB
_AT_ONCE = 20
_too_large = no_larger_than(_LARGEST, "Berkas lebih dari 20 MB. Pilih yang lebih kecil.")


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _number(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=1_000_000, required=False
    )


class SocialisationForm(forms.Form):
    """Date, method, place, who told whom, and how many."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    held_on = day_field("Tanggal")
    method = forms.ChoiceField(
        label="Cara", choices=Socialisation.Method.choices, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label="Tempat",
        max_length=120,
        help_text="Misalnya: ruang tunggu, aula kecamatan, posyandu Desa Cirasa.",
    )
    officers = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label="Petugas",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit seorang petugas."},
    )
    people = _number("Jumlah orang", "Kira-kira saja; 0 bila tidak dihitung.")
    leaflets = _number("Leaflet dibagikan", "0 bila tidak ada.")
    note = forms.CharField(
        label="Catatan",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Misalnya yang ditanyakan warga. Jangan tulis nama warga.",
    )

    def __init__(
        self,
        facility: Facility,
        *args: Any,
        held: Socialisation | None = None,
        staff_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _first(held, staff_id))
        super().__init__(*args, **kwargs)
        known = Q(pk__in=held.told_by.values("staff")) if held else Q()
        officers: Any = self.fields["officers"]
        officers.queryset = Staff.objects.filter(Q(is_active=True) | known, facility=facility)

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal tidak boleh sesudah hari ini.")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["people"], said["leaflets"] = said.get("people") or 0, said.get("leaflets") or 0
        field, trouble = trouble_with_numbers(
            said.get("method", ""), said["people"], said["leaflets"]
        )
        if trouble and field not in self.errors:
            self.add_error(field, trouble)
        return said

    @property
    def draft(self) -> SocialisationDraft:
        said = self.cleaned_data
        return SocialisationDraft(
            held_on=said["held_on"],
            method=said["method"],
            place=said["place"],
            officers=list(said["officers"]),
            people=said["people"],
            leaflets=said["leaflets"],
            note=said["note"],
        )


def _first(held: Socialisation | None, staff_id: int | None) -> dict[str, Any]:
    """Return what the form shows first: today and who writes, or what was written."""
    if held is None:
        officers = [staff_id] if staff_id else []
        return {"form_key": uuid4(), "held_on": timezone.localdate(), "officers": officers}
    told_by = list(held.told_by.values_list("staff_id", flat=True))
    names = ("form_key", "held_on", "method", "place", "people", "leaflets", "note")
    return {name: getattr(held, name) for name in names} | {"officers": told_by}


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several photos or files at once."""

    widget = _SeveralFiles(attrs={"accept": "image/*,application/pdf", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            raise forms.ValidationError("Pilih dahulu foto atau berkasnya.")
        if len(given) > _AT_ONCE:
            raise forms.ValidationError(f"Paling banyak {_AT_ONCE} berkas sekaligus.")
        kept = [super(_FilesField, self).clean(one, initial) for one in given]
        for one in kept:
            _too_large(one)
        return kept


class ProofForm(forms.Form):
    """Photos or files of one kind, and what they show."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Jenis bukti", choices=SocialisationProof.Kind.choices)
    attached = _FilesField(
        label="Foto atau berkas", help_text="JPG, PNG, atau PDF; tiap berkas ≤ 20 MB."
    )
    note = forms.CharField(label="Keterangan", max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)

    @property
    def keyed_files(self) -> "list[tuple[UUID, UploadedFile[bytes]]]":
        """Each file with a key of its own, the same when the form comes twice."""
        key: UUID = self.cleaned_data["form_key"]
        return [(uuid5(key, str(i)), one) for i, one in enumerate(self.cleaned_data["attached"])]


class PeriodForm(forms.Form):
    """Of which days the report tells."""

    dari = day_field("Dari tanggal")
    sampai = day_field("Sampai tanggal")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("dari") and said.get("sampai") and said["dari"] > said["sampai"]:
            self.add_error("sampai", "Tanggal sampai tidak boleh sebelum tanggal dari.")
        return said
