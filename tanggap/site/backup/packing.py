"""The stream inside a backup: a tar, written and read from end to end without a file of its own.

tentang.json                    format, version, migrations, tables and their columns
kunci/<name>                    the keys of this site
tabel/<table>/000001.jsonl.gz   rows, a few megabytes to a piece
media/<path>                    files of messages
media.jsonl.gz                  path, size and SHA-256 of each
daftar.json                     what must be there: rows and SHA-256 of every table
"""

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from tanggap.site.backup.sealing import Unreadable

FORMAT = 1
ABOUT, LIST, MEDIA_LIST = "tentang.json", "daftar.json", "media.jsonl.gz"
KEYS, TABLES, MEDIA = "kunci/", "tabel/", "media/"
_BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * _BLOCK)
LARGEST_PIECE = 256 * 1024 * 1024


class Piece(NamedTuple):
    """One member of the stream; ``file`` must be read before the next is asked for."""

    name: str
    size: int
    file: IO[bytes]

    def whole(self) -> bytes:
        """Return all of a piece that is known to be small."""
        if self.size > LARGEST_PIECE:
            raise Unreadable("Isi cadangan ini tidak wajar; tidak dipakai.")
        return self.file.read()


def packed(name: str, content: bytes) -> bytes:
    """Return one whole member."""
    return b"".join(packed_file(name, len(content), [content]))


def packed_file(name: str, size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield one member of ``size`` bytes; raises ``ValueError`` where ``chunks`` hold others."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    yield info.tobuf(tarfile.PAX_FORMAT)
    given = 0
    for chunk in chunks:
        given += len(chunk)
        yield chunk
    if given != size:
        raise ValueError(f"{name}: {given} bytes, not {size}")
    yield bytes(-size % _BLOCK)


def pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """Yield the members of ``stream`` in order.

    Raises :class:`Unreadable` for a name that leads out of its folder, or no tar at all.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for info in tar:
                tar.members = []  # type: ignore[attr-defined]  # or it would keep them all
                file = tar.extractfile(info) if info.isreg() else None
                if file is None or not _is_safe(info.name):
                    raise Unreadable("Isi cadangan ini tidak wajar; tidak dipakai.")
                yield Piece(info.name, info.size, file)
            while stream.read(65536):  # to the very end: only there is a cut noticed
                pass
    except tarfile.TarError as error:
        raise Unreadable("Isi cadangan ini tidak utuh; tidak dipakai.") from error


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and not any(sign in name for sign in '\\:*?"<>|\x00')
    )
