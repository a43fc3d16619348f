"""The intake core: calls that wait are committed together, by one thread, in one transaction.

Plain Python without Django, so that it serves a WSGI or an ASGI door alike. A caller gets
its answer only after COMMIT; what could not be committed raises :class:`NotKept`, and the
provider is told to repeat (design §2.5). Group commit makes ``synchronous=FULL`` free.
"""

import logging
import os
import queue
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from tanggap.base.drivers import postgres_errors
from tanggap.base.ids import new_id
from tanggap.gateway.turns import at_the_file

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

LARGEST_BATCH = 500
PATIENCE = 15.0  # seconds a caller waits for its commit before the provider must repeat
LOCKED_FOR = 8_000  # milliseconds to wait for another process's write or lock
COUNTED_EVERY = 2.0  # seconds between two writings of the count of refused calls

something_arrived = threading.Event()
"""Set after every commit, so that a worker in this process need not wait for its turn."""


@dataclass(frozen=True)
class Raw:
    """One call as it came. ``headers`` is JSON, ``sha256`` the hex digest of ``body``."""

    id: int
    facility_id: int
    line_id: int
    received_at: datetime
    method: str
    query: str
    headers: str
    body: bytes
    sha256: str


class NotKept(RuntimeError):
    """The call could not be committed: answer 503, so that the provider repeats it."""


Refusals = Mapping[tuple[int, date], int]


class Store(Protocol):
    """Where calls are kept: one transaction per ``keep``. Used by one thread only."""

    def keep(self, batch: Sequence[Raw]) -> None: ...
    def count(self, refused: Refusals) -> None: ...
    def close(self) -> None: ...


_COLUMNS = (
    "id, facility_id, line_id, received_at, method, query, headers, body, sha256, "
    "state, tries, trouble"
)


class SqliteStore:
    """Arrivals into the SQLite file of a site."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: sqlite3.Connection | None = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = sqlite3.connect(
                self._path,
                isolation_level=None,
                check_same_thread=False,
                uri=self._path.startswith("file:"),
            )
            self._open.execute(f"PRAGMA busy_timeout={LOCKED_FOR}")
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute("PRAGMA synchronous=FULL")
            self._open.execute("PRAGMA foreign_keys=ON")
        return self._open

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with at_the_file.turn():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def keep(self, batch: Sequence[Raw]) -> None:
        with self._transaction() as connection:
            connection.executemany(
                f"INSERT INTO gateway_arrival ({_COLUMNS}) "  # noqa: S608  no value in it
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', 0, '')",
                [_sqlite_row(raw) for raw in batch],
            )

    def count(self, refused: Refusals) -> None:
        with self._transaction() as connection:
            connection.executemany(
                'INSERT INTO gateway_refusedcount (id, line_id, "on", count) VALUES (?, ?, ?, ?)'
                ' ON CONFLICT (line_id, "on") DO UPDATE SET count = count + excluded.count',
                [(new_id(), line, day.isoformat(), n) for (line, day), n in refused.items()],
            )

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _sqlite_row(raw: Raw) -> tuple[object, ...]:
    at = raw.received_at.astimezone(UTC).replace(tzinfo=None)
    return (
        raw.id,
        raw.facility_id,
        raw.line_id,
        at.isoformat(" ", "microseconds"),
        raw.method,
        raw.query,
        raw.headers,
        raw.body,
        raw.sha256,
    )


class PostgresStore:
    """Arrivals into PostgreSQL; ``options`` are those of ``psycopg.connect``.

    A lock is waited for less long than by a page, unless a pooler takes no start-up options.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = dict(options)
        if "options" in options:
            self._options["options"] = f"{options['options']} -c lock_timeout={LOCKED_FOR}"
        self._open: psycopg.Connection[Any] | None = None

    def _connection(self) -> "psycopg.Connection[Any]":
        import psycopg  # 13 MB, where PostgreSQL is used

        if self._open is None or self._open.closed:
            # A server that falls silent must not hold up the writer for hours.
            waits = {"autocommit": True, "connect_timeout": 5, "tcp_user_timeout": LOCKED_FOR}
            self._open = psycopg.connect(**{**self._options, **waits})
        return self._open

    def keep(self, batch: Sequence[Raw]) -> None:
        """Commit ``batch`` by one statement: it is a transaction, and costs one journey."""
        fields = zip(*[_postgres_row(raw) for raw in batch], strict=True)
        self._connection().execute(
            f"INSERT INTO gateway_arrival ({_COLUMNS}) "  # noqa: S608  no value in it
            "SELECT i, f, l, r, m, q, h::jsonb, b, s, 'new', 0, '' FROM unnest("
            "%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[],"
            " %s::text[], %s::text[], %s::bytea[], %s::text[]) AS u(i, f, l, r, m, q, h, b, s)",
            [list(column) for column in fields],
        )

    def count(self, refused: Refusals) -> None:
        connection = self._connection()
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO gateway_refusedcount (id, line_id, "on", count)'
                ' VALUES (%s, %s, %s, %s) ON CONFLICT (line_id, "on")'
                " DO UPDATE SET count = gateway_refusedcount.count + excluded.count",
                [(new_id(), line, day, n) for (line, day), n in refused.items()],
            )

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _postgres_row(raw: Raw) -> tuple[object, ...]:
    return (
        raw.id,
        raw.facility_id,
        raw.line_id,
        raw.received_at,
        raw.method,
        raw.query,
        raw.headers,
        raw.body,
        raw.sha256,
    )


