"""``tanggap password USER``: a new password when nobody is left who could reset it."""

import argparse

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Print a one-time password; raises ``CommandError`` for an unknown username."""
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.base.actions import reset_password
    from tanggap.site.one_facility import staff_named, the_facility

    facility = the_facility()
    staff = staff_named(facility, args.user)
    print(f"Kata sandi sementara: {reset_password(machine(facility.pk), staff)}")
    print("Kata sandi ini harus diganti saat masuk.")
    return 0
