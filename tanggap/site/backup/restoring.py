"""A site out of a backup: first whole in a scratch folder, then moved into place at once.

Whatever is found wrong on the way leaves the site as it was. What lay there before is
kept beside it (``sebelum-dipulihkan-…``; on PostgreSQL a schema of that name).
"""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps

from tanggap.site.backup import packing
from tanggap.site.backup.moving import BROUGHT_NEAR, Moves
from tanggap.site.backup.packing import Piece, pieces
from tanggap.site.backup.sealing import Unreadable, open_key, unsealed
from tanggap.site.databases import database

if TYPE_CHECKING:
    from tanggap.site.backup.loading import Loaded

DATABASE = "tanggap.sqlite3"
_BESIDE = ("-wal", "-shm")
Progress = Callable[[int, str], None]


class NotRestored(Exception):
    """Nothing was restored, nothing changed. The message is Indonesian and says what to do."""


@dataclass(frozen=True)
class Place:
    """Where a site lies: its folder, and its database."""

    home: Path
    url: str = ""

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; ``None`` where the rows are in PostgreSQL."""
        found = database(self.url, self.home)
        return Path(found["NAME"]) if "sqlite3" in found["ENGINE"] else None


def verify(
    path: Path, passphrase: str, home: Path, say: Progress
) -> "tuple[dict[str, Any], Loaded]":
    """Restore into a scratch folder below ``home``, compare everything, take it away again.

    Also for a site on PostgreSQL: rows are the same in SQLite. Needs a process of its own.
    """
    with _scratch(home) as scratch, begun(path, passphrase, scratch) as (about, rest):
        _turn_to(Place(scratch))
        from tanggap.site.backup.loading import Loading

        loaded = Loading(about, None, say).run(rest)
        _close()
        return about, loaded


def restore(
    path: Path, passphrase: str, place: Place, say: Progress, *, replace: bool = False
) -> "tuple[dict[str, Any], Loaded, Path]":
    """Restore into ``place``; return what came, and where the old lies with ``replace``.

    Raises :class:`Unreadable` or :class:`NotRestored`, and then nothing has changed.
    Needs a process of its own, before Django is set up.
    """
    if not replace:
        refuse_used(place)
    with _scratch(place.home) as scratch, begun(path, passphrase, scratch) as (about, rest):
        on_file = place.database_file
        _turn_to(Place(scratch, "" if on_file else place.url))
        from tanggap.site.backup.loading import Loading

        aside = place.home / f"sebelum-dipulihkan-{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005
        mark = scratch.name if on_file is None else ""
        moves = Moves(place.home, scratch, aside, keeps_old=replace, mark=mark)
        try:
            with _all_or_nothing(on_file is None):
                if on_file is None:
                    _make_room(replace, aside.name)
                loading = Loading(about, scratch / "media", say)
                loaded = loading.run(rest)
                if loaded.differences:
                    raise NotRestored("Isi cadangan tidak cocok: " + "; ".join(loaded.differences))
                loading.turn_into_a_site()
                say(98, "memindahkan ke tempatnya")
                _mark(mark) if mark else _close()
                _move_in(moves, place)
        except BaseException:
            if not moves.are_done:  # else PostgreSQL alone knows; the next command asks it
                moves.undo()
            raise
        _close()
        moves.forget()
        say(100, "selesai")
        return about, loaded, aside


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".pulih-", dir=home))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def begun(
    path: Path, passphrase: str, scratch: Path
) -> Iterator[tuple[dict[str, Any], Iterator[Piece]]]:
    """Open the backup, lay its keys into ``scratch``, and give what follows them."""
    key = open_key(path, passphrase)
    needed = path.stat().st_size * 3
    if shutil.disk_usage(scratch).free < needed:
        raise NotRestored(f"Sisa disk kurang: perlu kira-kira {needed // 2**20} MB.")
    with unsealed(path, key) as stream:
        rest = pieces(stream)
        about = _about(next(rest, None))
        keys = scratch / "keys"
        keys.mkdir(mode=0o700)
        first = next(rest, None)
        while first is not None and first.name.startswith(packing.KEYS):
            name = first.name.removeprefix(packing.KEYS)
            if "/" in name:
                raise Unreadable("Isi cadangan ini tidak wajar; tidak dipakai.")
            _keep_secret(keys / name, first.whole())
            first = next(rest, None)
        yield about, chain([first] if first else [], rest)


def _keep_secret(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _about(first: Piece | None) -> dict[str, Any]:
    if first is None or first.name != packing.ABOUT:
        raise Unreadable("Berkas ini bukan cadangan Tanggap.")
    about: dict[str, Any] = json.loads(first.whole())
    if about["format"] > packing.FORMAT:
        raise Unreadable(
            f"Cadangan ini dibuat Tanggap {about['tanggap']} yang lebih baru daripada program "
            "ini. Perbarui Tanggap dahulu."
        )
    return about


def _turn_to(place: Place) -> None:
    """Set Django up with everything of ``place``: keys, media and database.

    Raises ``AssertionError`` where it is set up already: it would be at the real site.
    """
    if apps.ready:
        raise AssertionError("a restore needs a process of its own")
    os.environ["TANGGAP_HOME"] = str(place.home)
    os.environ["DATABASE_URL"] = place.url
    from django.conf import settings

    from tanggap.site.ready import set_up

    set_up()
    # One connection alone: whoever else is connected can then be told apart.
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)


def _close() -> None:
    from django.db import connections

    connections.close_all()


# ---------------------------------------------------------------- is it empty?

_USED = (
    "Di sini sudah ada puskesmas. Tidak ada yang diubah. Pakai --replace untuk menggantinya; "
    "yang lama disimpan di sampingnya."
)


def refuse_used(place: Place) -> None:
    """Raise :class:`NotRestored` where SQLite file or media hold a site already.

    Tables without a health centre count as empty: so is a site that was only just started.
    """
    media = place.home / "media"
    if media.is_dir() and any(path.is_file() for path in media.rglob("*")):
        raise NotRestored(_USED)
    file = place.database_file
    if file is None or not file.exists():
        return
    try:
        with closing(sqlite3.connect(file.absolute().as_uri() + "?mode=ro", uri=True)) as old:
            has = "SELECT count(*) FROM sqlite_master WHERE name = 'base_facility'"
            if (
                old.execute(has).fetchone()[0]
                and (old.execute("SELECT count(*) FROM base_facility").fetchone()[0])
            ):
                raise NotRestored(_USED)
    except sqlite3.DatabaseError as error:
        raise NotRestored(_USED) from error


def _all_or_nothing(is_postgresql: bool) -> AbstractContextManager[Any]:
    """On PostgreSQL tables and rows come in one transaction; a file is moved in whole."""
    if not is_postgresql:
        return nullcontext()
    from django.db import transaction

    return transaction.atomic()


def _make_room(replace: bool, aside: str) -> None:
    """Move what lies in PostgreSQL into a schema of its own (with ``replace``, or when empty)."""
    from django.db import connection

    from tanggap.site.backup.old_schema import has_facility, move_aside, others_connected

    if not replace and has_facility(connection):
        raise NotRestored(_USED)
    if others := others_connected(connection):
        raise NotRestored(
            f"Masih ada {others} sambungan lain ke basis data. Hentikan Tanggap dan pekerjanya "
            "dahulu, lalu ulangi."
        )
    move_aside(connection, aside, drop=not replace)


def _mark(mark: str) -> None:
    """Have the tables say that they came with this restore, once they are committed."""
    from django.db import connection

    from tanggap.site.backup.old_schema import note_restored

    note_restored(connection, mark)


# ---------------------------------------------------------------- into place


def _move_in(moves: Moves, place: Place) -> None:
    """Put the old away and the new in its place; the database last, as it makes the site."""
    file, scratch = place.database_file, moves.scratch
    try:
        for old in (place.home / "keys", place.home / "media"):
            moves.put_away(old)
        moves.put_in(scratch / "keys", place.home / "keys")
        moves.put_in(scratch / "media", place.home / "media")
        if file is not None:
            _database_too(moves, file)
        moves.carry_out()
    except OSError as error:
        raise NotRestored(
            f"Tidak dapat menaruh hasilnya di {place.home} ({error.strerror or error}). "
            "Tutup program yang memakai folder itu."
        ) from error


def _database_too(moves: Moves, file: Path) -> None:
    """Let the SQLite file be moved with the rest; on another disk it is first brought near."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new, is_near = moves.scratch / DATABASE, file.parent.stat().st_dev == moves.home.stat().st_dev
    if not is_near:
        new = Path(shutil.copyfile(new, file.with_name(f".{file.name}{BROUGHT_NEAR}")))
    for end in ("", *_BESIDE):
        old = file.with_name(file.name + end)
        moves.put_away(old, None if is_near else old.with_name(f"{moves.aside.name}-{old.name}"))
    moves.put_in(new, file)
