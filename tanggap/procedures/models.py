"""Governing documents, each with its revisions; daftar tilik bound to one of them."""

from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff, Unit
from tanggap.procedures.rules import Outline


class Document(Row):
    """What governs the work, whatever its revision (A-03, A-04)."""

    class Kind(models.TextChoices):
        DECREE = "sk", "SK"
        TEAM_DECREE = "sk_tim", "SK Tim"
        GUIDE = "pedoman", "Pedoman"
        SOP = "sop", "SOP"
        CHECKLIST = "tilik", "Daftar tilik"
        OTHER = "lain", "Dokumen lain"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=8, choices=Kind)
    title = models.CharField("judul", max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="unit"
    )
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["facility", "kind"], name="document_of_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} «{self.title}»"


class Revision(Row):
    """One edition of a document: a draft until it is enacted, then frozen (A-18, A-19).

    A number that was put right is a revision of its own; both stay, with their dates.
    What it says is in ``texts`` by heading, in its steps and its changes; one that was
    only signed on paper has its file alone.
    """

    class Mark(models.TextChoices):
        """How «never revised» is written (B-20)."""

        DASH = "-", "-"
        ZEROS = "00", "00"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    number = models.CharField("nomor dokumen", max_length=80, blank=True)
    revision = models.PositiveSmallIntegerField("nomor revisi", default=0)
    unrevised_as = models.CharField(
        "bila belum pernah direvisi", max_length=2, choices=Mark, default=Mark.DASH
    )
    issued_on = models.DateField("tanggal terbit", null=True, blank=True)
    valid_from = models.DateField("mulai berlaku", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    revoked_on = models.DateField("dicabut", null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="menggantikan",
    )
    note = models.CharField("keterangan", max_length=200, blank=True)
    outline = models.CharField(
        "susunan", max_length=6, choices=Outline.choices(), default=Outline.TEN.value
    )
    texts = models.JSONField(default=dict, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    changed_at = models.DateTimeField()
    enacted_at = models.DateTimeField("ditetapkan", null=True, blank=True)
    enacted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    ended_before = models.DateField(null=True, blank=True)
    """Until when the one it replaced was to hold, so that an enactment can be taken back."""
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [
            models.Index(fields=["document", "-id"], name="revision_of_document"),
            models.Index(fields=["facility", "valid_from"], name="revision_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(enacted_at=None) | Q(valid_from__isnull=False),
                name="enacted_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(enacted_at=None), name="only_drafts_are_dropped"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_draft(self) -> bool:
        return self.enacted_at is None


class Step(Row):
    """One step of a SOP's procedure; ``short`` is what its shape in the diagram says."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.TextField("langkah")
    short = models.CharField("di diagram", max_length=200, blank=True)
    actor = models.CharField("pelaksana", max_length=120, blank=True)
    output = models.CharField("hasil", max_length=160, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["revision", "order"], name="step_in_order")]


class Change(Row):
    """One row of «Rekaman historis perubahan» (A-18, B-14); its day may be only a month."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="changes")
    order = models.PositiveSmallIntegerField()
    what = models.TextField("yang diubah")
    content = models.TextField("isi perubahan")
    since = models.CharField("tanggal mulai diberlakukan", max_length=40, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "order"], name="change_in_order")
        ]


class DocumentFile(Row):
    """A file of a revision: the signed scan, the PDF, the DOCX. Below ``TANGGAP_HOME/media``."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="files")
    file_name = models.CharField(max_length=200)
    mime = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]


class Checklist(Row):
    """A daftar tilik, made from the steps of one SOP revision and bound to it (B-16, B-18)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="checklist")
    sop = models.ForeignKey(Revision, models.PROTECT, related_name="checklists")
    threshold = models.PositiveSmallIntegerField("ambang kepatuhan (%)", default=80)
    has_not_applicable = models.BooleanField("pakai kolom «Tidak berlaku»", default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=1) & Q(threshold__lte=100), name="threshold_in_percent"
            )
        ]


class Round(Row):
    """One time a daftar tilik was filled in (B-15): what was seen of each step."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="rounds")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="unit")
    performer = models.CharField("nama pelaksana", max_length=120)
    done_on = models.DateField("tanggal pelaksanaan")
    auditee = models.CharField("auditee", max_length=120)
    auditor = models.CharField("pelaksana/auditor", max_length=120)
    note = models.TextField("catatan", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    form_key = models.UUIDField(unique=True)
    proof_from = models.DateField("bukti dari", null=True, blank=True)
    proof_to = models.DateField("bukti sampai", null=True, blank=True)
    """Of which days the system said what it could prove, where it was asked."""
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["done_on", "id"]
        indexes = [models.Index(fields=["checklist", "done_on"], name="round_by_day")]


class Seen(Row):
    """What was seen of one step in a round.

    ``proposed`` is the tick that the system proposed; ``mark`` is what the auditor decided.
    """

    class Mark(models.TextChoices):
        YES = "ya", "Ya"
        NO = "tidak", "Tidak"
        NOT_APPLICABLE = "tb", "Tidak berlaku"

    round = models.ForeignKey(Round, models.CASCADE, related_name="seen")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    mark = models.CharField("hasil", max_length=5, choices=Mark)
    proposed = models.CharField("usul sistem", max_length=5, choices=Mark, blank=True)
    note = models.CharField("keterangan", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "step"], name="step_seen_once")]
