"""The index over the words of entries: FTS5 on SQLite, a stored tsvector on PostgreSQL.

Both index ``search_text`` (open to all who may see the entry) apart from
``identity_text`` (who reported). On PostgreSQL the health centre stands first in the
index where ``btree_gin`` can be created; without that right, the words alone.
"""

from django.db import DatabaseError, migrations, transaction

SQLITE = [
    """CREATE VIRTUAL TABLE logbook_words USING fts5(
        search_text, identity_text, content='logbook_findable', content_rowid='entry_id',
        tokenize='unicode61 remove_diacritics 0', prefix='3')""",
    """CREATE TRIGGER logbook_words_in AFTER INSERT ON logbook_findable BEGIN
        INSERT INTO logbook_words(rowid, search_text, identity_text)
        VALUES (new.entry_id, new.search_text, new.identity_text); END""",
    """CREATE TRIGGER logbook_words_out AFTER DELETE ON logbook_findable BEGIN
        INSERT INTO logbook_words(logbook_words, rowid, search_text, identity_text)
        VALUES ('delete', old.entry_id, old.search_text, old.identity_text); END""",
    """CREATE TRIGGER logbook_words_change
        AFTER UPDATE OF search_text, identity_text ON logbook_findable BEGIN
        INSERT INTO logbook_words(logbook_words, rowid, search_text, identity_text)
        VALUES ('delete', old.entry_id, old.search_text, old.identity_text);
        INSERT INTO logbook_words(rowid, search_text, identity_text)
        VALUES (new.entry_id, new.search_text, new.identity_text); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER logbook_words_in",
    "DROP TRIGGER logbook_words_out",
    "DROP TRIGGER logbook_words_change",
    "DROP TABLE logbook_words",
]
POSTGRES = [
    """ALTER TABLE logbook_findable
        ADD COLUMN words tsvector
            GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED,
        ADD COLUMN words_all tsvector
            GENERATED ALWAYS AS
                (to_tsvector('simple', search_text || ' ' || identity_text)) STORED""",
]
POSTGRES_BACK = ["ALTER TABLE logbook_findable DROP COLUMN words, DROP COLUMN words_all"]


def _has_btree_gin(editor) -> bool:
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    except DatabaseError:
        return False
    return True


def lay_in(apps, editor) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            editor.execute(statement)
        return
    for statement in POSTGRES:
        editor.execute(statement)
    first = "facility_id, " if _has_btree_gin(editor) else ""
    for column in ("words", "words_all"):
        editor.execute(
            f"CREATE INDEX logbook_{column} ON logbook_findable USING gin ({first}{column})"
        )


def take_out(apps, editor) -> None:
    is_sqlite = editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if is_sqlite else POSTGRES_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("logbook", "0001_initial")]
    operations = [migrations.RunPython(lay_in, take_out, elidable=False)]
