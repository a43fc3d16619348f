"""The log of socialisation: each time the public was told of our lines, with its evidence."""

from django.db import models

from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.models import RemovableProof


class Socialisation(Row):
    """One time that people were told where to write to us (SOP step 3; A-09).

    ``taken_back_at`` is when it was struck out as wrong; it can be put back.
    """

    class Method(models.TextChoices):
        LEAFLET = "leaflet", "Pembagian leaflet"
        SERVICE_HOURS = "langsung", "Langsung pada jam pelayanan"
        CROSS_SECTOR = "lintas", "Pertemuan lintas sektor"
        SOCIAL_MEDIA = "medsos", "Media sosial"
        OTHER = "lain", "Cara lain"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    held_on = models.DateField("tanggal")
    method = models.CharField("cara", max_length=8, choices=Method)
    place = models.CharField("tempat", max_length=120)
    people = models.PositiveIntegerField("jumlah orang", default=0)
    leaflets = models.PositiveIntegerField("leaflet dibagikan", default=0)
    note = models.TextField("catatan", blank=True)
    officers: "models.ManyToManyField[Staff, SocialisationOfficer]" = models.ManyToManyField(
        Staff, through="SocialisationOfficer", related_name="+", verbose_name="petugas"
    )
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    form_key = models.UUIDField(unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["facility", "-held_on", "-id"], name="socialisation_newest"),
            models.Index(fields=["facility", "method", "-held_on"], name="socialisation_by_method"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.place}"


class SocialisationOfficer(Row):
    """Who told the people."""

    socialisation = models.ForeignKey(Socialisation, models.CASCADE, related_name="told_by")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["socialisation", "staff"], name="officer_once")
        ]


class SocialisationProof(RemovableProof):
    """A photo, an attendance list or another file that shows that it took place."""

    class Kind(models.TextChoices):
        PHOTO = "foto", "Foto kegiatan"
        ATTENDANCE = "hadir", "Daftar hadir"
        OTHER = "lain", "Berkas lain"

    socialisation = models.ForeignKey(Socialisation, models.CASCADE, related_name="proofs")
    kind = models.CharField("jenis bukti", max_length=8, choices=Kind, default=Kind.PHOTO)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["removed_at"], name="proof_removed")]
