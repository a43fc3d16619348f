"""Rows of every table as lines of JSON, the same from SQLite and PostgreSQL.

The tables are those of a migration state, not of today's code: an old backup is loaded
into the tables it was taken from and then brought up to date, like any old site. Sealed
fields stay sealed. Sessions stay out: after a restore everybody signs in again.
"""

import base64
import gzip
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.utils.duration import duration_microseconds

LEFT_OUT = {"sessions.session", "website.knock"}
PIECE = 4 * 1024 * 1024
BATCH = 1000


@dataclass(frozen=True)
class Table:
    """A table, its columns and the kind of value in each."""

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]
    fields: tuple["models.Field[Any, Any]", ...]


def tables_of(apps: Apps) -> list[Table]:
    """Return every table of ``apps`` that belongs into a backup, by name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.label_lower not in LEFT_OUT:
            fields = tuple(meta.local_concrete_fields)
            columns = tuple((str(field.column), _kind(field)) for field in fields)
            key = str(meta.pk.column) if meta.pk is not None else "id"
            found[meta.db_table] = Table(meta.db_table, key, columns, fields)
    return [found[name] for name in sorted(found)]


def _kind(field: "models.Field[Any, Any]") -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    if kind not in _PLAIN and kind not in _OUT:
        raise NotImplementedError(f"{field}: nobody said how to keep a {kind}")
    return kind


# ---------------------------------------------------------------- values

_PLAIN = {
    *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"),
    *("SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"),
    *("PositiveBigIntegerField", "CharField", "TextField", "SlugField", "BooleanField"),
    *("FloatField", "GenericIPAddressField", "FileField", "URLField", "EmailField"),
}


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _microseconds(value: timedelta | int) -> int:
    """SQLite keeps them as such; PostgreSQL has a kind of its own."""
    return value if isinstance(value, int) else duration_microseconds(value)


_OUT: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": _moment,
    "DateField": date.isoformat,
    "TimeField": time.isoformat,
    "DecimalField": str,
    "DurationField": _microseconds,
    "UUIDField": lambda value: value.hex,
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
    "JSONField": lambda value: [json.loads(value)],  # in a list: a JSON null is not no value
}
_BACK: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "DurationField": lambda value: timedelta(microseconds=value),
    "UUIDField": uuid.UUID,
    "BinaryField": base64.b64decode,
    "JSONField": lambda value: json.dumps(value[0]),
}
_RAW = {"JSONField", "BinaryField"}  # read as the database gives them


def _reading(table: Table, source: BaseDatabaseWrapper) -> list[Callable[[Any], Any] | None]:
    """Return for each column how its value becomes JSON; ``None`` where it is JSON already."""
    return [
        _one_reading(field, kind, source)
        for field, (_, kind) in zip(table.fields, table.columns, strict=True)
    ]


def _one_reading(
    field: "models.Field[Any, Any]", kind: str, source: BaseDatabaseWrapper
) -> Callable[[Any], Any] | None:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    out = _OUT.get(kind)
    column = Col("", field)
    converters = [] if kind in _RAW else source.ops.get_db_converters(column)
    if not converters:
        return out

    def read(value: Any) -> Any:
        for convert in converters:
            value = convert(value, column, source)
        return value if out is None or value is None else out(value)

    return read


# ---------------------------------------------------------------- out of a database


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Give a connection of its own that sees the database as it is now, and nothing later.

    It only reads, so nobody who writes waits for it: WAL keeps a reader's pages on SQLite,
    PostgreSQL keeps its rows (REPEATABLE READ).
    """
    own = connection.copy()
    own.ensure_connection()
    try:
        with own.cursor() as cursor:
            if own.vendor == "sqlite":
                cursor.execute("PRAGMA mmap_size=0")  # or the whole file counts as ours
                cursor.execute("PRAGMA query_only=ON")
                cursor.execute("BEGIN DEFERRED")
                cursor.execute("SELECT count(*) FROM sqlite_master")
                cursor.fetchone()
            else:
                own.set_autocommit(False)
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT 1")
        yield own
    finally:
        if own.connection is not None and own.vendor == "sqlite":
            own.connection.rollback()
        elif own.connection is not None:
            own.rollback()
            own.set_autocommit(True)
        own.close()


