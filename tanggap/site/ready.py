"""Make a site ready to be used: Django set up, tables as they should be."""

import sys
from contextlib import nullcontext
from importlib.util import find_spec
from pkgutil import iter_modules

import django
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tanggap.site.first_tables import rendering_what_is_touched
from tanggap.site.refusal import CommandError


def set_up() -> None:
    """Set Django up, once."""
    if not apps.ready:
        django.setup()


def migrate(quiet: bool = False) -> None:
    """Bring the tables up to this version; says so when there is something to do.

    Raises :class:`CommandError` where the database cannot be reached.
    """
    set_up()
    try:
        _knock()
        if _is_up_to_date():
            return
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise CommandError(database_shut(error)) from error
    if not plan:
        return
    if not quiet:
        print(f"Menyiapkan tabel ({len(plan)} langkah) …", file=sys.stderr, flush=True)
    is_new = not executor.loader.applied_migrations
    with rendering_what_is_touched() if is_new else nullcontext():
        call_command("migrate", verbosity=0, interactive=False)


def _knock() -> None:
    """Ask PostgreSQL once, directly: its pool would try for ten seconds and hide the reason."""
    if connection.vendor == "postgresql":
        import psycopg  # not where SQLite is used: it costs memory and a moment

        with connection.wrap_database_errors:
            psycopg.connect(**connection.get_connection_params()).close()


def database_shut(error: Exception) -> str:
    """Return one sentence for a database that does not open: which, why, what to do."""
    if connection.vendor == "sqlite":
        return (
            f"Basis data {connection.settings_dict['NAME']} tidak dapat dibuka: {error}. Periksa "
            "hak atas foldernya dan sisa disk."
        )
    place = connection.settings_dict
    why = "tidak dapat dihubungi: periksa apakah PostgreSQL berjalan, dan DATABASE_URL"
    if "does not exist" in str(error.__cause__ or error):
        why = "menolak: basis datanya belum dibuat (createdb), atau namanya salah di DATABASE_URL"
    elif "authentication" in str(error.__cause__ or error) or "password" in str(error):
        why = "menolak: nama atau kata sandi di DATABASE_URL salah"
    return (
        f"Basis data «{place['NAME']}» di {place['HOST'] or 'komputer ini'} {why}. "
        "· The database cannot be opened."
    )


def _is_up_to_date() -> bool:
    """Answer by the names of the files whether nothing is to be done, without loading them."""
    applied = MigrationRecorder(connection).applied_migrations()
    for app in apps.get_app_configs():
        package, _ = MigrationLoader.migrations_module(app.label)
        spec = find_spec(package) if package else None
        folders = spec.submodule_search_locations if spec else None
        for file in iter_modules(folders or []):
            if file.name[0] not in "_~" and (app.label, file.name) not in applied:
                return False
    return True


def is_set_up() -> bool:
    """Answer whether there is a health centre yet; leaves no connection open behind."""
    from tanggap.base.models import Facility

    try:
        return Facility.objects.exists()
    finally:
        connection.close()


def leave_no_connection() -> None:
    """Close what this process opened before it forks the one that serves.

    A connection that two processes hold is nobody's, and a pool that was opened before the
    fork has no threads after it: it could never grow beyond what the other already had.
    """
    for one in connections.all(initialized_only=True):
        one.close()
        if getattr(one, "pool", None):
            one.close_pool()  # type: ignore[attr-defined]
