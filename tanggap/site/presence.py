"""Whether somebody serves, or restores, a TANGGAP_HOME right now.

An open read on a small SQLite file is the sign: the system takes it away with the process,
however that ends, and it is the same on every system.
"""

import sqlite3
from pathlib import Path

_FILE = "berjalan"


class Elsewhere(Exception):
    """Somebody else is at this folder; the message says who."""


def _open(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(home / _FILE, isolation_level=None, check_same_thread=False, timeout=0.5)


def stay(home: Path) -> sqlite3.Connection:
    """Be present at ``home`` until the answer is closed or the process ends.

    Raises :class:`Elsewhere` while somebody restores there.
    """
    try:
        sign = _open(home)
        sign.execute("BEGIN")
        sign.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            return sqlite3.connect(":memory:")  # a full disk must not keep a site from serving
        raise Elsewhere(
            f"Folder {home} sedang dipulihkan dari cadangan. Tunggu selesai."
        ) from error
    return sign


def be_alone(home: Path) -> sqlite3.Connection:
    """Keep everybody else out of ``home`` until the answer is closed.

    Raises :class:`Elsewhere` while a server or worker is there.
    """
    sign = _open(home)
    try:
        sign.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        sign.close()
        raise Elsewhere(
            f"Tanggap sedang berjalan di {home}. Hentikan dahulu (Ctrl-C), lalu ulangi."
        ) from error
    return sign
