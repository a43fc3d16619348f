"""``tanggap import spreadsheet FILE``: the book of complaints as it was kept in Excel."""

import argparse

from tanggap.site.disk_trouble import refuse_unwritable
from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say how the columns and rows would be read.

    Raises :class:`CommandError` where the file cannot be read or a choice is missing.
    """
    refuse_unwritable(args.refused)  # before the rows are in, not after
    migrate(quiet=True)
    from tanggap.site.book_from_file import BookFromFile

    if not args.file.is_file():
        raise CommandError(f"Berkas {args.file} tidak ada.")
    book = BookFromFile(args.file, args.by)
    try:
        book.choose(args)
        for words in book.preview():
            print(words)
        if args.dry_run:
            print("Hanya diperlihatkan; tidak ada yang disimpan.")
            return 0
        print(book.bring_in())
        if args.refused and book.brought.refused:
            args.refused.write_bytes(book.refused())
            print(f"Baris yang ditolak: {args.refused}")
    finally:
        book.put_away()
    return 0
