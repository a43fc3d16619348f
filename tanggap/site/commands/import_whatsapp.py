"""``tanggap import whatsapp FILE``: a conversation exported on the handphone."""

import argparse

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Import, or with ``--dry-run`` say what would happen.

    Raises :class:`CommandError` where day and month cannot be told apart, or nobody in the
    conversation is known to be us.
    """
    migrate(quiet=True)
    from tanggap.site.chat_from_file import ChatFromFile

    try:
        chat = ChatFromFile(args.file, args.date_order, args.own_name, args.line)
    except FileNotFoundError as error:
        raise CommandError(f"Berkas {args.file} tidak ada.") from error
    for words in chat.preview():
        print(words)
    if args.dry_run:
        print("Hanya diperlihatkan; tidak ada yang disimpan.")
        return 0
    print(chat.bring_in())
    return 0
