"""``tanggap import sms FILE``: what «SMS Backup & Restore» saved from the handphone."""

import argparse

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say what would happen.

    Raises :class:`CommandError` where the file is no backup or a number is not in it.
    """
    migrate(quiet=True)
    from tanggap.site.sms_from_file import SmsFromFile, nothing_kept

    if not args.file.is_file():
        raise CommandError(f"Berkas {args.file} tidak ada.")
    with nothing_kept(args.dry_run):
        backup = SmsFromFile(args.file, args.line)
        try:
            backup.choose(args.without, args.also)
            for words in backup.preview():
                print(words)
            if args.dry_run:
                print("Hanya diperlihatkan; tidak ada yang disimpan.")
            else:
                print(backup.bring_in(args.since, args.sort_from))
        finally:
            backup.put_away()
    return 0
