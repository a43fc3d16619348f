"""People and roles; teams and their decrees."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.actions import (
    add_staff,
    change_staff,
    deactivate_staff,
    end_sessions,
    grant_role,
    lift_lock,
    reactivate_staff,
    remove_second_factor,
    reset_password,
    revoke_role,
)
from tanggap.base.forms.people import GrantForm, StaffForm
from tanggap.base.lock_out import locked_until
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Role, RoleGrant, Staff
from tanggap.base.queries import all_grants, grants_on, has_second_factor, open_sessions


@may("look.settings")
def staff(request: StaffRequest) -> HttpResponse:
    form = StaffForm(request.facility, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_staff(request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Pegawai ditambahkan. Sekarang beri perannya.")
            return redirect("base:staff-member", added.pk)
    today = timezone.localdate()
    held: dict[int, list[RoleGrant]] = {}
    for grant in grants_on(today).filter(facility=request.facility).select_related("unit"):
        held.setdefault(grant.staff_id, []).append(grant)
    people = Staff.objects.filter(facility=request.facility).order_by("-is_active", "name")
    rows = [(person, held.get(person.pk, [])) for person in people]
    return render(request, "base/staff.html", {"form": form, "rows": rows})


@may("look.holders")
@require_safe
def role_holders(request: StaffRequest) -> HttpResponse:
    """Show who holds and held which role, in the order of the table of roles."""
    grants = list(all_grants(request.facility))
    today = timezone.localdate()
    rows = [
        (grant, grant.valid_to is not None and grant.valid_to < today)
        for role in Role
        for grant in grants
        if grant.role == role
    ]
    return render(request, "base/role_holders.html", {"rows": rows})


@may("look.settings")
def staff_member(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = _person(request, staff_id)
    asked = request.POST if request.method == "POST" else None
    form = StaffForm(request.facility, asked, person)
    if asked is not None and form.is_valid():
        try:
            change_staff(request.actor, person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Data pegawai tersimpan.")
            return redirect("base:staff-member", person.pk)
    grant_form = GrantForm(request.facility, timezone.localdate())
    return _member_page(request, person, form=form, grant_form=grant_form)


@require_POST
@may("look.settings")
def role_given(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = _person(request, staff_id)
    form = GrantForm(request.facility, timezone.localdate(), request.POST)
    if form.is_valid():
        words = form.cleaned_data
        role = Role(words.pop("role"))
        try:
            grant_role(request.actor, person, role, **words)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Peran {role.label} diberikan.")
            return redirect("base:staff-member", person.pk)
    own = StaffForm(request.facility, person=person)
    return _member_page(request, person, form=own, grant_form=form)


@require_POST
@may("look.settings")
def role_ended(request: StaffRequest, grant_id: int) -> HttpResponse:
    grant = get_object_or_404(
        RoleGrant.objects.select_related("staff", "unit"), pk=grant_id, facility=request.facility
    )
    try:
        revoke_role(request.actor, grant, timezone.localdate())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"Peran {Role(grant.role).label} dicabut. Bila keliru, beri lagi di bawah."
        )
    return redirect("base:staff-member", grant.staff_id)


@require_POST
@may("look.settings")
def staff_active(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Deactivate an active member of staff, activate an inactive one: each undoes the other."""
    person = _person(request, staff_id)
    try:
        if request.POST.get("act") == "aktifkan":
            reactivate_staff(request.actor, person)
            messages.success(request, "Pegawai aktif kembali.")
        else:
            deactivate_staff(request.actor, person)
            messages.success(request, "Pegawai nonaktif dan sesinya berakhir. Dapat dibatalkan.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("base:staff-member", person.pk)


@require_POST
@may("base.reset_password")
def password_reset(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Show the one-time password in this answer alone: it is kept nowhere."""
    person = _person(request, staff_id)
    try:
        password = reset_password(request.actor, person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("base:staff-member", person.pk)
    return render(request, "base/password_once.html", {"person": person, "password": password})


@require_POST
@may("base.lift_lock")
def lock_lifted(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = _person(request, staff_id)
    lift_lock(request.actor, person)
    messages.success(request, "Kunci dibuka. Pegawai ini dapat mencoba masuk lagi sekarang.")
    return redirect("base:staff-member", person.pk)


@require_POST
@may("base.end_sessions")
def sessions_ended(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = _person(request, staff_id)
    try:
        end_sessions(request.actor, person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Pegawai ini sudah dikeluarkan dari semua perangkat.")
    return redirect("base:staff-member", person.pk)


@require_POST
@may("base.remove_second_factor")
def second_factor_removed(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = _person(request, staff_id)
    try:
        remove_second_factor(request.actor, person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            "Verifikasi dua langkah pegawai ini dimatikan dan semua sesinya berakhir. Ia dapat "
            "memasangnya lagi dengan HP baru di «Akun saya».",
        )
    return redirect("base:staff-member", person.pk)


def _person(request: StaffRequest, staff_id: int) -> Staff:
    return get_object_or_404(Staff, pk=staff_id, facility=request.facility)


def _member_page(
    request: StaffRequest, person: Staff, *, form: StaffForm, grant_form: GrantForm
) -> HttpResponse:
    today = timezone.localdate()
    grants = person.grants.select_related("unit").order_by("-valid_from", "-id")
    rows = [(grant, grant.valid_to is None or grant.valid_to >= today) for grant in grants]
    return render(
        request,
        "base/staff_member.html",
        {
            "person": person,
            "form": form,
            "grant_form": grant_form,
            "grants": rows,
            "locked_until": locked_until(person),
            "has_second_factor": has_second_factor(person),
            "sessions_open": open_sessions(person).count(),
        },
    )
