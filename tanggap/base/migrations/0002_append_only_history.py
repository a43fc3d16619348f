"""History is append-only: the database itself refuses to change or delete a line.

The next migration that alters ``base_historyline`` on SQLite makes the table anew and
loses these triggers: run ``forbid`` after it (a test fails otherwise).
"""

from django.db import migrations

SQLITE = (
    """CREATE TRIGGER base_historyline_no_update BEFORE UPDATE ON base_historyline
    BEGIN SELECT RAISE(ABORT, 'History is append-only'); END""",
    """CREATE TRIGGER base_historyline_no_delete BEFORE DELETE ON base_historyline
    BEGIN SELECT RAISE(ABORT, 'History is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION base_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'History is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER base_historyline_append_only BEFORE UPDATE OR DELETE ON base_historyline
    FOR EACH ROW EXECUTE FUNCTION base_history_is_append_only()""",
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS base_historyline_no_update",
    "DROP TRIGGER IF EXISTS base_historyline_no_delete",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS base_historyline_append_only ON base_historyline",
    "DROP FUNCTION IF EXISTS base_history_is_append_only()",
)


def forbid(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if is_sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
