"""``tanggap password USER``: a new password when nobody is left who could reset it."""

import argparse

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Print a one-time password; raises :class:`CommandError` for an unknown username."""
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.base.actions import reset_password
    from tanggap.base.models import Staff
    from tanggap.site.one_facility import the_facility

    facility = the_facility()
    staff = Staff.objects.filter(facility=facility, username=args.user.strip().lower()).first()
    if staff is None:
        raise CommandError(f"Tidak ada nama masuk «{args.user}» di sini.")
    print(f"Kata sandi sementara: {reset_password(machine(facility.pk), staff)}")
    print("Kata sandi ini harus diganti saat masuk.")
    return 0
