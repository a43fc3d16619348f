"""``tanggap second-factor USER``: is it on? ``--remove`` when the telephone and paper are lost."""

import argparse

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Say how it stands, or switch it off; raises ``CommandError`` for an unknown username."""
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.base.actions import remove_second_factor
    from tanggap.base.queries import has_second_factor
    from tanggap.site.one_facility import staff_named, the_facility

    facility = the_facility()
    staff = staff_named(facility, args.user)
    if not has_second_factor(staff):
        print(f"Verifikasi dua langkah «{args.user}» tidak menyala.")
        return 0
    if not args.remove:
        print(f"Verifikasi dua langkah «{args.user}» menyala. Mematikan: tambahkan --remove.")
        return 0
    remove_second_factor(machine(facility.pk), staff)
    print(f"Verifikasi dua langkah «{args.user}» dimatikan; semua sesinya berakhir.")
    return 0
