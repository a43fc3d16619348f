"""Which database: SQLite in TANGGAP_HOME, or PostgreSQL by DATABASE_URL.

The options were measured (decision 0002): IMMEDIATE transactions and WAL with full
synchronisation on SQLite, a connection pool on PostgreSQL.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tanggap.site.refusal import CommandError

_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
    "PRAGMA cache_size=-1024; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; "
    "PRAGMA soft_heap_limit=8388608;"
)
"""Every thread has a connection, and every connection a cache of its own: 1 MB each, and all
caches of the process together turn over what they hold from 8 MB on. The file is not mapped
into memory: pages are as quick without (decision 0018).
"""


def database(url: str, home: Path) -> dict[str, Any]:
    """Return Django's settings for ``url`` (empty: SQLite below ``home``).

    Raises :class:`CommandError` for a scheme that is neither sqlite nor postgresql.
    """
    if not url:
        return _sqlite(home / "tanggap.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,  # after a restart of the server no page meets a dead one
            "OPTIONS": _postgres_options(parts.query),
        }
    raise CommandError(
        f"DATABASE_URL: «{parts.scheme}» tidak dikenal; pakai postgresql:// atau sqlite://"
    )


def _postgres_options(query: str) -> dict[str, Any]:
    """Return libpq's options: what the URL says goes first, an empty value takes one away.

    A page waits for a lock or for a connection, but not for ever. PostgreSQL overrates what a
    page's questions cost, and would spend 25 ms on compiling one that takes 15 (``jit``).
    Behind a pooler that knows no start-up options, write ``?options=`` at the end of
    DATABASE_URL.
    """
    wanted = {"options": "-c lock_timeout=20s -c jit=off", "connect_timeout": "5"}
    given = wanted | dict(parse_qsl(query, keep_blank_values=True))
    return {
        "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
        **{name: value for name, value in given.items() if value},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": _PRAGMAS,
            "timeout": 20,
        },
    }
