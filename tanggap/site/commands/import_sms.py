"""``tanggap import sms FILE``: what «SMS Backup & Restore» saved from the handphone."""

import argparse

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say what would happen.

    Raises ``CommandError`` where the file is no backup or a number is not in it.
    """
    migrate(quiet=True)
    from tanggap.site.from_file import nothing_kept, shown_or_brought
    from tanggap.site.sms_from_file import SmsFromFile

    with nothing_kept(args.dry_run), SmsFromFile(args.file, args.line) as backup:
        backup.choose(args.without, args.also)
        days = (args.since, args.sort_from)
        shown_or_brought(args, backup.preview(), lambda: backup.bring_in(*days))
    return 0
