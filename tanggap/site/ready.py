"""Make a site ready to be used: Django set up, tables as they should be."""

import sys

import django
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

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
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise CommandError(
            "Basis data tidak dapat dibuka. Periksa DATABASE_URL atau folder TANGGAP_HOME. "
            f"({type(error).__name__})"
        ) from error
    if not plan:
        return
    if not quiet:
        print(f"Menyiapkan tabel ({len(plan)} langkah) …", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0, interactive=False)
