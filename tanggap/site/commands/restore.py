"""``tanggap restore FILE``: a site out of a backup; with ``--verify`` only a trial.

Django is set up only after the keys have come out of the file, in a scratch folder.
"""

import argparse
import os
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanggap.site.backup.asking import passphrase
from tanggap.site.backup.restoring import NotRestored, Place, restore, verify
from tanggap.site.backup.sealing import Unreadable
from tanggap.site.backup.telling import number, on_terminal, report, to_starter
from tanggap.site.home import home_folder
from tanggap.site.presence import Elsewhere, be_alone
from tanggap.site.refusal import CommandError

if TYPE_CHECKING:
    from tanggap.site.backup.loading import Loaded

DIFFERS = 3


def run(args: argparse.Namespace) -> int:
    """Restore, or try to; raises :class:`CommandError` with what to do, nothing changed."""
    if not args.file.is_file():
        raise CommandError(f"Berkas {args.file} tidak ada. · No such file.")
    words = passphrase(args.passphrase_file, is_new=False)
    if args.report:
        from tanggap.site.example.running import end_with_starter

        end_with_starter()  # not before: it reads the same input, and would take letters away
    if args.verify:
        return verified(args.file.absolute(), words, is_reported=args.report)
    home = home_folder()
    place = Place(home, os.environ.get("DATABASE_URL", ""))
    try:
        with closing(be_alone(home)):
            about, loaded, aside = restore(
                args.file.absolute(), words, place, on_terminal, replace=args.replace
            )
    except (Elsewhere, NotRestored, Unreadable) as error:
        raise CommandError(str(error)) from error
    print(f"Pulih dari cadangan {_day(about)}: {_counted(loaded)}.")
    _warn(loaded)
    if args.replace:
        schema = "" if place.database_file else f" dan skema «{aside.name}» di PostgreSQL"
        print(f"Yang lama disimpan di {aside}{schema}. Hapus bila sudah yakin.")
    print("Berikutnya: tanggap serve. Semua orang masuk lagi dengan kata sandinya sendiri.")
    return 0


def verified(path: Path, words: str, *, is_reported: bool = False) -> int:
    """Restore into a scratch folder, compare, and say in plain words what was found."""
    try:
        about, loaded = verify(
            path, words, home_folder(), to_starter() if is_reported else on_terminal
        )
    except (NotRestored, Unreadable) as error:
        raise CommandError(str(error)) from error
    if is_reported:
        report(troubles=loaded.differences + loaded.concerns, said=_counted(loaded))
        return DIFFERS if loaded.differences or loaded.concerns else 0
    _warn(loaded)
    if loaded.differences:
        print("Cadangan ini TIDAK sama dengan aslinya:", file=sys.stderr)
        for difference in loaded.differences:
            print(f"  - {difference}", file=sys.stderr)
        return DIFFERS
    print(
        f"Cadangan {_day(about)} utuh dan dapat dipulihkan: {_counted(loaded)}. "
        "Setiap tabel dan lampiran sama dengan saat dicadangkan."
    )
    return DIFFERS if loaded.concerns else 0


def _day(about: dict[str, Any]) -> str:
    at = datetime.fromisoformat(about["made_at"]).astimezone()
    return f"{at:%d/%m/%Y %H.%M} (Tanggap {about['tanggap']})"


def _counted(loaded: "Loaded") -> str:
    told = (
        f"{number(loaded.rows)} baris dari {loaded.tables} tabel, {number(loaded.files)} lampiran"
    )
    if loaded.sealed:
        told += f", {number(loaded.sealed)} isian rahasia terbuka dengan kuncinya"
    return told + (f", {loaded.chain}" if loaded.chain else "")


def _warn(loaded: "Loaded") -> None:
    for warning in loaded.warnings + loaded.concerns:
        print(f"Perhatikan, sudah begitu saat dicadangkan: {warning}", file=sys.stderr)
