"""The meeting on the table: its agenda, who came, what was said and decided, what shows it."""

from django.db import models
from django.db.models import Q

from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.models import RemovableProof
from tanggap.logbook.models import Entry


class Meeting(Row):
    """A meeting on the book of one ``month``; usually one a month, further ones are extra.

    Where it stands is derived (``rules.state_of``), never kept. ``opening`` to ``conclusion``
    are the minutes beside what stands at each point of the agenda.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    month = models.DateField("bulan yang dibahas")
    is_extra = models.BooleanField("pertemuan tambahan", default=False)
    held_on = models.DateField("tanggal")
    begins_at = models.TimeField("pukul")
    ends_at = models.TimeField("selesai pukul", null=True, blank=True)
    place = models.CharField("tempat", max_length=120)
    subject = models.CharField("acara", max_length=240)
    number = models.CharField("nomor undangan", max_length=80, blank=True)
    invited_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="yang mengundang"
    )
    leader = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="pimpinan rapat"
    )
    scribe = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="notulis")
    opening = models.TextField("pembukaan", blank=True)
    conclusion = models.TextField("kesimpulan", blank=True)
    called_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    called_at = models.DateTimeField("direncanakan")
    invited_at = models.DateTimeField("undangan dibagikan", null=True, blank=True)
    written_at = models.DateTimeField("notulen ditulis", null=True, blank=True)
    closed_at = models.DateTimeField("notulen ditutup", null=True, blank=True)
    closed_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="penutup"
    )
    closed_name = models.CharField(max_length=120, blank=True)
    corrected_at = models.DateTimeField("diperbaiki sesudah ditutup", null=True, blank=True)
    discussed_on = models.DateField("dibahas dengan kepala", null=True, blank=True)
    discussed_at = models.DateTimeField(null=True, blank=True)
    discussed_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="dicatat"
    )
    by_head = models.BooleanField("dicatat kepala sendiri", default=False)
    head_decision = models.TextField("keputusan kepala", blank=True)
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month"],
                condition=Q(is_extra=False, cancelled_at=None),
                name="one_meeting_a_month",
            ),
        ]
        indexes = [models.Index(fields=["facility", "held_on", "id"], name="meeting_by_day")]


class MeetingPoint(Row):
    """A point of the agenda, with what was said and decided at it.

    ``plan`` is the RTL it asks about; ``carried_from`` the point of an earlier meeting whose
    decision was still open. ``settled_on`` is when that decision was found to be carried out.
    """

    class Kind(models.TextChoices):
        DECISION = "keputusan", "Keputusan pertemuan lalu"
        PLAN = "rtl", "Tindak lanjut (RTL)"
        RECAP = "rekap", "Rekap mingguan"
        ANALYSIS = "analisis", "Analisis bulan ini"
        FREE = "lain", "Butir lain"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FREE)
    title = models.CharField("butir acara", max_length=300)
    discussion = models.TextField("pembahasan", blank=True)
    decision = models.TextField("keputusan", blank=True)
    plan = models.ForeignKey("remedy.Plan", models.PROTECT, related_name="+", null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_on = models.DateField("sudah dilaksanakan", null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["order", "id"]


class MeetingPointSource(Row):
    """An entry that a point is about; who may not meet it is not shown the point."""

    point = models.ForeignKey(MeetingPoint, models.CASCADE, related_name="sources")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "entry"], name="point_source_once")]


class DecidedPlan(Row):
    """A follow-up plan that carries out the decision at a point."""

    point = models.ForeignKey(MeetingPoint, models.CASCADE, related_name="decided")
    plan = models.ForeignKey("remedy.Plan", models.PROTECT, related_name="decided_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan"], name="plan_decided_once")]


class Attendee(Row):
    """Somebody invited: of a team on that day, or another person by name."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField("nama", max_length=120)
    position = models.CharField("jabatan/unit", max_length=160, blank=True)
    part = models.CharField("sebagai", max_length=60, blank=True)
    is_present = models.BooleanField("hadir", default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "staff"],
                condition=Q(staff__isnull=False),
                name="attendee_once",
            )
        ]


class MeetingPhoto(RemovableProof):
    """A photo of the meeting, or a signed paper of it photographed or scanned."""

    class Kind(models.TextChoices):
        PHOTO = "foto", "Foto kegiatan"
        ATTENDANCE = "hadir", "Daftar hadir bertanda tangan"
        MINUTES = "notulen", "Notulen bertanda tangan"
        OTHER = "lain", "Berkas lain"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="photos")
    kind = models.CharField("jenis", max_length=8, choices=Kind, default=Kind.PHOTO)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["id"]


class Quotation(Row):
    """Words of an entry, made unrecognisable and released by a person; never by itself."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="quotations")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    text = models.TextField("kutipan")
    picked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    released_at = models.DateTimeField("dilepas", null=True, blank=True)
    released_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="pelepas"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "entry"], name="quotation_once")]


class RootCause(Row):
    """A tool by which a cause was looked for, at a point of a meeting or for a plan (§8.3)."""

    class Kind(models.TextChoices):
        WHYS = "mengapa", "5 mengapa"
        FISHBONE = "tulang-ikan", "Tulang ikan (fishbone)"
        USG = "usg", "USG (prioritas)"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    point = models.ForeignKey(
        MeetingPoint, models.CASCADE, related_name="causes", null=True, blank=True
    )
    plan = models.ForeignKey(
        "remedy.Plan", models.CASCADE, related_name="causes", null=True, blank=True
    )
    kind = models.CharField("alat", max_length=12, choices=Kind)
    content = models.JSONField("isi", default=dict)
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(point__isnull=False, plan=None) | Q(point=None, plan__isnull=False),
                name="cause_of_point_or_plan",
            )
        ]
