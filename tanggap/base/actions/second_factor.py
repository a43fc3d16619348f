"""The second step at sign-in: switched on, its paper renewed, switched off."""

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.actions.sessions import sign_out_everywhere
from tanggap.base.codes import digits_of, hash_of, matching_step, new_codes, new_secret
from tanggap.base.models import SecondFactor, Staff


@action("base.begin_second_factor")
def begin_second_factor(actor: Actor) -> SecondFactor:
    """Make the secret that the app is to hold; nothing asks for it until it is confirmed."""
    SecondFactor.objects.filter(user_id=actor.staff_id, confirmed=False).delete()
    nothing_changed()
    return SecondFactor.objects.create(
        user_id=actor.staff_id or 0, name="app", confirmed=False, secret=new_secret()
    )


@action("base.cancel_second_factor")
def cancel_second_factor(actor: Actor) -> None:
    """Leave off setting up; what was on before stays on."""
    SecondFactor.objects.filter(user_id=actor.staff_id, confirmed=False).delete()
    nothing_changed()


@action("base.confirm_second_factor")
def confirm_second_factor(actor: Actor, begun: SecondFactor, code: str) -> list[str]:
    """Switch the second step on with a first code; return the codes for paper, once.

    Raises :class:`Refused` where the app shows another code: it may have been typed wrongly.
    """
    if begun.user_id != actor.staff_id:
        raise Refused("Pemasangan ini milik pegawai lain. Mulai lagi dari awal.")
    step = matching_step(begun.secret, digits_of(code), after=-1)
    if step is None:
        raise Refused(
            "Kode belum cocok. Tunggu kode berikutnya di aplikasi, lalu ketik lagi. Bila tetap "
            "tidak cocok, periksa apakah jam HP diatur otomatis."
        )
    SecondFactor.objects.filter(user_id=actor.staff_id, confirmed=True).delete()
    begun.confirmed, begun.last_step = True, step
    codes = _put_down(begun)
    tell(actor, begun.user, "Menyalakan verifikasi dua langkah.")
    return codes


@action("base.renew_recovery_codes")
def renew_recovery_codes(actor: Actor) -> list[str]:
    """Make ten new codes for paper; the old ones open nothing any more."""
    factor = SecondFactor.objects.filter(user_id=actor.staff_id, confirmed=True).first()
    if factor is None:
        raise Refused("Verifikasi dua langkah belum dinyalakan.")
    codes = _put_down(factor)
    tell(actor, factor.user, "Memperbarui kode cadangan.")
    return codes


@action("base.drop_second_factor")
def drop_second_factor(actor: Actor) -> None:
    """Switch one's own second step off."""
    staff = Staff.objects.get(pk=actor.staff_id or 0)
    if not SecondFactor.objects.filter(user=staff).delete()[0]:
        nothing_changed()
        return
    tell(actor, staff, "Mematikan verifikasi dua langkah.")


@action("base.remove_second_factor")
def remove_second_factor(actor: Actor, staff: Staff) -> None:
    """Switch another's second step off, who lost her telephone; her sessions end.

    A password alone then lets her in: whoever asks for this must be known to the admin.
    """
    if staff.pk == actor.staff_id:
        raise Refused("Untuk diri sendiri pakai «Akun saya» di menu.")
    if not SecondFactor.objects.filter(user=staff).delete()[0]:
        nothing_changed()
        return
    staff.sessions_from = timezone.now()
    staff.save(update_fields=["sessions_from"])
    sign_out_everywhere(staff)
    tell(actor, staff, "Mematikan verifikasi dua langkah pegawai.")


@action("base.put_off_second_factor")
def put_off_second_factor(actor: Actor) -> None:
    """«Nanti saja»: counted, so that nobody is asked for ever."""
    staff = Staff.objects.get(pk=actor.staff_id or 0)
    staff.second_factor_put_off = min(staff.second_factor_put_off + 1, 100)
    staff.save(update_fields=["second_factor_put_off"])
    nothing_changed()


def _put_down(factor: SecondFactor) -> list[str]:
    codes = new_codes()
    factor.code_hashes = [hash_of(code) for code in codes]
    factor.codes_made_at = timezone.now()
    factor.save()
    return codes
