"""The uploaded backup of a handphone's SMS or calls: an .xml, or a .zip with one in it."""

import io
import zipfile
from pathlib import Path

from tanggap.gateway.exports import Stream
from tanggap.inbox.chat_files import BROKEN, UnreadableExport

MB = 1024 * 1024
LARGEST_TEXT = 4096 * MB
_SMALL = 20 * MB
_SUSPECT_RATIO = 100
_OTHERS = (
    "Pilih berkas .xml dari aplikasi SMS Backup & Restore (namanya seperti «{}-20260512.xml»)."
)
_WHAT = {"sms": "cadangan SMS", "calls": "riwayat panggilan"}


def open_backup(path: Path, begins: str = "sms") -> tuple[Stream, int]:
    """Return the XML of the backup as a stream, and its size.

    ``begins`` is how the app lets the name of such a file begin: ``sms`` or ``calls``.

    Raises :class:`UnreadableExport` with what to do instead.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(b"PK"):
        return _open_zip(path, begins)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        others = _OTHERS.format(begins)
        raise UnreadableExport(f"Berkas ini bukan {_WHAT[begins]}. {others}")
    return path.open("rb"), path.stat().st_size


def _open_zip(path: Path, begins: str) -> tuple[Stream, int]:
    try:
        archive = zipfile.ZipFile(path)
        infos = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
        named = [info for info in infos if Path(info.filename).name.lower().startswith(begins)]
        chosen = (named or infos)[:1]
        if not chosen:
            others = _OTHERS.format(begins)
            raise UnreadableExport(f"Di dalam zip ini tidak ada {_WHAT[begins]}. {others}")
        _refuse_bomb(chosen[0])
        return _Unpacked(archive, chosen[0]), chosen[0].file_size
    except BROKEN as error:
        raise UnreadableExport("Berkas zip ini rusak. Salin ulang dari HP.") from error


def _refuse_bomb(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x1:
        raise UnreadableExport("Zip ini berkata sandi. Pakai berkas .xml langsung dari HP.")
    is_suspect = info.file_size > _SMALL and info.file_size > _SUSPECT_RATIO * info.compress_size
    if info.file_size > LARGEST_TEXT or is_suspect:
        raise UnreadableExport(
            "Isi zip ini jauh lebih besar daripada berkasnya; ditolak demi keamanan. "
            "Pakai berkas .xml langsung dari HP."
        )


class _Unpacked(io.RawIOBase):
    """One file of a zip, read in pieces; where the zip breaks off, the file ends there."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._left = info.file_size
        self._file = archive.open(info)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._left <= 0:
            return b""
        try:
            piece = self._file.read(size)
        except BROKEN as error:
            raise EOFError from error
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._archive.close()
        super().close()
