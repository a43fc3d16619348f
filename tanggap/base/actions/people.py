"""People and their roles, sign-ins and passwords. Nobody is locked out of the last admin.

History never names a person: the screen of History shows whom the record is about.
"""

import secrets
from datetime import date, timedelta

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.actions.sessions import sign_out_everywhere
from tanggap.base.lock_out import forget_failures
from tanggap.base.models import Role, RoleGrant, Staff, StaffSession, Unit
from tanggap.base.queries import grants_on, label_of

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no l, 1, o, 0, i: it is read aloud and typed


@action("base.add_staff")
def add_staff(
    actor: Actor,
    *,
    name: str,
    nip: str = "",
    position: str = "",
    username: str | None = None,
    superior: Staff | None = None,
) -> Staff:
    """Add somebody who works here; a sign-in comes with the first password."""
    _refuse_double(actor, name, nip, position)
    _refuse_taken(actor, username, None)
    staff = Staff(
        facility_id=actor.facility_id,
        name=name,
        nip=nip,
        position=position,
        username=username or None,
        superior=superior,
    )
    staff.set_unusable_password()
    staff.save()
    tell(actor, staff, "Menambah pegawai.")
    return staff


@action("base.change_staff")
def change_staff(
    actor: Actor,
    staff: Staff,
    *,
    name: str,
    nip: str = "",
    position: str = "",
    username: str | None = None,
    superior: Staff | None = None,
) -> Staff:
    """Correct what is kept of a member of staff."""
    _refuse_taken(actor, username, staff)
    username = username or None
    if staff.username and username is None:
        _refuse_last_admin(staff)
    after: dict[str, object] = {"name": name, "nip": nip, "position": position}
    after |= {"username": username, "superior_id": superior.pk if superior else None}
    changed = [field for field, value in after.items() if getattr(staff, field) != value]
    if not changed:
        nothing_changed()
        return staff
    for field in changed:
        setattr(staff, field, after[field])
    staff.save(update_fields=changed)
    labels = [label_of(Staff, field.removesuffix("_id")) for field in changed]
    tell(actor, staff, f"Mengubah data pegawai: {', '.join(labels)}.")
    return staff


@action("base.deactivate_staff")
def deactivate_staff(actor: Actor, staff: Staff) -> None:
    """End somebody's sign-in and sessions; what they did stays theirs."""
    if not staff.is_active:
        nothing_changed()
        return
    if staff.pk == actor.staff_id:
        raise Refused("Anda tidak dapat menonaktifkan diri sendiri. Mintalah admin lain.")
    _refuse_last_admin(staff)
    staff.is_active, staff.sessions_from = False, timezone.now()
    staff.save(update_fields=["is_active", "sessions_from"])
    sign_out_everywhere(staff)
    tell(actor, staff, "Menonaktifkan pegawai.")


@action("base.reactivate_staff")
def reactivate_staff(actor: Actor, staff: Staff) -> None:
    """Let somebody sign in again with the password they had."""
    if staff.is_active:
        nothing_changed()
        return
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    tell(actor, staff, "Mengaktifkan kembali pegawai.")


