"""``tanggap export``: messages or entries of a period, as csv, xlsx or jsonl."""

import argparse
import sys

from tanggap.site.disk_trouble import refuse_unwritable
from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Write the export to ``--out`` or to standard output; the count goes to stderr."""
    if args.format == "xlsx" and args.out is None:
        raise CommandError("XLSX memerlukan --out BERKAS.xlsx.")
    if args.from_day and args.to_day and args.to_day < args.from_day:
        raise CommandError("--to lebih awal daripada --from.")
    refuse_unwritable(args.out)
    migrate(quiet=True)
    from tanggap.base.acting import machine
    from tanggap.site.one_facility import the_facility
    from tanggap.workbench.exports import export_entries, export_messages, write_rows

    facility = the_facility()
    rows_of = export_messages if args.what == "messages" else export_entries
    rows = rows_of(machine(facility.pk), args.from_day, args.to_day)
    if args.out is None:
        count = write_rows(rows, args.format, sys.stdout.buffer)
    else:
        with args.out.open("wb") as file:
            count = write_rows(rows, args.format, file)
    print(f"{count} baris.", file=sys.stderr)
    return 0
