"""psycopg's errors without psycopg: a site on SQLite never loads its 13 MB."""

import sys


def postgres_errors(*names: str) -> tuple[type[Exception], ...]:
    """Return psycopg's exceptions of these names, for ``except`` and ``isinstance``.

    None at all where nobody has loaded psycopg: then nothing can have raised them.
    """
    errors = sys.modules.get("psycopg.errors")
    return tuple(getattr(errors, name) for name in names) if errors else ()
