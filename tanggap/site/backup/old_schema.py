"""PostgreSQL: the old tables go into a schema of their own before a backup takes their place.

All inside the restore's one transaction: where that fails, nothing has moved.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from tanggap.site.backup.moving import MARK, WAITED_FOR


def has_facility(connection: BaseDatabaseWrapper) -> bool:
    """Answer whether a health centre is here already."""
    with connection.cursor() as cursor:
        if "base_facility" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM base_facility)")
        return bool(cursor.fetchone()[0])


def others_connected(connection: BaseDatabaseWrapper) -> int:
    """Return how many others are connected to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def note_restored(connection: BaseDatabaseWrapper, mark: str) -> None:
    """Have the tables say which restore they came with, for whoever settles one that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{MARK}{mark}'")


def move_aside(connection: BaseDatabaseWrapper, name: str, *, drop: bool) -> None:
    """Move every table of ours, with what its triggers call, into the schema ``name``.

    With ``drop`` they held nothing and are taken away.
    """
    quote = connection.ops.quote_name
    _be_waited_for(connection)
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        here = connection.introspection.table_names(cursor)
        tables = sorted((ours | {"django_migrations"}) & set(here))
        if not tables:
            return
        cursor.execute(
            "SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger JOIN pg_class c "
            "ON c.oid = tgrelid WHERE NOT tgisinternal AND relname = ANY(%s) "
            "AND relnamespace = current_schema()::regnamespace",
            [tables],
        )
        functions = [row[0] for row in cursor.fetchall()]
        cursor.execute(f"CREATE SCHEMA {quote(name)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} SET SCHEMA {quote(name)}")
        for function in functions:
            cursor.execute(f"ALTER FUNCTION {function} SET SCHEMA {quote(name)}")
        if drop:
            cursor.execute(f"DROP SCHEMA {quote(name)} CASCADE")


def _be_waited_for(connection: BaseDatabaseWrapper) -> None:
    """Hold, until this transaction ends, what asks whether it ended well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WAITED_FOR])
