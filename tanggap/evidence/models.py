"""What a person said proves a step, and the packs that were made. Nothing of the journey."""

from django.db import models

from tanggap.base.models import Facility, Row, Staff
from tanggap.procedures.models import Step


class StepMatch(Row):
    """A person's word on what proves a step of one SOP revision; none at all is a word too.

    A step that is worded as in a sample needs none; a new revision's step of the same words
    takes over what was said of the earlier one.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    step = models.OneToOneField(Step, models.CASCADE, related_name="+")
    proofs = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Pack(Row):
    """A pack of evidence: one bound PDF and a ZIP, made for one person and kept a few days."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu dibuat"
        RUNNING = "running", "Sedang dibuat"
        DONE = "done", "Siap diunduh"
        FAILED = "failed", "Gagal"
        GONE = "gone", "Sudah dihapus"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    from_on = models.DateField("dari")
    to_on = models.DateField("sampai")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    pdf_size = models.PositiveBigIntegerField(default=0)
    zip_size = models.PositiveBigIntegerField(default=0)
    expires_on = models.DateField("disimpan sampai")
    form_key = models.UUIDField(unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["facility", "by", "-id"], name="pack_of_maker"),
            models.Index(fields=["state", "id"], name="pack_by_state"),
        ]
