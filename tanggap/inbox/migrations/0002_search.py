"""The index of messages: FTS5 with external content on SQLite, a stored tsvector on PostgreSQL.

A later migration that rebuilds ``inbox_message`` on SQLite drops the triggers with the old
table: run ``_SQLITE`` again after it.
"""

from django.db import migrations

_SQLITE = [
    """CREATE VIRTUAL TABLE inbox_message_words USING fts5(
        search_text, content='inbox_message', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='3')""",
    """CREATE TRIGGER inbox_message_words_added AFTER INSERT ON inbox_message
        WHEN new.search_text <> '' BEGIN
        INSERT INTO inbox_message_words(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER inbox_message_words_gone AFTER DELETE ON inbox_message
        WHEN old.search_text <> '' BEGIN
        INSERT INTO inbox_message_words(inbox_message_words, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER inbox_message_words_left AFTER UPDATE OF search_text ON inbox_message
        WHEN old.search_text <> '' AND old.search_text <> new.search_text BEGIN
        INSERT INTO inbox_message_words(inbox_message_words, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER inbox_message_words_changed AFTER UPDATE OF search_text ON inbox_message
        WHEN new.search_text <> '' AND old.search_text <> new.search_text BEGIN
        INSERT INTO inbox_message_words(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
]
_POSTGRES = [
    """ALTER TABLE inbox_message ADD COLUMN search_words tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED""",
    "CREATE INDEX inbox_message_words ON inbox_message USING gin (search_words)",
]
_SQLITE_BACK = [
    "DROP TRIGGER inbox_message_words_added",
    "DROP TRIGGER inbox_message_words_gone",
    "DROP TRIGGER inbox_message_words_left",
    "DROP TRIGGER inbox_message_words_changed",
    "DROP TABLE inbox_message_words",
]
_POSTGRES_BACK = ["ALTER TABLE inbox_message DROP COLUMN search_words"]


def _run(sqlite, postgres):
    def run(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        for statement in sqlite if vendor == "sqlite" else postgres:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]
    operations = [
        migrations.RunPython(_run(_SQLITE, _POSTGRES), _run(_SQLITE_BACK, _POSTGRES_BACK))
    ]
