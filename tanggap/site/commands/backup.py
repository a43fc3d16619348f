"""``tanggap backup FILE``: the whole site into one sealed file, also while it is running."""

import argparse
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tanggap.site.backup.asking import passphrase
from tanggap.site.backup.sealing import Lock, new_lock
from tanggap.site.backup.telling import amount, number, on_terminal, report, to_starter
from tanggap.site.ready import set_up
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Make the backup and say what it holds; tables are left at the version they are."""
    if args.report:
        from tanggap.site.example.running import end_with_starter

        end_with_starter()
    set_up()
    from django.conf import settings

    from tanggap.site.backup.making import NotMade, make_backup

    if args.verify and args.site_key:
        raise CommandError("--verify memerlukan kata sandi; tanpa --site-key.")
    words = "" if args.site_key else passphrase(args.passphrase_file, is_new=True)
    try:
        made = make_backup(
            args.file.absolute(),
            new_lock(words) if words else _lock_of_the_site(),
            settings.HOME,
            settings.MEDIA_ROOT,
            overwrite=args.overwrite,
            progress=to_starter() if args.report else on_terminal,
        )
    except NotMade as error:
        raise CommandError(str(error)) from error
    if args.report:
        report(done=asdict(made) | {"path": str(made.path)})
        return 0
    print(
        f"Cadangan {made.path}: {amount(made.size)}, {number(made.rows)} baris dari "
        f"{made.tables} tabel, {number(made.files)} lampiran, dan kunci. Tersandi."
    )
    for warning in made.warnings:
        print(f"Perhatikan: {warning}", file=sys.stderr)
    if args.verify:
        return _verified(made.path, words)
    print(f'Ujilah sekali-sekali: tanggap restore "{made.path}" --verify')
    return 0


def _verified(path: Path, words: str) -> int:
    """Try the backup in a process of its own: this one is at the real site."""
    command = ["restore", str(path), "--verify", "--passphrase-file", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "tanggap", *command], input=words.encode() + b"\n", check=False
    )
    return done.returncode


def _lock_of_the_site() -> Lock:
    from tanggap.site.backup.queries import lock_of
    from tanggap.site.one_facility import the_facility

    lock = lock_of(the_facility().pk)
    if lock is None:
        raise CommandError("Kata sandi cadangan belum disetel di Setelan → Cadangan.")
    return lock