def count_of(table: Table, source: BaseDatabaseWrapper) -> int:
    with source.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source.ops.quote_name(table.name)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def lines_of(table: Table, source: BaseDatabaseWrapper) -> Iterator[bytes]:
    """Yield the rows of ``table`` by key, one line of JSON each."""
    quote = source.ops.quote_name
    columns = ", ".join(quote(name) for name, _ in table.columns)
    query = f"SELECT {columns} FROM {quote(table.name)} ORDER BY {quote(table.key)}"  # noqa: S608
    reading = _reading(table, source)
    changing = [(place, read) for place, read in enumerate(reading) if read is not None]
    encode = json.JSONEncoder(
        ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode
    with source.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                values = list(row)
                for place, read in changing:
                    if values[place] is not None:
                        values[place] = read(values[place])
                yield encode(values).encode() + b"\n"


class Tally:
    """How many rows of a table went by, and the SHA-256 of their lines."""

    def __init__(self) -> None:
        self.rows = 0
        self._sha256 = hashlib.sha256()

    def add(self, line: bytes) -> bytes:
        self.rows += 1
        self._sha256.update(line)
        return line

    def said(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self._sha256.hexdigest()}


def tally_of(table: Table, source: BaseDatabaseWrapper) -> dict[str, Any]:
    """Return rows and SHA-256 of what now is in ``table``."""
    tally = Tally()
    for line in lines_of(table, source):
        tally.add(line)
    return tally.said()


def packed_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``lines`` gathered into compressed pieces of a few megabytes."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= PIECE:
            yield gzip.compress(b"".join(gathered), 4, mtime=0)
            gathered, size = [], 0
    if gathered:
        yield gzip.compress(b"".join(gathered), 4, mtime=0)


# ---------------------------------------------------------------- into a database


def empty(tables: Sequence[Table]) -> None:
    """Take out what migrations laid in by themselves: a backup brings its own.

    Raises ``AssertionError`` where a health centre is here: nothing of one is taken out.
    """
    with connection.cursor() as cursor:
        if any(table.name == "base_facility" for table in tables):
            cursor.execute("SELECT count(*) FROM base_facility")
            if cursor.fetchone()[0]:
                raise AssertionError("these tables are somebody's")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")  # noqa: S608


def lay_in(table: Table, columns: Sequence[str], lines: Iterable[bytes]) -> int:
    """Write ``lines`` (values of ``columns``) into ``table``; return how many there were.

    Raises ``KeyError`` for a column that the table lacks.
    """
    kinds = dict(table.columns)
    writing = [
        (place, write)
        for place, name in enumerate(columns)
        if (write := _one_writing(kinds[name])) is not None
    ]

    def values(line: bytes) -> list[Any]:
        row: list[Any] = json.loads(line)
        for place, write in writing:
            if row[place] is not None:
                row[place] = write(row[place])
        return row

    quote = connection.ops.quote_name
    into = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
    return _written(into, len(columns), (values(line) for line in lines))


def _one_writing(kind: str) -> Callable[[Any], Any] | None:
    back = _BACK.get(kind)
    if connection.vendor != "sqlite":
        return back
    for_sqlite: dict[str, Callable[[Any], Any]] = {
        "DateTimeField": connection.ops.adapt_datetimefield_value,
        "DateField": connection.ops.adapt_datefield_value,
        "TimeField": connection.ops.adapt_timefield_value,
        "UUIDField": lambda value: value.hex,
        "DecimalField": str,
        "DurationField": duration_microseconds,
    }
    adapt = for_sqlite.get(kind)
    if back is None or adapt is None:
        return back
    to_python, to_column = back, adapt
    return lambda value: to_column(to_python(value))


def _written(into: str, width: int, rows: Iterator[list[Any]]) -> int:
    count = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        marks = ", ".join(["%s"] * width)
        batch: list[list[Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", batch)  # noqa: S608
                count, batch = count + len(batch), []
        if batch:
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", batch)  # noqa: S608
        return count + len(batch)


def set_counters(tables: Sequence[Table]) -> None:
    """Let the next key given out by PostgreSQL come after those that were laid in."""
    if connection.vendor != "postgresql":
        return
    counted = {"AutoField", "BigAutoField", "SmallAutoField"}
    with connection.cursor() as cursor:
        for table in tables:
            if dict(table.columns)[table.key] in counted:
                name, key = connection.ops.quote_name(table.name), table.key
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), "  # noqa: S608
                    f"coalesce(max({connection.ops.quote_name(key)}), 1), "
                    f"max({connection.ops.quote_name(key)}) IS NOT NULL) FROM {name}",
                    [name, key],
                )
