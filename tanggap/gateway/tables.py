"""Another program's database, as channels get it: opened, one transaction, closed again.

SQLite through Python's own driver, PostgreSQL through psycopg; nothing of Django's, because
these tables are not ours. A file that is not there is never made.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from tanggap.base.drivers import postgres_errors
from tanggap.channels._contract import Tables, TablesTrouble, Unreachable

if TYPE_CHECKING:
    import psycopg

CONNECT_SECONDS = 5
BUSY_SECONDS = 5.0
STATEMENT_MILLISECONDS = 20_000
POSTGRESQL = ("postgresql://", "postgres://")


class _Sqlite:
    vendor: Literal["sqlite"] = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return list(self._connection.execute(sql.replace("%s", "?"), tuple(values)))
        except sqlite3.Error as error:
            raise TablesTrouble(_kind(error)) from None


class _Postgres:
    vendor: Literal["postgresql"] = "postgresql"

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            answer = self._connection.execute(sql, tuple(values))
            return answer.fetchall() if answer.description else []
        except postgres_errors("Error") as error:
            raise TablesTrouble(_kind(error)) from None


@contextmanager
def open_tables(
    address: str, user: str = "", password: str = "", *, to_write: bool = False
) -> Iterator[Tables]:
    """Open the database at ``address`` for one transaction (``OpenTables`` of the contract)."""
    is_postgres = address.startswith(POSTGRESQL)
    opened = _postgres(address, user, password) if is_postgres else _sqlite(address, to_write)
    with opened as tables:
        yield tables


@contextmanager
def _sqlite(address: str, to_write: bool) -> Iterator[Tables]:
    path = Path(address)
    if not path.is_file():
        raise Unreachable("no such file")
    try:
        # rw, not rwc: a file that went away in between must not come back empty.
        where = f"file:{quote(path.absolute().as_posix())}?mode=rw"
        connection = sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise Unreachable(_kind(error)) from None
    try:
        # A look takes no lock that its owner would have to wait for.
        connection.execute("BEGIN IMMEDIATE" if to_write else "BEGIN")
        yield _Sqlite(connection)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise TablesTrouble(_kind(error)) from None
    finally:
        connection.close()  # what was not committed is rolled back


@contextmanager
def _postgres(address: str, user: str, password: str) -> Iterator[Tables]:
    import psycopg  # 13 MB, where somebody's tables lie in PostgreSQL
    from psycopg.conninfo import make_conninfo

    login = {key: value for key, value in (("user", user), ("password", password)) if value}
    try:
        where = make_conninfo(
            address,
            connect_timeout=CONNECT_SECONDS,
            options=f"-c statement_timeout={STATEMENT_MILLISECONDS}",
            application_name="tanggap",
            **login,
        )
        connection = psycopg.connect(where)
    except (psycopg.Error, ValueError) as error:
        raise Unreachable(_kind(error)) from None
    try:
        with connection:
            yield _Postgres(connection)
    except psycopg.Error as error:
        raise TablesTrouble(_kind(error)) from None


def _kind(error: Exception) -> str:
    """Name what went wrong without the values in it: they may be a password or words."""
    code = getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "") or ""
    return " ".join([type(error).__name__, str(code)]).strip()
