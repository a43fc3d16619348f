"""The follow-up plan on the table: what is to be done, what was done, and whether it fits."""

from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff, Unit
from tanggap.gateway.models import Media
from tanggap.inbox.models import Person
from tanggap.logbook.models import Entry, Topic
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
from tanggap.reply.models import Reply, ReplyTemplate

__all__ = [
    "Answering",
    "Attendee",
    "DecidedPlan",
    "Evaluation",
    "Meeting",
    "MeetingPhoto",
    "MeetingPoint",
    "MeetingPointSource",
    "Plan",
    "PlanReport",
    "PlanSource",
    "PlanTopic",
    "PreparedAnswer",
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


class PlanTopic(Row):
    """A topic by which a person said a chain of plans is to be judged: did it become rarer?"""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "topic"], name="plan_topic_once"),
        ]


class Answering(Row):
    """That answers were prepared to all who raised what a plan mended (B-08).

    ``text`` goes to each person, ``board_text`` on the notice board. Without answers it says
    that somebody looked and nobody was left to be answered.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="answerings")
    realisation = models.ForeignKey(Realisation, models.PROTECT, related_name="+")
    text = models.TextField("isi balasan")
    board_text = models.TextField("isi lembar papan pengumuman", blank=True)
    template = models.ForeignKey(
        ReplyTemplate, models.PROTECT, related_name="+", null=True, blank=True
    )
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_key = models.UUIDField(unique=True, editable=False)


class PreparedAnswer(Row):
    """One answer that was prepared; how far it came is the reply's own to say."""

    answering = models.ForeignKey(Answering, models.CASCADE, related_name="answers")
    reply = models.OneToOneField(Reply, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)


class PlanReport(Row):
    """That the ketua reported a plan to the head, and when the head received it (B-09)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    reported_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("dilaporkan")
    received_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    received_at = models.DateTimeField("diterima", null=True, blank=True)
    note = models.TextField("catatan kepala", blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(taken_back_at=None), name="plan_reported_once"
            ),
        ]
