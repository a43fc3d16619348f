"""Input for people, their roles, and the team."""

from datetime import date
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.models import model_to_dict

from tanggap.base.actions import MemberDraft
from tanggap.base.forms import say_when_empty
from tanggap.base.forms.checks import nip_in
from tanggap.base.forms.fields import DayInput
from tanggap.base.models import Facility, Role, RoleGrant, Staff, Team, TeamMember
from tanggap.base.queries import open_units
from tanggap.base.rules import may_be_username


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]
    nip = forms.CharField(
        label="NIP", max_length=24, required=False, help_text="Kosongkan bila bukan ASN."
    )

    class Meta:
        model = Staff
        fields = ["name", "nip", "position", "username", "superior"]
        help_texts = {
            "username": "Hanya untuk yang memakai aplikasi. Huruf kecil tanpa spasi.",
            "superior": "Pengaduan tentang seorang pegawai diteruskan kepada atasannya.",
        }
        widgets = {"username": forms.TextInput(attrs={"autocapitalize": "none"})}

    def __init__(self, facility: Facility, data: Any = None, person: Staff | None = None) -> None:
        super().__init__(data, initial=model_to_dict(person) if person else None)
        colleagues = Staff.objects.filter(facility=facility, is_active=True)
        superior = self.fields["superior"]
        if isinstance(superior, forms.ModelChoiceField):
            superior.queryset = colleagues.exclude(pk=person.pk) if person else colleagues
            say_when_empty(superior, "Tidak ditentukan")

    def clean_nip(self) -> str:
        return nip_in(self.cleaned_data["nip"])

    def clean_username(self) -> str | None:
        username = (self.cleaned_data["username"] or "").strip().lower()
        if username and not may_be_username(username):
            raise forms.ValidationError(
                "Pakai 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung, tanpa spasi."
            )
        return username or None


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RoleGrant
        fields = ["role", "unit", "valid_from", "valid_to"]
        widgets = {"valid_from": DayInput(), "valid_to": DayInput()}
        help_texts = {
            "unit": "Hanya untuk penanggung jawab unit.",
            "valid_to": "Kosongkan bila belum tahu kapan berakhir.",
        }

    def __init__(self, facility: Facility, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"valid_from": today})
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = open_units(facility, today)
            say_when_empty(unit, "Tanpa unit")
        say_when_empty(self.fields["role"], "Pilih peran")

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if words.get("role") == Role.PJ_UNIT and not words.get("unit"):
            self.add_error("unit", "Pilih unit yang menjadi tanggung jawabnya.")
        return words


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields = ["kind", "name", "decree_number", "decree_on", "valid_from", "valid_to"]
        widgets = {"decree_on": DayInput(), "valid_from": DayInput(), "valid_to": DayInput()}
        help_texts = {
            "decree_number": "Misalnya «440/007-SK/PKM.SKM/IV/2026».",
            "valid_to": "Kosongkan bila SK tidak menyebut akhirnya.",
        }


class SeatForm(forms.Form):
    staff = forms.ModelChoiceField(label="Nama", queryset=Staff.objects.none(), required=False)
    seat = forms.ChoiceField(
        label="Kedudukan", choices=TeamMember.Seat.choices, initial=TeamMember.Seat.MEMBER
    )
    duty = forms.CharField(label="Tugas", max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        staff = self.fields["staff"]
        if isinstance(staff, forms.ModelChoiceField):
            staff.queryset = people
            say_when_empty(staff, "Pilih nama")


class Seats(BaseFormSet):  # type: ignore[type-arg]
    """The rows of a team; a row without a name is left out."""

    def members(self) -> list[MemberDraft]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("staff")]
        return [MemberDraft(row["staff"], row["seat"], row["duty"]) for row in rows]


def seats_form(facility: Facility, team: Team | None, data: Any = None) -> Seats:
    """Return the rows for ``team`` with room for more."""
    seated = list(team.members.all()) if team else []
    initial = [{"staff": one.staff_id, "seat": one.seat, "duty": one.duty} for one in seated]
    kept = Staff.objects.filter(pk__in=[one.staff_id for one in seated])
    people = Staff.objects.filter(facility=facility, is_active=True) | kept
    # Never more rows than these, however many are announced: Django would draw two thousand.
    made = formset_factory(
        SeatForm, formset=Seats, extra=3 if seated else 7, max_num=60, absolute_max=60
    )
    rows = made(data, initial=initial, form_kwargs={"people": people}, prefix="kursi")
    return cast(Seats, rows)