@action("base.grant_role")
def grant_role(
    actor: Actor,
    staff: Staff,
    role: Role,
    *,
    valid_from: date,
    valid_to: date | None = None,
    unit: Unit | None = None,
) -> RoleGrant:
    """Give a role for a time; a PJ unit holds it for one unit."""
    if role == Role.PJ_UNIT and unit is None:
        raise Refused("Pilih unit yang menjadi tanggung jawabnya.")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("Tanggal «sampai» mendahului tanggal «mulai».")
    unit = unit if role == Role.PJ_UNIT else None
    same = grants_on(valid_from).filter(staff=staff, role=role, unit=unit, valid_to=valid_to)
    held = same.first()
    if held is not None:
        nothing_changed()
        return held
    grant = RoleGrant.objects.create(
        facility_id=actor.facility_id,
        staff=staff,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    until = f" sampai {valid_to:%d/%m/%Y}" if valid_to else ""
    tell(actor, staff, f"Memberi peran {_named(grant)} mulai {valid_from:%d/%m/%Y}{until}.")
    return grant


@action("base.revoke_role")
def revoke_role(actor: Actor, grant: RoleGrant, today: date) -> None:
    """End a role with yesterday; one given today disappears as if it had not been."""
    if grant.valid_to is not None and grant.valid_to < today:
        nothing_changed()
        return
    if grant.role == Role.ADMIN:
        _refuse_last_admin(grant.staff)
    tell(actor, grant.staff, f"Mencabut peran {_named(grant)}.")
    if grant.valid_from >= today:
        grant.delete()
        return
    grant.valid_to = today - timedelta(days=1)
    grant.save(update_fields=["valid_to"])


@action("base.reset_password")
def reset_password(actor: Actor, staff: Staff) -> str:
    """Make a one-time password to hand over; every session of the person ends.

    No e-mail: the admin reads it out or writes it on paper. It is shown once and must
    be changed at the next sign-in.
    """
    if staff.pk == actor.staff_id:
        raise Refused("Untuk diri sendiri pakai «Ganti kata sandi» di menu.")
    if not staff.username:
        raise Refused("Isi dahulu nama masuk pegawai ini, lalu buat kata sandinya.")
    password = "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))
    staff.set_password(password)
    staff.must_change_password = True
    staff.password_only_in = None
    staff.sessions_from = staff.lock_lifted_at = timezone.now()
    staff.save(
        update_fields=[
            "password",
            "must_change_password",
            "password_only_in",
            "sessions_from",
            "lock_lifted_at",
        ]
    )
    sign_out_everywhere(staff)
    forget_failures(staff)
    tell(actor, staff, "Menyetel ulang kata sandi.")
    return password


@action("base.change_own_password")
def change_own_password(actor: Actor, staff: Staff, new: str, *, here: str | None = None) -> None:
    """Change one's own password; her sessions end, but for the one with the key ``here``."""
    if staff.pk != actor.staff_id:
        raise Refused("Kata sandi hanya dapat diganti oleh pemiliknya.")
    _refuse_ended_session(staff, here)
    staff.set_password(new)
    staff.must_change_password = False
    staff.password_only_in = None
    staff.save(update_fields=["password", "must_change_password", "password_only_in"])
    sign_out_everywhere(staff, but=here)
    tell(actor, staff, "Mengganti kata sandi sendiri.")


def _refuse_ended_session(staff: Staff, here: str | None) -> None:
    """Refuse where the session was ended, or lost this right, while the form was on its way.

    By the row of ``staff``, locked: of a thief and the owner who refuses him one comes first.
    """
    only_in = Staff.objects.select_for_update().get(pk=staff.pk).password_only_in
    if here is None:
        return
    session = StaffSession.objects.filter(staff=staff, session_key=here).first()
    if session is None or only_in not in (None, session.number):
        raise Refused("Sesi ini sudah diakhiri. Masuk lagi, atau minta bantuan admin puskesmas.")


def _named(grant: RoleGrant) -> str:
    unit = f" ({grant.unit.code})" if grant.unit else ""
    return f"{Role(grant.role).label}{unit}"


def _refuse_taken(actor: Actor, username: str | None, staff: Staff | None) -> None:
    if not username:
        return
    others = Staff.objects.filter(facility_id=actor.facility_id, username=username)
    if staff is not None:
        others = others.exclude(pk=staff.pk)
    if others.exists():
        raise Refused("Nama masuk ini sudah dipakai pegawai lain. Pilih yang lain.")


def _refuse_double(actor: Actor, name: str, nip: str, position: str) -> None:
    same = Staff.objects.filter(facility_id=actor.facility_id, name__iexact=name)
    if same.filter(nip=nip, position__iexact=position).exists():
        raise Refused(
            "Pegawai dengan nama dan jabatan ini sudah tercatat. Bila orangnya memang lain, "
            "bedakan dengan NIP atau jabatan."
        )


def _refuse_last_admin(staff: Staff) -> None:
    """Refuse what would leave nobody who can let people in."""
    today = timezone.localdate()
    admins = grants_on(today).filter(facility_id=staff.facility_id, role=Role.ADMIN)
    if not admins.filter(staff=staff).exists():
        return
    able = admins.filter(valid_to=None, staff__is_active=True, staff__username__isnull=False)
    if not able.exclude(staff=staff).exists():
        raise Refused("Ini admin terakhir. Beri dahulu peran Admin kepada pegawai lain.")
