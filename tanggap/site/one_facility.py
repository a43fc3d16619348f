"""Which health centre a command is about: the site's only one, or the one that is named."""

from tanggap.base.models import Facility
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