class Intake:
    """The one writer of arrivals in this process.

    ``make_store`` is called by the writing thread itself, so that its connection is its own.
    """

    def __init__(self, make_store: Callable[[], Store]) -> None:
        self._make_store = make_store
        self._waiting: queue.SimpleQueue[tuple[Raw, Future[None]] | None] = queue.SimpleQueue()
        self._refused: Counter[tuple[int, date]] = Counter()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pid = 0

    def keep(self, raw: Raw) -> None:
        """Return when ``raw`` is committed; raises :class:`NotKept` when it is not."""
        self._start()
        kept: Future[None] = Future()
        self._waiting.put((raw, kept))
        try:
            kept.result(timeout=PATIENCE)
        except NotInTime as late:
            raise NotKept("no commit in time") from late
        something_arrived.set()

    def refuse(self, line_id: int, on: date) -> None:
        """Count a call with a wrong signature; written down within seconds."""
        with self._lock:
            self._refused[line_id, on] += 1
        self._start()

    def end(self) -> None:
        """Write what waits, then stop."""
        if self._thread is not None and self._pid == os.getpid():
            self._waiting.put(None)
            self._thread.join(timeout=PATIENCE)
            self._thread = None

    def _start(self) -> None:
        if self._thread is not None and self._pid == os.getpid() and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is None or self._pid != os.getpid() or not self._thread.is_alive():
                self._pid = os.getpid()
                self._thread = threading.Thread(target=self._write, name="intake", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        store = self._make_store()
        ended = False
        while not ended:
            batch, ended = self._gather()
            if batch:
                _settle(store, batch)
            if not self._waiting.qsize():
                self._write_refusals(store)
        store.close()

    def _gather(self) -> tuple[list[tuple[Raw, Future[None]]], bool]:
        """Take everything that waits now, up to a batch; wait a little when nothing does."""
        batch: list[tuple[Raw, Future[None]]] = []
        try:
            item = self._waiting.get(timeout=COUNTED_EVERY)
            while item is not None:
                batch.append(item)
                if len(batch) == LARGEST_BATCH:
                    return batch, False
                item = self._waiting.get_nowait()
        except queue.Empty:
            return batch, False
        return batch, True

    def _write_refusals(self, store: Store) -> None:
        with self._lock:
            refused, self._refused = self._refused, Counter()
        if not refused:
            return
        try:
            store.count(refused)
        except _of_the_store() as error:
            log.warning("refused calls not counted: %s", type(error).__name__)
            store.close()
            with self._lock:
                self._refused.update(refused)


def _of_the_store() -> tuple[type[Exception], ...]:
    return (sqlite3.Error, *postgres_errors("Error"))


def _of_one_row() -> tuple[type[Exception], ...]:
    """Return what one row brings about, not disk or network: the others are kept without it."""
    of_postgres = postgres_errors("IntegrityError", "DataError")
    return (sqlite3.IntegrityError, UnicodeError, *of_postgres)


def _settle(store: Store, batch: Sequence[tuple[Raw, Future[None]]]) -> None:
    """Commit ``batch`` as one; where one row spoils it, commit each alone."""
    try:
        store.keep([raw for raw, _ in batch])
    except _of_one_row() as error:
        if len(batch) == 1:
            _refuse(batch, error)
        else:
            for pair in batch:
                _settle(store, [pair])
        return
    except Exception as error:  # the writer outlives whatever the disk or the network does
        store.close()
        _refuse(batch, error)
        return
    for _, kept in batch:
        kept.set_result(None)


def _refuse(batch: Sequence[tuple[Raw, Future[None]]], error: Exception) -> None:
    log.error("%d calls not kept: %s", len(batch), type(error).__name__)
    for _, kept in batch:
        kept.set_exception(NotKept(type(error).__name__))
