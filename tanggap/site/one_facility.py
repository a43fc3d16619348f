"""Which health centre a command is about: the site's only one, or the one that is named."""

from tanggap.base.models import Facility, Staff
from tanggap.site.refusal import CommandError


def the_facility() -> Facility:
    """Return the site's health centre; raises :class:`CommandError` when there is not one."""
    found = list(Facility.objects.order_by("id")[:2])
    if not found:
        raise CommandError(
            "Belum ada puskesmas di sini. Jalankan «tanggap serve» dan isi, atau «tanggap init»."
        )
    if len(found) > 1:
        raise CommandError(
            "Ada lebih dari satu puskesmas di basis data ini; perintah ini hanya untuk satu."
        )
    return found[0]


def staff_named(facility: Facility, username: str) -> Staff:
    """Return who signs in as ``username``; raises :class:`CommandError` for nobody."""
    staff = Staff.objects.filter(facility=facility, username=username.strip().lower()).first()
    if staff is None:
        raise CommandError(f"Tidak ada nama masuk «{username}» di sini.")
    return staff
