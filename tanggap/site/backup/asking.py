"""Where a passphrase comes from on the command line: a file, the environment, or the keyboard.

Never from the command line itself: every program of the machine can read that.
"""

import getpass
import os
import sys
from pathlib import Path

from tanggap.site.backup.sealing import trouble_with_passphrase
from tanggap.site.refusal import CommandError

VARIABLE = "TANGGAP_PASSPHRASE"


def passphrase(file: Path | None, *, is_new: bool) -> str:
    """Return the passphrase; a new one is asked twice and must not be weak.

    ``file`` may be ``-``: the first line of standard input.
    """
    given = _given(file)
    if given is None:
        given = _typed(is_new)
    if not given:
        raise CommandError("Kata sandi cadangan kosong. · The passphrase is empty.")
    trouble = trouble_with_passphrase(given) if is_new else ""
    if trouble:
        raise CommandError(trouble)
    return given


def _given(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get(VARIABLE)
    if str(file) == "-":
        return sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Berkas kata sandi {file} tidak dapat dibaca.") from error
    return lines[0] if lines else ""


def _typed(is_new: bool) -> str:
    if not sys.stdin.isatty():
        raise CommandError(
            f"Kata sandi cadangan belum diberikan: pakai --passphrase-file atau {VARIABLE}. "
            "· No passphrase given."
        )
    first = getpass.getpass("Kata sandi cadangan: ")
    if is_new and first != getpass.getpass("Sekali lagi: "):
        raise CommandError("Kedua kata sandi tidak sama. · The two differ.")
    return first
