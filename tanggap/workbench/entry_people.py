"""The page on which an entry gets its units, and the staff whom it is about."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tanggap.base.access import may
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Staff
from tanggap.base.queries import open_units
from tanggap.logbook.queries import visible_to


class UnitsForm(forms.Form):
    """Which units the entry is for; posted to ``logbook:units``."""

    unit = forms.MultipleChoiceField(
        label="Unit terkait",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Penanggung jawab unit membaca entri ini tanpa identitas pelapor, lalu "
        "menulis konsep jawaban.",
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "unit", choices)


class AccusedForm(forms.Form):
    """Whom the entry is about, and who sees it instead; posted to ``logbook:accused``."""

    pegawai = forms.MultipleChoiceField(
        label="Pegawai yang diadukan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pegawai ini tidak akan menemukan entri di layar, pencarian, hitungan, "
        "ekspor, atau kertas mana pun.",
    )
    pengganti = forms.ChoiceField(
        label="Pejabat pengganti",
        required=False,
        help_text="Wajib bila yang diadukan kepala puskesmas.",
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "pegawai", choices)
        _offer(self, "pengganti", [("", "Tidak perlu pengganti"), *choices])


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
    field.choices = choices


@may("logbook.assign_units")
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """Show which units the entry is for and which staff it is about, to be changed."""
    entry = get_object_or_404(visible_to(request.actor).prefetch_related("accused"), pk=pk)
    units = [(unit.pk, unit.name) for unit in open_units(request.facility, timezone.localdate())]
    staff = Staff.objects.filter(facility_id=entry.facility_id, is_active=True)
    names = [(one.pk, f"{one.name}, {one.position}".rstrip(", ")) for one in staff]
    named = list(entry.accused.all())
    instead = [row.sees_instead_id for row in named if row.sees_instead_id]
    context = {
        "entry": entry,
        "units": UnitsForm(
            choices=units, initial={"unit": list(entry.units.values_list("pk", flat=True))}
        ),
        "accused": AccusedForm(
            choices=names,
            initial={
                "pegawai": [row.staff_id for row in named],
                "pengganti": instead[0] if instead else "",
            },
        ),
        "may_name": request.actor.may("logbook.name_accused"),
    }
    return render(request, "workbench/entry_people.html", context)
