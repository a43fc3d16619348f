"""History becomes a chain: every line there is gets its place and hash, by its key.

What was altered before this migration cannot be told; from here on it can.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import tanggap.base.ids
from tanggap.base.chain import Head, Line, chained

append_only = import_module("tanggap.base.migrations.0002_append_only_history")
AT_ONCE = 1_000
READ = ("facility_id", "id", "at", "by_id", "action", "subject_kind", "subject_id", "sentence")

GUARD_SQLITE = (
    """CREATE TRIGGER base_historyhead_only_forward BEFORE UPDATE ON base_historyhead
    WHEN NEW.place < OLD.place OR NEW.facility_id <> OLD.facility_id
    BEGIN SELECT RAISE(ABORT, 'History is append-only'); END""",
    """CREATE TRIGGER base_historyhead_no_delete BEFORE DELETE ON base_historyhead
    BEGIN SELECT RAISE(ABORT, 'History is append-only'); END""",
)
GUARD_POSTGRESQL = (
    """CREATE TRIGGER base_historyhead_only_forward BEFORE UPDATE ON base_historyhead
    FOR EACH ROW WHEN (NEW.place < OLD.place OR NEW.facility_id <> OLD.facility_id)
    EXECUTE FUNCTION base_history_is_append_only()""",
    """CREATE TRIGGER base_historyhead_no_delete BEFORE DELETE ON base_historyhead
    FOR EACH ROW EXECUTE FUNCTION base_history_is_append_only()""",
)
UNGUARD_SQLITE = (
    "DROP TRIGGER IF EXISTS base_historyhead_only_forward",
    "DROP TRIGGER IF EXISTS base_historyhead_no_delete",
)
UNGUARD_POSTGRESQL = (
    "DROP TRIGGER IF EXISTS base_historyhead_only_forward ON base_historyhead",
    "DROP TRIGGER IF EXISTS base_historyhead_no_delete ON base_historyhead",
)


def chain(apps, schema_editor):
    facilities = apps.get_model("base", "Facility").objects.order_by("id")
    for facility_id in facilities.values_list("id", flat=True):
        _chain_one(apps, schema_editor, facility_id)


def _chain_one(apps, schema_editor, facility_id):
    lines = apps.get_model("base", "HistoryLine").objects.filter(facility_id=facility_id)
    head, last_id = None, 0
    while page := list(lines.filter(id__gt=last_id).order_by("id").values(*READ)[:AT_ONCE]):
        done = []
        for row in page:
            line = chained(Line(place=0, previous_hash="", hash="", **row), head)
            head, last_id = Head(line.place, line.hash), line.id
            done.append((line.place, line.previous_hash, line.hash, line.id))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE base_historyline SET place = %s, previous_hash = %s, hash = %s "
                "WHERE id = %s",
                done,
            )
    if head:
        heads = apps.get_model("base", "HistoryHead").objects
        heads.create(facility_id=facility_id, place=head.place, hash=head.hash)


def open_up(apps, schema_editor):
    append_only.allow(apps, schema_editor)


def close_again(apps, schema_editor):
    append_only.forbid(apps, schema_editor)


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in GUARD_SQLITE if is_sqlite else GUARD_POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in UNGUARD_SQLITE if is_sqlite else UNGUARD_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("base", "0003_sign_in")]

    operations = [
        migrations.RunPython(open_up, close_again),
        migrations.CreateModel(
            name="HistoryHead",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=tanggap.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("read_to", models.PositiveBigIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=300)),
                (
                    "facility",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.facility",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            "historyline",
            "place",
            models.PositiveBigIntegerField("baris", default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "historyline",
            "previous_hash",
            models.CharField(max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "historyline",
            "hash",
            models.CharField("sidik", max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AddConstraint(
            "historyline",
            models.UniqueConstraint(fields=["facility", "place"], name="history_place_once"),
        ),
        migrations.RunPython(close_again, open_up),
        migrations.RunPython(guard, unguard),
    ]
