"""What the site itself keeps: how it is backed up, and each backup that was made."""

from django.db import models

from tanggap.base.fields import EncryptedJSONField
from tanggap.base.models import Facility, Row, Staff


class BackupPlan(Row):
    """Where backups go, and the lock that seals them unattended (decision 0014).

    ``lock`` holds the public half of a key, and the key itself sealed with the passphrase:
    nothing here opens a backup without the passphrase.
    """

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="+")
    folder = models.CharField("folder cadangan", max_length=400, blank=True)
    lock = EncryptedJSONField(default=dict)
    locked_at = models.DateTimeField("kata sandi disetel", null=True, blank=True)


class Backup(Row):
    """One backup: begun, made or failed, tried out, and at last taken away for a newer one."""

    class State(models.TextChoices):
        RUNNING = "running", "Sedang dibuat"
        DONE = "done", "Tersimpan"
        FAILED = "failed", "Gagal"
        GONE = "gone", "Sudah diganti yang baru"

    class Trial(models.TextChoices):
        NONE = "", "Belum diuji"
        RUNNING = "running", "Sedang diuji"
        GOOD = "good", "Teruji"
        BAD = "bad", "Uji gagal"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.SET_NULL, related_name="+", null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=600)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True)
    trial = models.CharField(max_length=8, choices=Trial, default=Trial.NONE, blank=True)
    tried_at = models.DateTimeField(null=True)
    trial_words = models.CharField(max_length=600, blank=True)

    class Meta:
        indexes = [models.Index(fields=["facility", "state", "-id"], name="backup_by_state")]
