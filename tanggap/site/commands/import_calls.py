"""``tanggap import calls FILE``: the call log that «SMS Backup & Restore» saved."""

import argparse

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say what would happen.

    Raises ``CommandError`` where the file is no call log or a number is not in it.
    """
    migrate(quiet=True)
    from tanggap.site.calls_from_file import CallsFromFile
    from tanggap.site.from_file import nothing_kept, shown_or_brought

    with nothing_kept(args.dry_run), CallsFromFile(args.file, args.line) as log:
        log.choose(args.without)
        shown_or_brought(args, log.preview(), lambda: log.bring_in(args.since))
    return 0
