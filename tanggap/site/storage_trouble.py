"""What is wrong with the disk or the database, told so that somebody can mend it.

A full disk and a locked file reach a page as one of many errors, often wrapped in
another; what the people at the desk can do about it differs.
"""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

from tanggap.base.drivers import postgres_errors


@dataclass(frozen=True)
class Trouble:
    """What happened, as a heading, and what to do."""

    title: str
    advice: str


_KEPT = "Yang terakhir Anda kirim belum tersimpan; yang sudah tersimpan tetap aman. "
FULL = Trouble(
    "Disk penuh",
    _KEPT + "Kosongkan ruang di komputer tempat Tanggap berjalan: buang isi tempat sampah dan "
    "pindahkan berkas besar, tetapi jangan berkas di folder Tanggap. Setelah itu kirim lagi. "
    "Pesan WhatsApp yang datang sementara ini dikirim ulang oleh WhatsApp.",
)
LOCKED = Trouble(
    "Data sedang dipakai proses lain",
    _KEPT + "Tunggu sebentar, lalu kirim lagi. Bila tetap begini, tutup program lain yang "
    "membuka data Tanggap (misalnya penyalin cadangan atau penampil basis data).",
)
AWAY = Trouble(
    "Basis data tidak terjangkau",
    _KEPT + "Biasanya ini hanya sebentar: tunggu satu menit, lalu kirim lagi. Bila tetap begini, "
    "minta yang merawat komputer menjalankan «tanggap check».",
)
UNWRITABLE = Trouble(
    "Disk tidak dapat ditulis",
    _KEPT + "Disk komputer ini rusak, terlepas, atau terkunci. Minta yang merawat komputer "
    "memeriksa disk dan menjalankan «tanggap check»; jangan matikan dahulu sebelum ada salinan "
    "folder Tanggap.",
)

_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EFBIG: FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): FULL,
    errno.EROFS: UNWRITABLE,
    errno.EIO: UNWRITABLE,
}
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_IOERR: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: UNWRITABLE,
}
_WAITED_TOO_LONG = ("LockNotAvailable", "QueryCanceled", "DeadlockDetected")


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return what is wrong with the store, or ``None`` if the error lies elsewhere."""
    for one in _causes(error):
        found = _judged(one)
        if found is not None:
            return found
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the deepest cause first: Django wraps what the driver said."""
    if error is not None:
        yield from _causes(error.__cause__)
        yield error


def _judged(error: BaseException) -> Trouble | None:
    if isinstance(error, sqlite3.Error):
        return _BY_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, postgres_errors("DiskFull")):
        return FULL
    if isinstance(error, postgres_errors(*_WAITED_TOO_LONG)):
        return LOCKED
    if isinstance(error, (OperationalError, InterfaceError, *postgres_errors("OperationalError"))):
        return AWAY
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    return None
