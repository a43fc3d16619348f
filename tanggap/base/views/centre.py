"""Settings of the health centre: what is still to be filled in, profile, week, units."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.actions import (
    add_unit,
    change_facility,
    change_profile,
    change_unit,
    close_unit,
    reopen_unit,
)
from tanggap.base.checklist import checklist
from tanggap.base.forms.facility import FacilityForm, ProfileForm, UnitForm
from tanggap.base.history import head_of_history, known_damage
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import FacilityProfile, Role, Unit
from tanggap.base.queries import profile_on
from tanggap.base.roles import RIGHTS


@may("look.settings")
def settings_index(request: StaffRequest) -> HttpResponse:
    points = checklist(request.facility, timezone.localdate())
    return render(
        request,
        "base/settings.html",
        {
            "points": points,
            "left": sum(not point.is_done for point in points),
            "head": head_of_history(request.facility.pk),
            "damage": known_damage(request.facility.pk),
        },
    )


@may("look.settings")
def profile(request: StaffRequest) -> HttpResponse:
    held = profile_on(request.facility, timezone.localdate())
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES)
        if form.is_valid():
            begins = form.cleaned_data["valid_from"]
            change_profile(request.actor, request.facility, begins, form.values())
            messages.success(request, "Profil puskesmas tersimpan.")
            return redirect("base:profile")
    else:
        form = ProfileForm(initial=model_to_dict(held))
    before = request.facility.profiles.order_by("-valid_from")
    return render(
        request,
        "base/profile.html",
        {"form": form, "held": held, "profiles": before, "logos": _logos(held)},
    )


def _logos(profile: FacilityProfile) -> dict[str, str]:
    found = {"kiri": profile.logo_left, "kanan": profile.logo_right}
    return {
        side: "data:image/png;base64," + b64encode(bytes(data)).decode()
        for side, data in found.items()
        if data
    }


@may("look.settings")
def facility(request: StaffRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else None
    # a copy of the row: the form writes into its instance, the action compares with the old
    form = FacilityForm(asked, instance=type(request.facility).objects.get(pk=request.facility.pk))
    if asked is not None and form.is_valid():
        change_facility(request.actor, request.facility, form.cleaned_data)
        messages.success(request, "Setelan puskesmas tersimpan.")
        return redirect("base:facility")
    return render(request, "base/facility.html", {"form": form})


@may("look.settings")
def units(request: StaffRequest) -> HttpResponse:
    form = UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(request, form, None):
        return redirect("base:units")
    here = Unit.objects.filter(facility=request.facility)
    return render(request, "base/units.html", {"form": form, "units": here})


@may("look.settings")
def unit(request: StaffRequest, unit_id: int) -> HttpResponse:
    found = get_object_or_404(Unit, pk=unit_id, facility=request.facility)
    asked = request.POST if request.method == "POST" else None
    form = UnitForm(asked, initial=model_to_dict(found))
    if asked is not None and form.is_valid() and _kept(request, form, found):
        return redirect("base:units")
    return render(request, "base/unit.html", {"form": form, "unit": found})


def _kept(request: StaffRequest, form: UnitForm, found: Unit | None) -> bool:
    words: dict[str, Any] = form.cleaned_data
    try:
        if found is None:
            add_unit(request.actor, **words)
        else:
            change_unit(request.actor, found, **words)
    except Refused as refused:
        form.add_error("code", str(refused))
        return False
    messages.success(request, f"Unit {words['code']} tersimpan.")
    return True


@require_POST
@may("look.settings")
def unit_closed(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Close an open unit, open a closed one: each undoes the other."""
    found = get_object_or_404(Unit, pk=unit_id, facility=request.facility)
    if request.POST.get("act") == "buka":
        reopen_unit(request.actor, found)
        messages.success(request, f"Unit {found.code} dibuka lagi.")
    else:
        close_unit(request.actor, found, timezone.localdate())
        messages.success(
            request, f"Unit {found.code} ditutup. Entri lama tetap menyebutnya; dapat dibuka lagi."
        )
    return redirect("base:units")


@may("look.settings")
def roles(request: StaffRequest) -> HttpResponse:
    """The table of roles, as the code holds it."""
    rows = [
        (right.label, [role in right.roles for role in Role])
        for right in RIGHTS.values()
        if right.roles
    ]
    return render(request, "base/roles.html", {"roles": Role, "rows": rows})
