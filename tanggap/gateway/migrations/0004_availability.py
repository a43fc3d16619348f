import django.db.models.deletion
from django.db import migrations, models

import tanggap.base.ids


def _id():
    return models.BigIntegerField(
        default=tanggap.base.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _facility():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="base.facility"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("gateway", "0003_line_pulse"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispatch", name="sent_as", field=models.UUIDField(null=True, unique=True)
        ),
        migrations.AddField(
            model_name="dispatch", name="followed_at", field=models.DateTimeField(null=True)
        ),
        migrations.CreateModel(
            name="LineProof",
            fields=[
                ("id", _id()),
                ("proven_on", models.DateField(verbose_name="tanggal bukti")),
                (
                    "note",
                    models.CharField(blank=True, max_length=160, verbose_name="keterangan"),
                ),
                ("at", models.DateTimeField()),
                ("form_key", models.UUIDField(unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.staff",
                    ),
                ),
                ("facility", _facility()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="gateway.line",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateway.media",
                    ),
                ),
            ],
            options={"ordering": ["-proven_on", "-id"]},
        ),
        migrations.CreateModel(
            name="AvailabilityCheck",
            fields=[
                ("id", _id()),
                ("checked_on", models.DateField(verbose_name="tanggal")),
                ("written_at", models.DateTimeField()),
                ("form_key", models.UUIDField(unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.staff",
                        verbose_name="petugas",
                    ),
                ),
                ("facility", _facility()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["facility", "-checked_on"], name="check_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckedLine",
            fields=[
                ("id", _id()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("works", "Berfungsi"),
                            ("hampered", "Berfungsi sebagian"),
                            ("down", "Tidak berfungsi"),
                        ],
                        max_length=8,
                        verbose_name="hasil",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=200, verbose_name="keterangan"),
                ),
                (
                    "check_made",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="gateway.availabilitycheck",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gateway.line",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("check_made", "line"), name="checked_once")
                ],
            },
        ),
    ]
