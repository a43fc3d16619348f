"""What a person is told when a file or folder named on the command line cannot be used."""

import errno
from pathlib import Path

from tanggap.site.refusal import CommandError

_WHY = {
    errno.ENOENT: "foldernya atau berkasnya tidak ada · not found",
    errno.EISDIR: "itu folder, bukan berkas; sebut nama berkasnya · it is a folder",
    errno.ENOTDIR: "di tengah jalurnya ada yang bukan folder · not a folder",
    errno.EACCES: "Anda tidak berhak; periksa hak berkas dan foldernya · permission denied",
    errno.EPERM: "Anda tidak berhak; periksa hak berkas dan foldernya · permission denied",
    errno.EROFS: "disknya hanya dapat dibaca · read-only disk",
    errno.ENOSPC: "disk penuh; kosongkan dahulu · disk full",
    errno.EDQUOT: "jatah disk habis; kosongkan dahulu · quota used up",
}


def why(error: OSError) -> str:
    """Return one sentence for ``error``: which file, and what to do."""
    named = f"{error.filename} tidak dapat dipakai" if error.filename else "Disk bermasalah"
    return f"{named}: {_WHY.get(error.errno or 0, error.strerror or 'tidak diketahui')}."


def refuse_unwritable(path: Path | None) -> None:
    """Raise :class:`CommandError` where ``path`` could not be written, before the work is done."""
    if path is None:
        return
    if path.is_dir():
        raise CommandError(why(OSError(errno.EISDIR, "", str(path))))
    if not path.absolute().parent.is_dir():
        raise CommandError(f"Folder {path.absolute().parent} tidak ada. · No such folder.")
