"""Making a backup: one look at the database, then the files, sealed on the way to the disk.

Nothing lies unsealed anywhere in between. Files are read after the database: they are
never changed once kept, so each that the rows speak of is there.
"""

import errno
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tanggap import __version__
from tanggap.site.backup import packing
from tanggap.site.backup.packing import packed, packed_file
from tanggap.site.backup.sealing import Lock, digest_of, lay_down, seal
from tanggap.site.backup.tables import Table, Tally, count_of, lines_of, packed_lines, snapshot
from tanggap.site.backup.tables import tables_of as tables_at

CHUNK = 1024 * 1024
ROW = 400  # bytes of a row, roughly, to weigh rows against files in the progress
KEPT_FREE = 500 * 1024 * 1024  # of the site's own disk, or messages would be refused
KEPT_FREE_ELSEWHERE = 10 * 1024 * 1024
NOT_KEYS = ("setup-",)
UNFINISHED = ".belum-selesai"

Progress = Callable[[int, str], None]


class NotMade(Exception):
    """No backup was made. The message is Indonesian and says what to do."""


@dataclass(frozen=True)
class Made:
    """What lies on the disk now. ``warnings`` tell of damage in the site itself."""

    path: Path
    size: int
    sha256: str
    tables: int
    rows: int
    files: int
    warnings: tuple[str, ...]


