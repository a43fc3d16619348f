"""``tanggap unlock USER``: let somebody try again at once after too many wrong passwords."""

import argparse

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Lift the lock; raises ``CommandError`` for an unknown username."""
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.base.actions import lift_lock
    from tanggap.base.lock_out import locked_until
    from tanggap.site.one_facility import staff_named, the_facility

    facility = the_facility()
    staff = staff_named(facility, args.user)
    was_locked = locked_until(staff) is not None
    lift_lock(machine(facility.pk), staff)
    print(f"Kunci «{args.user}» dibuka." if was_locked else f"«{args.user}» tidak terkunci.")
    return 0
