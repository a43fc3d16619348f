import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tanggap.base.ids


def _id():
    return models.BigIntegerField(
        default=tanggap.base.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _to(there, related_name="+", on_delete=django.db.models.deletion.PROTECT):
    return models.ForeignKey(on_delete=on_delete, related_name=related_name, to=there)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
        ("gateway", "0005_files_of_no_line"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Socialisation",
            fields=[
                ("id", _id()),
                ("held_on", models.DateField(verbose_name="tanggal")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("leaflet", "Pembagian leaflet"),
                            ("langsung", "Langsung pada jam pelayanan"),
                            ("lintas", "Pertemuan lintas sektor"),
                            ("medsos", "Media sosial"),
                            ("lain", "Cara lain"),
                        ],
                        max_length=8,
                        verbose_name="cara",
                    ),
                ),
                ("place", models.CharField(max_length=120, verbose_name="tempat")),
                ("people", models.PositiveIntegerField(default=0, verbose_name="jumlah orang")),
                (
                    "leaflets",
                    models.PositiveIntegerField(default=0, verbose_name="leaflet dibagikan"),
                ),
                ("note", models.TextField(blank=True, verbose_name="catatan")),
                ("written_at", models.DateTimeField()),
                (
                    "taken_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dibatalkan"),
                ),
                ("form_key", models.UUIDField(unique=True)),
                ("facility", _to("base.facility")),
                ("written_by", _to(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="SocialisationOfficer",
            fields=[
                ("id", _id()),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "socialisation",
                    _to(
                        "outreach.socialisation", "told_by", django.db.models.deletion.CASCADE
                    ),
                ),
                ("staff", _to(settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["order"]},
        ),
        migrations.AddField(
            model_name="socialisation",
            name="officers",
            field=models.ManyToManyField(
                related_name="+",
                through="outreach.SocialisationOfficer",
                to=settings.AUTH_USER_MODEL,
                verbose_name="petugas",
            ),
        ),
        migrations.CreateModel(
            name="SocialisationProof",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("foto", "Foto kegiatan"),
                            ("hadir", "Daftar hadir"),
                            ("lain", "Berkas lain"),
                        ],
                        default="foto",
                        max_length=8,
                        verbose_name="jenis bukti",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=160, verbose_name="keterangan"),
                ),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("form_key", models.UUIDField(unique=True)),
                ("by", _to(settings.AUTH_USER_MODEL)),
                ("facility", _to("base.facility")),
                ("media", _to("gateway.media")),
                (
                    "socialisation",
                    _to("outreach.socialisation", "proofs", django.db.models.deletion.CASCADE),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddIndex(
            model_name="socialisation",
            index=models.Index(
                fields=["facility", "-held_on", "-id"], name="socialisation_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="socialisation",
            index=models.Index(
                fields=["facility", "method", "-held_on"], name="socialisation_by_method"
            ),
        ),
        migrations.AddConstraint(
            model_name="socialisationofficer",
            constraint=models.UniqueConstraint(
                fields=("socialisation", "staff"), name="officer_once"
            ),
        ),
        migrations.AddIndex(
            model_name="socialisationproof",
            index=models.Index(fields=["removed_at"], name="proof_removed"),
        ),
    ]
