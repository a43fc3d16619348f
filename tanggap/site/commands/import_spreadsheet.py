"""``tanggap import spreadsheet FILE``: the book of complaints as it was kept in Excel."""

import argparse

from tanggap.site.disk_trouble import refuse_unwritable
from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say how the columns and rows would be read.

    Raises ``CommandError`` where the file cannot be read or a choice is missing.
    """
    refuse_unwritable(args.refused)  # before the rows are in, not after
    migrate(quiet=True)
    from tanggap.site.book_from_file import BookFromFile
    from tanggap.site.from_file import shown_or_brought

    with BookFromFile(args.file, args.by) as book:
        book.choose(args)
        is_in = shown_or_brought(args, book.preview(), book.bring_in)
        if is_in and args.refused and book.brought.refused:
            args.refused.write_bytes(book.refused())
            print(f"Baris yang ditolak: {args.refused}")
    return 0
