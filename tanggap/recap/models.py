"""A week that was recapped, and what it told of each entry: coded facts, never words or names."""

from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff


class WeeklyRecap(Row):
    """One week of the book (Monday to Sunday): remarked on, then closed and signed, then seen.

    A week is there by the calendar; its row appears with the first remark or the closing.
    ``place`` counts the closings of a health centre, whichever week they are of: ``digest``
    follows the digest of the closing before it. ``told_to`` is the line of History up to which
    this closing knew what had been done.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    monday = models.DateField("minggu mulai")
    remarks = models.TextField("catatan tim", blank=True)
    place = models.PositiveIntegerField("penutupan ke", null=True, blank=True)
    closed_at = models.DateTimeField("ditutup", null=True, blank=True)
    closed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    signed_position = models.CharField(max_length=120, blank=True)
    is_late = models.BooleanField("ditutup terlambat", default=False)
    facility_code = models.CharField(max_length=40, blank=True)
    counts = models.JSONField(default=dict)
    told_to = models.PositiveBigIntegerField(default=0)
    digest = models.CharField("sidik", max_length=64, blank=True)
    seen_at = models.DateTimeField("diketahui", null=True, blank=True)
    seen_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    seen_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "monday"], name="one_recap_a_week"),
            models.UniqueConstraint(fields=["facility", "place"], name="recap_closing_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, place=None, digest="")
                | (Q(closed_at__isnull=False, place__isnull=False) & ~Q(digest="")),
                name="recap_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.monday:%d/%m/%Y}"


class RecapLine(Row):
    """What a closed week told of one entry: at which place, why, and its coded facts then.

    ``entry_key`` is no foreign key: an erasure that the law demands leaves the week whole.
    ``was`` holds the facts told before, where they changed. ``hidden_from`` holds the keys of
    those the entry was about at the closing, each between spaces: should the entry itself be
    gone one day, they still do not meet it (design §2.7).
    """

    class Reason(models.TextChoices):
        LISTED = "listed", "Entri minggu ini"
        LATE = "late", "Dicatat sesudah minggunya ditutup"
        CHANGED = "changed", "Diperbaiki"
        CANCELLED = "cancelled", "Dibatalkan"
        RESTORED = "restored", "Dipulihkan"

    recap = models.ForeignKey(WeeklyRecap, models.CASCADE, related_name="lines")
    entry_key = models.BigIntegerField()
    place = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    facts = models.JSONField()
    was = models.JSONField(default=dict)
    hidden_from = models.TextField(blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["recap", "place"], name="recap_place_once"),
        ]
        indexes = [models.Index(fields=["entry_key", "id"], name="recap_line_of_entry")]
