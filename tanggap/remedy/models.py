"""The follow-up plan on the table: what is to be done, what was done, and whether it fits."""

from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff, Unit
from tanggap.gateway.models import Media
from tanggap.logbook.models import Entry
from tanggap.remedy.meetings.models import (
    Attendee,
    DecidedPlan,
    Meeting,
    MeetingPhoto,
    MeetingPoint,
    MeetingPointSource,
    Quotation,
    RootCause,
)

__all__ = [
    "Attendee",
    "DecidedPlan",
    "Evaluation",
    "Meeting",
    "MeetingPhoto",
    "MeetingPoint",
    "MeetingPointSource",
    "Plan",
    "PlanSource",
    "Quotation",
    "Realisation",
    "RealisationProof",
    "RootCause",
]


class Plan(Row):
    """A rencana tindak lanjut (RTL), numbered by year (A-11; the columns of the RTL table).

    ``corrects`` is the plan whose evaluation said «tidak sesuai» (A-12); ``first`` is the plan
    with which that chain began, itself where nothing is corrected. Where a plan stands is
    derived (``rules.state_of``), never kept.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("tahun")
    sequence = models.PositiveIntegerField("nomor")
    first = models.ForeignKey("self", models.PROTECT, related_name="chain")
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    problem = models.TextField("masalah")
    cause = models.TextField("penyebab", blank=True)
    action = models.TextField("rencana tindak lanjut")
    target = models.TextField("tujuan/target", blank=True)
    indicator = models.TextField("indikator keberhasilan", blank=True)
    person = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="penanggung jawab"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="unit"
    )
    begins_on = models.DateField("mulai")
    ends_on = models.DateField("selesai")
    budget = models.CharField("sumber dana", max_length=120, blank=True)
    planned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField("direncanakan")
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "year", "sequence"], name="plan_number_once"
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False, cancelled_at=None),
                name="plan_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("begins_on")), name="plan_ends_after_begin"
            ),
        ]
        indexes = [models.Index(fields=["facility", "ends_on", "id"], name="plan_by_end")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return «RTL 3/2026»."""
        return f"RTL {self.sequence}/{self.year}"


class PlanSource(Row):
    """An entry of the book from which a chain of plans stems: held by its first plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "entry"], name="plan_source_once"),
        ]
        indexes = [models.Index(fields=["entry", "plan"], name="plan_of_entry")]


class Realisation(Row):
    """What was done of a plan, and when; ``taken_back_at`` is when that was struck out."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="realisations")
    done_on = models.DateField("tanggal realisasi")
    text = models.TextField("uraian")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(taken_back_at=None), name="plan_realised_once"
            ),
        ]


class RealisationProof(Row):
    """A photo or file that shows what was done."""

    realisation = models.ForeignKey(Realisation, models.CASCADE, related_name="proofs")
    media = models.ForeignKey(Media, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class Evaluation(Row):
    """Whether what was done fits what was planned: sesuai or tidak sesuai (A-12)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="evaluations")
    judged_on = models.DateField("tanggal evaluasi")
    fits = models.BooleanField("sesuai")
    reason = models.TextField("alasan", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(taken_back_at=None), name="plan_evaluated_once"
            ),
        ]
