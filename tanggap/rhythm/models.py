"""What people plan themselves in the procedure's year, and how they wish to be reminded."""

from django.db import models

from tanggap.base.fields import EncryptedJSONField
from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.models import Line, RemovableProof


class Occasion(Row):
    """A gathering or a term of the year that no other step knows (accreditation 1.6.1–1.6.3)."""

    class Kind(models.TextChoices):
        CROSS_SECTOR = "lintas_sektor", "Lokakarya mini lintas sektor"
        REVIEW = "rtm", "Rapat tinjauan manajemen (RTM)"
        SURVEY = "survei", "Survei kepuasan masyarakat"
        AUDIT = "audit", "Audit internal"
        ACCREDITATION = "akreditasi", "Survei akreditasi"
        OTHER = "lain", "Kegiatan lain"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=16, choices=Kind)
    title = models.CharField("nama kegiatan", max_length=120, blank=True)
    starts_on = models.DateField("tanggal")
    ends_on = models.DateField("sampai", null=True, blank=True)
    place = models.CharField("tempat", max_length=120, blank=True)
    planned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField("ditandai terlaksana", null=True, blank=True)
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["facility", "starts_on", "id"], name="occasion_by_day")]

    @property
    def name(self) -> str:
        return self.title or self.get_kind_display()


class OccasionFile(RemovableProof):
    """A file from outside that shows that an occasion was held: what it says nobody reads here."""

    class Kind(models.TextChoices):
        INVITATION = "undangan", "Undangan"
        ATTENDANCE = "hadir", "Daftar hadir"
        MINUTES = "notulen", "Notulen"
        PHOTO = "foto", "Foto kegiatan"
        REPORT = "laporan", "Laporan (SKM, audit, RTM)"
        OTHER = "lain", "Berkas lain"

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="files")
    kind = models.CharField("jenis berkas", max_length=8, choices=Kind, default=Kind.MINUTES)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["removed_at"], name="occasion_file_removed")]


class Feed(Row):
    """The secret address by which one person's calendar program reads the year."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    staff = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class ReminderWish(Row):
    """One person's wish to be reminded on the own handphone, by a line of the team."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    staff = models.OneToOneField(Staff, models.CASCADE, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", verbose_name="lewat saluran")
    phone = EncryptedJSONField("nomor HP Anda")
    wished_at = models.DateTimeField()
    last_on = models.DateField("terakhir diingatkan", null=True, blank=True)
