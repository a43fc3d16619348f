"""``tanggap print buku-rekap``: the register of a period as PDF, without a screen."""

import argparse

from tanggap.site.disk_trouble import refuse_unwritable
from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Print it; raises :class:`CommandError` for a turned-round period or a wrong place."""
    if args.to_day < args.from_day:
        raise CommandError("--to lebih awal daripada --from.")
    refuse_unwritable(args.out)
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.site.one_facility import the_facility
    from tanggap.workbench.papers import book_pdf

    facility = the_facility()
    pdf = book_pdf(machine(facility.pk), args.from_day, args.to_day)
    args.out.write_bytes(pdf)
    print(f"{args.out}: {len(pdf):,} byte.".replace(",", "."))
    return 0
