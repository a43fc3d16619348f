"""What is needed to suggest that two people are one: a number in whatever shape, a name."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Upper

from tanggap.inbox.rules import number_in


def spell(apps, schema_editor):
    """Note the number that a name of the handphone's contacts or of an SMS sender spells."""
    rows = apps.get_model("inbox", "Identity").objects.using(schema_editor.connection.alias)
    named, last = rows.filter(kind__in=["wa_name", "alnum"]), 0
    while True:
        some = list(named.filter(pk__gt=last).order_by("pk")[:1000])
        if not some:
            return
        last = some[-1].pk
        for row in some:
            row.number = number_in(row.kind, row.value)
        rows.bulk_update([row for row in some if row.number], ["number"])


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("inbox", "0006_call_backs"),
    ]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="number",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="person",
            name="merged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.staff",
            ),
        ),
        migrations.AddField(
            model_name="samepersonhint",
            name="dismissed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="samepersonhint",
            name="dismissed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="base.staff",
            ),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["facility", "number"], name="identity_by_number"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index("facility", Upper("name"), name="person_by_name"),
        ),
    ]
