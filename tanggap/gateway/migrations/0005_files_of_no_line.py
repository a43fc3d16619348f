import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("gateway", "0004_availability"),
    ]

    operations = [
        migrations.AlterField(
            model_name="media",
            name="line",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gateway.line",
            ),
        ),
        migrations.AddConstraint(
            model_name="media",
            constraint=models.UniqueConstraint(
                condition=models.Q(("line", None)),
                fields=("facility", "provider_key"),
                name="media_of_no_line_once",
            ),
        ),
    ]
