"""``tanggap init``: the set-up wizard without a screen."""

import argparse
import getpass
import sys

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Make the health centre and its first account.

    Raises :class:`CommandError` where there is one already or the password is too weak.
    """
    migrate()
    from django.core.exceptions import ValidationError

    from tanggap.base.acting import Refused
    from tanggap.base.models import Facility
    from tanggap.site.founding import found_plainly

    if Facility.objects.exists():
        raise CommandError("Puskesmas di sini sudah disiapkan; jalankan «tanggap serve».")
    try:
        found_plainly(args.facility, args.admin, _password(args.password_stdin))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except Refused as refused:
        raise CommandError(str(refused)) from refused
    print(f"{args.facility} siap. Berikutnya: tanggap serve, lalu masuk sebagai «{args.admin}».")
    return 0


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError(
            "Tidak ada layar untuk mengetik kata sandi: pakai --password-stdin. "
            "· No terminal to type a password at."
        )
    first = getpass.getpass("Kata sandi admin: ")
    if first != getpass.getpass("Sekali lagi: "):
        raise CommandError("Kedua kata sandi tidak sama.")
    return first
