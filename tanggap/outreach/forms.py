"""What is typed when the public was told, and for the evidence of it."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone

from tanggap.base.forms.fields import day_field
from tanggap.base.forms.files import FilesForm
from tanggap.base.models import Facility, Staff
from tanggap.outreach.actions import SocialisationDraft
from tanggap.outreach.models import Socialisation, SocialisationProof
from tanggap.outreach.rules import trouble_with_numbers


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


class ProofForm(FilesForm):
    """Photos or files of one kind, and what they show."""

    kind = forms.ChoiceField(label="Jenis bukti", choices=SocialisationProof.Kind.choices)
