"""``tanggap import calls FILE``: the call log that «SMS Backup & Restore» saved."""

import argparse

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say what would happen.

    Raises :class:`CommandError` where the file is no call log or a number is not in it.
    """
    migrate(quiet=True)
    from tanggap.site.calls_from_file import CallsFromFile
    from tanggap.site.sms_from_file import nothing_kept

    if not args.file.is_file():
        raise CommandError(f"Berkas {args.file} tidak ada.")
    with nothing_kept(args.dry_run):
        log = CallsFromFile(args.file, args.line)
        try:
            log.choose(args.without)
            for words in log.preview():
                print(words)
            if args.dry_run:
                print("Hanya diperlihatkan; tidak ada yang disimpan.")
            else:
                print(log.bring_in(args.since))
        finally:
            log.put_away()
    return 0