@dataclass
class _Course:
    """How far the making has come, and what it has seen."""

    say: Progress
    total: int = 1
    done: int = 0
    tables: dict[str, Any] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    media_sha256: Any = field(default_factory=hashlib.sha256)
    warnings: list[str] = field(default_factory=list)

    def move(self, by: int, words: str) -> None:
        self.done += by
        self.say(min(99, 100 * self.done // max(self.total, 1)), words)


def make_backup(
    target: Path,
    lock: Lock,
    home: Path,
    media: Path,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Made:
    """Back the site up to ``target``, whole or not at all.

    Raises :class:`NotMade` with what to do: a file of that name, no such folder, a full
    disk, tables newer than this program.
    """
    _refuse_existing(target, overwrite)
    unfinished = target.with_name(target.name + UNFINISHED)
    course = _Course(progress or (lambda percent, words: None))
    try:
        with snapshot() as source, unfinished.open("wb") as file:
            chunks = _contents(source, course, home, media, target.parent)
            size, sha256 = seal(chunks, lock, file, datetime.now())  # noqa: DTZ005  people's time
            file.flush()
            os.fsync(file.fileno())
        course.say(99, "memeriksa berkas")
        if digest_of(unfinished) != sha256:
            raise NotMade("Disk tidak menyimpan dengan benar. Pakai disk lain.")
        _refuse_existing(target, overwrite)
        os.replace(unfinished, target)
        lay_down(target)
    except OSError as error:
        raise NotMade(_words_for(error, target)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    course.say(100, "selesai")
    rows = sum(table["rows"] for table in course.tables.values())
    return Made(
        target, size, sha256, len(course.tables), rows, course.files, tuple(course.warnings)
    )


def _refuse_existing(target: Path, overwrite: bool) -> None:
    if target.exists() and not overwrite:
        raise NotMade(f"{target} sudah ada dan tidak ditimpa. Pakai nama lain.")
    if not target.parent.is_dir():
        raise NotMade(f"Folder {target.parent} tidak ada. Bila itu flash disk, pasang dahulu.")


def _words_for(error: OSError, target: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return f"Disk {target.parent} penuh. Kosongkan, atau pilih disk lain."
    if isinstance(error, PermissionError):
        return f"Folder {target.parent} tidak boleh ditulisi. Pilih folder lain."
    return f"Folder {target.parent} tidak dapat ditulisi ({error.strerror or error})."


# ---------------------------------------------------------------- contents


def _contents(
    source: BaseDatabaseWrapper, course: _Course, home: Path, media: Path, folder: Path
) -> Iterator[bytes]:
    loader = _loader(source)
    tables = tables_at(loader.project_state(list(loader.applied_migrations)).apps)
    files = files_below(media)
    rows = {table.name: count_of(table, source) for table in tables}
    weight, sizes = sum(rows.values()) * ROW, sum(map(_size, files))
    course.total = weight + sizes
    _refuse_full_disk(folder, home, weight // 4 + sizes)
    yield packed(packing.ABOUT, _about(source, loader, tables))
    for path in sorted((home / "keys").glob("*")):
        if path.is_file() and not path.name.startswith(NOT_KEYS):
            yield packed(packing.KEYS + path.name, path.read_bytes())
    for table in tables:
        yield from _table(table, source, course)
    yield from _media(files, media, course, _expected_files(source))
    listed = {
        "tables": course.tables,
        "media": {
            "files": course.files,
            "bytes": course.bytes,
            "sha256": course.media_sha256.hexdigest(),
        },
        "warnings": course.warnings,
    }
    yield packed(packing.LIST, json.dumps(listed, indent=1).encode())
    yield packing.END


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _loader(source: BaseDatabaseWrapper) -> MigrationLoader:
    loader = MigrationLoader(source)
    applied = set(loader.applied_migrations)
    if not applied:
        raise NotMade("Belum ada puskesmas di sini, jadi belum ada yang dicadangkan.")
    if applied - set(loader.disk_migrations):
        raise NotMade(
            "Basis data ini dipakai Tanggap yang lebih baru. Perbarui program ini dahulu."
        )
    return loader


def _about(source: BaseDatabaseWrapper, loader: MigrationLoader, tables: Sequence[Table]) -> bytes:
    about = {
        "format": packing.FORMAT,
        "tanggap": __version__,
        "made_at": timezone.now().isoformat(),
        "database": source.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in loader.applied_migrations),
        "tables": {table.name: [name for name, _ in table.columns] for table in tables},
    }
    return json.dumps(about, indent=1).encode()


def _table(table: Table, source: BaseDatabaseWrapper, course: _Course) -> Iterator[bytes]:
    tally = Tally()
    words = "menyalin isi buku"
    course.move(0, words)
    before = 0
    for number, piece in enumerate(packed_lines(map(tally.add, lines_of(table, source))), 1):
        yield packed(f"{packing.TABLES}{table.name}/{number:06}.jsonl.gz", piece)
        course.move((tally.rows - before) * ROW, words)
        before = tally.rows
    course.tables[table.name] = tally.said()


def files_below(media: Path) -> list[Path]:
    """Return every whole file below ``media``, in one and the same order."""
    return sorted(
        path for path in media.rglob("*") if path.is_file() and not path.name.endswith(".part")
    )


def _expected_files(source: BaseDatabaseWrapper) -> dict[str, str]:
    """Return path and SHA-256 of the files that the rows speak of."""
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT path, sha256 FROM gateway_media WHERE state = 'kept' AND path <> '' "
            "UNION ALL SELECT path, sha256 FROM procedures_documentfile"
        )
        return dict(cursor.fetchall())


def _media(
    files: Sequence[Path], media: Path, course: _Course, expected: dict[str, str]
) -> Iterator[bytes]:
    listed = []
    damaged = 0
    for path in files:
        name = path.relative_to(media).as_posix()
        sha256 = hashlib.sha256()
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # taken back by somebody in this very moment
        except OSError as error:
            raise NotMade(f"Lampiran {path} tidak dapat dibaca ({error.strerror}).") from error
        with file:
            size = os.fstat(file.fileno()).st_size
            yield from packed_file(packing.MEDIA + name, size, _read(file, size, sha256))
        line = json.dumps([name, size, sha256.hexdigest()]).encode() + b"\n"
        course.media_sha256.update(line)
        listed.append(line)
        damaged += expected.pop(name, sha256.hexdigest()) != sha256.hexdigest()
        course.files, course.bytes = course.files + 1, course.bytes + size
        course.move(size, "menyalin lampiran")
    if expected:
        course.warnings.append(f"{len(expected)} lampiran tidak ada lagi di folder media.")
    if damaged:
        course.warnings.append(f"{damaged} lampiran berubah sejak disimpan; isinya rusak.")
    yield packed(packing.MEDIA_LIST, gzip.compress(b"".join(listed), 4, mtime=0))


def _read(file: IO[bytes], size: int, sha256: Any) -> Iterator[bytes]:
    left = size
    while left and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        sha256.update(chunk)
        yield chunk


def _refuse_full_disk(folder: Path, home: Path, needed: int) -> None:
    """Refuse before the disk is full: on a full one messages would be refused too.

    Rows shrink to a fifth and more; files do not.
    """
    same = folder.stat().st_dev == home.stat().st_dev
    kept = KEPT_FREE if same else KEPT_FREE_ELSEWHERE
    free = shutil.disk_usage(folder).free
    if free < needed + kept:
        raise NotMade(
            f"Disk {folder} hampir penuh: sisa {free // 2**20} MB, perlu "
            f"{(needed + kept) // 2**20} MB. Kosongkan, atau pilih disk lain."
        )
