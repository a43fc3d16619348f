"""Sessions and devices: seeing off whoever should not be there, lifting a lock.

A session ends at once when its row is gone (``base.session_rows``).
"""

from datetime import datetime

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.lock_out import forget_failures
from tanggap.base.models import KnownDevice, Staff, StaffSession


def sign_out_everywhere(staff: Staff, but: str | None = None) -> int:
    """Drop the sessions of ``staff`` (all, or all but one key): part of larger acts."""
    ended = StaffSession.objects.filter(staff=staff).exclude(session_key=but or "")
    return ended.delete()[0]


@action("base.note_device")
def note_device(
    actor: Actor, staff: Staff, token_hash: str, *, words: str, now: datetime
) -> KnownDevice:
    """Note from which browser ``staff`` signs in; her other sessions are told of a new one.

    Her very first browser is no news, and none is in the living example, where everybody
    signs in as everybody.
    """
    is_first = not KnownDevice.objects.filter(staff=staff).exists()
    is_news = not is_first and not staff.facility.is_example
    device, is_new = KnownDevice.objects.update_or_create(
        staff=staff,
        token_hash=token_hash,
        defaults={"words": words, "last_seen_at": now},
        create_defaults={
            "facility_id": staff.facility_id,
            "words": words,
            "first_seen_at": now,
            "last_seen_at": now,
            "settled_at": None if is_news else now,
        },
    )
    if is_new and is_news:
        StaffSession.objects.filter(staff=staff).exclude(device=device).update(has_notice=True)
    return device


@action("base.end_own_session")
def end_own_session(actor: Actor, number: int) -> None:
    """End one of one's own sessions: the one left open on another's handphone."""
    staff = Staff.objects.get(pk=actor.staff_id or 0)
    if StaffSession.objects.filter(staff=staff, number=number).delete()[0]:
        tell(actor, staff, "Mengakhiri satu sesi sendiri.")
    else:
        nothing_changed()


@action("base.end_own_sessions")
def end_own_sessions(actor: Actor) -> None:
    """End every session of one's own, this one too."""
    staff = Staff.objects.get(pk=actor.staff_id or 0)
    _end_all(staff)
    tell(actor, staff, "Keluar dari semua perangkat.")


@action("base.end_sessions")
def end_sessions(actor: Actor, staff: Staff) -> None:
    """End every session of somebody else."""
    if staff.pk == actor.staff_id:
        raise Refused("Untuk diri sendiri pakai «Akun saya» di menu.")
    if not _end_all(staff):
        nothing_changed()
        return
    tell(actor, staff, "Mengeluarkan pegawai dari semua perangkat.")


@action("base.settle_device")
def settle_device(actor: Actor, device: KnownDevice) -> None:
    """Say of a new browser: it is mine."""
    if device.staff_id != actor.staff_id:
        raise Refused("Pemberitahuan ini milik pegawai lain.")
    if device.settled_at is not None:
        nothing_changed()
        return
    device.settled_at = timezone.now()
    device.save(update_fields=["settled_at"])
    _clear_notices(device.staff)
    tell(actor, device.staff, "Mengenali perangkat baru sebagai miliknya.")


@action("base.refuse_device")
def refuse_device(actor: Actor, device: KnownDevice, *, here: str) -> None:
    """Say of a new browser: not mine. Somebody else knows the password, so it is worth nothing.

    It opens no session any more, and only the one with the key ``here``, in which this was
    said, may change it; every other ends. What else was new must come in anew and be told of.
    """
    if device.staff_id != actor.staff_id:
        raise Refused("Pemberitahuan ini milik pegawai lain.")
    staff = Staff.objects.select_for_update().get(pk=device.staff_id)
    session = StaffSession.objects.filter(staff=staff, session_key=here).first()
    if session is None:
        raise Refused("Waktu masuk Anda habis. Masuk lagi, lalu tekan sekali lagi.")
    sign_out_everywhere(staff, but=here)
    unsettled = KnownDevice.objects.filter(staff=staff, settled_at=None)
    unsettled.exclude(pk=session.device_id or 0).delete()
    _clear_notices(staff)
    staff.must_change_password = True
    staff.password_only_in = session.number
    staff.save(update_fields=["must_change_password", "password_only_in"])
    tell(actor, staff, "Menolak perangkat yang tidak dikenal: kata sandi lama tidak berlaku lagi.")


@action("base.lift_lock")
def lift_lock(actor: Actor, staff: Staff) -> None:
    """Let somebody try again at once; for half an hour strangers cannot put the lock back."""
    if not forget_failures(staff):
        nothing_changed()
        return
    staff.lock_lifted_at = timezone.now()
    staff.save(update_fields=["lock_lifted_at"])
    tell(actor, staff, "Membuka kunci masuk.")


def _end_all(staff: Staff) -> int:
    staff.sessions_from = timezone.now()
    staff.save(update_fields=["sessions_from"])
    return sign_out_everywhere(staff)


def _clear_notices(staff: Staff) -> None:
    """Take the mark from her sessions once no new browser waits for her word."""
    if not KnownDevice.objects.filter(staff=staff, settled_at=None).exists():
        StaffSession.objects.filter(staff=staff, has_notice=True).update(has_notice=False)
