"""What was tried again another way is marked as followed: it must not be sent a second time."""

from django.db import migrations
from django.utils import timezone


def mark(apps, schema_editor):
    dispatches = apps.get_model("gateway", "Dispatch").objects.using(schema_editor.connection.alias)
    tries = apps.get_model("reply", "EarlierTry").objects.using(schema_editor.connection.alias)
    keys = list(tries.order_by("pk").values_list("dispatch", flat=True))
    for start in range(0, len(keys), 500):
        dispatches.filter(pk__in=keys[start : start + 500]).update(followed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("gateway", "0004_availability"),
        ("reply", "0001_initial"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
