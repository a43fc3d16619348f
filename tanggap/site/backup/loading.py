"""A backup's contents into an empty database: rows in the tables they came from, then onward.

Everything is compared with what the backup says of itself: rows and SHA-256 of every
table, every file; then whether the keys open the sealed fields and the links hold.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import TextField
from django.db.models.functions import Cast

from tanggap.base.acting import machine
from tanggap.base.fields import EncryptedJSONField
from tanggap.base.history import read_chain
from tanggap.base.models import Facility
from tanggap.gateway.actions import doubt_what_waited
from tanggap.site.backup import packing
from tanggap.site.backup.packing import Piece
from tanggap.site.backup.sealing import Unreadable
from tanggap.site.backup.tables import Table, empty, lay_in, set_counters, tables_of, tally_of
from tanggap.site.first_tables import rendering_what_is_touched
from tanggap.site.models import Backup

Progress = Callable[[int, str], None]
_NOT_WHOLE = "Isi cadangan ini tidak utuh; tidak dipakai."


@dataclass
class Loaded:
    """What came out of a backup.

    ``differences`` is empty where rows and files are those that were backed up; then
    ``concerns`` are of the site itself and came along; ``warnings`` the backup knew of.
    """

    tables: int = 0
    rows: int = 0
    files: int = 0
    bytes: int = 0
    sealed: int = 0
    chain: str = ""
    differences: list[str] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Loading:
    """Loads the pieces of one backup into the database of these settings.

    ``media`` is where files are laid; without it they are read and compared only.
    """

    def __init__(self, about: dict[str, Any], media: Path | None, say: Progress) -> None:
        self._about = about
        self._media = media
        self._say = say
        self._listed: list[bytes] = []
        self._found: dict[str, Any] = {}
        self.result = Loaded(tables=len(about["tables"]))

    def run(self, rest: Iterator[Piece]) -> Loaded:
        """Load everything; raises :class:`Unreadable` where it is no whole backup."""
        tables = self._migrate_to_its_state()
        self._load(rest, {table.name: table for table in tables})
        self._compare(tables)
        self._say(90, "menyesuaikan dengan versi ini")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # or tables with checks still due stay locked
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        call_command("migrate", verbosity=0, interactive=False)
        self._say(95, "membuka setelan rahasia")
        self._open_sealed()
        self._read_chain()
        return self.result

    def turn_into_a_site(self) -> None:
        """Settle what was under way at the moment of the backup: it may have been done since."""
        made_at = datetime.fromisoformat(self._about["made_at"])
        for facility_id in Facility.objects.values_list("pk", flat=True):
            doubt_what_waited(machine(facility_id))
        Backup.objects.filter(state=Backup.State.RUNNING).update(
            state=Backup.State.GONE, ended_at=made_at
        )

    # ------------------------------------------------------------ tables

    def _migrate_to_its_state(self) -> list[Table]:
        listed = {tuple(name.split(".", 1)) for name in self._about["migrations"]}
        executor = MigrationExecutor(connection)
        graph = executor.loader.graph
        if unknown := listed - set(graph.nodes):
            raise Unreadable(
                f"Cadangan ini dibuat Tanggap {self._about['tanggap']} yang lebih baru daripada "
                f"program ini ({len(unknown)} langkah belum dikenal). Perbarui Tanggap dahulu."
            )
        self._say(1, "menyiapkan tabel")
        leaves = [
            node
            for node in sorted(listed)
            if not any(
                child.key in listed and child.key[0] == node[0]
                for child in graph.node_map[node].children
            )
        ]
        with rendering_what_is_touched():
            executor.migrate(leaves)
        tables = tables_of(executor.loader.project_state(sorted(listed)).apps)
        has = {table.name: {name for name, _ in table.columns} for table in tables}
        if has != {name: set(columns) for name, columns in self._about["tables"].items()}:
            raise Unreadable(_NOT_WHOLE)
        return tables

    def _load(self, rest: Iterator[Piece], tables: dict[str, Table]) -> None:
        if connection.vendor == "sqlite":
            connection.disable_constraint_checking()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # migrations leave some due at once
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            empty(list(tables.values()))
            last = self._rows(rest, tables)
            set_counters(list(tables.values()))
        while last is not None:
            self._take(last)
            last = next(rest, None)
        if not self._found:
            raise Unreadable(_NOT_WHOLE)

    def _rows(self, rest: Iterator[Piece], tables: dict[str, Table]) -> Piece | None:
        """Lay in rows for as long as the pieces are rows; return the first that is not."""
        done = 0
        for piece in rest:
            if not piece.name.startswith(packing.TABLES):
                return piece
            name = piece.name.split("/")[1]
            if name not in tables:
                raise Unreadable(_NOT_WHOLE)
            with gzip.open(piece.file) as lines:
                lay_in(tables[name], self._about["tables"][name], lines)
            done += piece.size
            self._say(min(60, 2 + done // 2**20), "memulihkan isi buku")
        return None

    # ------------------------------------------------------------ files

    def _take(self, piece: Piece) -> None:
        if piece.name.startswith(packing.MEDIA):
            self._file(piece, piece.name.removeprefix(packing.MEDIA))
        elif piece.name == packing.MEDIA_LIST:
            self._compare_files(gzip.decompress(piece.whole()).splitlines(keepends=True))
        elif piece.name == packing.LIST:
            self._found = json.loads(piece.whole())
            self.result.warnings = list(self._found["warnings"])
        else:
            raise Unreadable(_NOT_WHOLE)

    def _file(self, piece: Piece, name: str) -> None:
        sha256 = hashlib.sha256()
        with self._place_of(name) as kept:
            while chunk := piece.file.read(1024 * 1024):
                sha256.update(chunk)
                kept.write(chunk)
        self._listed.append(json.dumps([name, piece.size, sha256.hexdigest()]).encode() + b"\n")
        self.result.files += 1
        self.result.bytes += piece.size
        self._say(min(80, 60 + self.result.bytes // 2**24), "memulihkan lampiran")

    def _place_of(self, name: str) -> AbstractContextManager[Any]:
        if self._media is None:
            return nullcontext(_Nowhere())
        path = self._media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    def _compare_files(self, wanted: list[bytes]) -> None:
        here = set(self._listed)
        names = {json.loads(line)[0] for line in wanted if line not in here}
        names |= {json.loads(line)[0] for line in here.difference(wanted)}
        self.result.differences += [f"lampiran {name} berbeda" for name in sorted(names)[:20]]

    # ------------------------------------------------------------ comparing

    def _compare(self, tables: list[Table]) -> None:
        """Compare rows and SHA-256 of every table as it now is with the backup's own word."""
        for place, table in enumerate(tables):
            self._say(80 + 10 * place // len(tables), "membandingkan setiap tabel")
            wanted, here = self._found["tables"].get(table.name), tally_of(table, connection)
            self.result.rows += here["rows"]
            if wanted != here:
                self.result.differences.append(
                    f"tabel {table.name}: {here['rows']} baris, seharusnya "
                    f"{wanted['rows'] if wanted else 0}, isinya berbeda"
                )
        if self.result.files != self._found["media"]["files"]:
            self.result.differences.append("jumlah lampiran berbeda")
        try:
            connection.check_constraints()
        except IntegrityError:
            self.result.differences.append("ada baris yang menunjuk baris yang tidak ada")

    def _open_sealed(self) -> None:
        """Open every sealed field with the keys that came along."""
        cipher = MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
        closed = 0
        for model in apps.get_models():
            for column in model._meta.local_concrete_fields:
                if not isinstance(column, EncryptedJSONField):
                    continue
                tokens = model._base_manager.values_list(Cast(column.name, TextField()), flat=True)
                for token in tokens.iterator():
                    try:
                        cipher.decrypt(token.encode())
                        self.result.sealed += 1
                    except InvalidToken:
                        closed += 1
        if closed:
            self.result.concerns.append(f"{closed} isian rahasia tidak terbuka dengan kuncinya")

    def _read_chain(self) -> None:
        """Read History from its first line: is each as it was written?"""
        readings = [read_chain(facility) for facility in Facility.objects.all()]
        faults = [reading.fault for reading in readings if reading.fault]
        self.result.concerns += [f"riwayat rusak: {fault}" for fault in faults]
        if not faults:
            self.result.chain = f"riwayat {sum(one.place for one in readings)} baris tanpa cacat"


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)
