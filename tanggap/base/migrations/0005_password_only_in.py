"""A password that its owner called stolen opens one session only: the one that changes it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0004_history_chain")]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="password_only_in",
            field=models.BigIntegerField(
                blank=True, null=True, verbose_name="sesi yang masih boleh mengganti kata sandi"
            ),
        ),
    ]
