"""The register: an entry, what belongs to it, and the milestones of its way."""

import uuid

from django.db import models

from tanggap.base.brought import BroughtFile
from tanggap.base.models import Facility, Row, Staff, Unit
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.models import Message, Person


class Kind(models.TextChoices):
    """What it is to the one who says it (B-02)."""

    HOPE = "harapan", "Harapan"
    COMPLAINT = "keluhan", "Keluhan"
    CRITICISM = "kritik", "Kritik"
    SUGGESTION = "saran", "Saran"
    PRAISE = "pujian", "Pujian"
    QUESTION = "pertanyaan", "Pertanyaan"


class Class(models.TextChoices):
    """What it is to the procedure: sets clocks and path (§3.3)."""

    INFORMATION = "informasi", "Permintaan informasi"
    ASPIRATION = "aspirasi", "Aspirasi"
    SERVICE = "tidak_berkadar", "Pengaduan tidak berkadar pengawasan"
    SUPERVISION = "berkadar", "Pengaduan berkadar pengawasan"


class Severity(models.TextChoices):
    GREEN = "hijau", "Hijau (ringan)"
    YELLOW = "kuning", "Kuning (sedang)"
    RED = "merah", "Merah (berat)"


class Reporter(models.TextChoices):
    """A-01: two kinds of people; unknown until somebody knows."""

    USER = "pengguna", "Pengguna layanan"
    PUBLIC = "masyarakat", "Masyarakat"
    UNKNOWN = "tidak_diketahui", "Tidak diketahui"


class Series(models.TextChoices):
    """Whose numbers: our own, or those of rows brought over from an old book.

    Two runs of numbers, so that what is brought over never leaves a gap in ours.
    """

    OURS = "", "Buku ini"
    OLD = "lama", "Buku lama"


class NumberSeries(Row):
    """The last register number given in a year; locked while the next is given."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    series = models.CharField(max_length=4, choices=Series, default=Series.OURS, blank=True)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "series", "year"], name="one_series_a_year")
        ]


class Topic(Row):
    """What it is about; the start set is ``topics.json`` (§9.2)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="topic_key")]

    def __str__(self) -> str:
        return self.label


class Entry(Row):
    """One numbered line of the book, with where it stands in this step's own course.

    What later steps made of it (answered, recapped …) is derived, never stored here.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    series = models.CharField(max_length=4, choices=Series, default=Series.OURS, blank=True)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField("no. register", max_length=80)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    received_at = models.DateTimeField("diterima")
    recorded_at = models.DateTimeField("dicatat")
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=12, choices=Kind)
    klass = models.CharField("klasifikasi", max_length=16, choices=Class)
    severity = models.CharField("tingkat", max_length=8, choices=Severity, default=Severity.GREEN)
    reporter = models.CharField(
        "pelapor", max_length=16, choices=Reporter, default=Reporter.UNKNOWN
    )
    is_anonymous = models.BooleanField("anonim", default=False)
    is_secret = models.BooleanField("rahasia", default=True)
    text = models.TextField("uraian")
    happened = models.CharField("waktu kejadian", max_length=120, blank=True)
    place = models.CharField("tempat kejadian", max_length=120, blank=True)
    wish = models.CharField("yang diharapkan", max_length=300, blank=True)
    immediate_action = models.TextField("tindak lanjut segera", blank=True)
    topics = models.ManyToManyField(Topic, related_name="+", blank=True)
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    complete_at = models.DateTimeField("dinyatakan lengkap", null=True, blank=True)
    asked_at = models.DateTimeField("menunggu kelengkapan sejak", null=True, blank=True)
    withdrawn_at = models.DateTimeField("dianggap dicabut", null=True, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    reopened_at = models.DateTimeField("dibuka kembali", null=True, blank=True)
    cancelled_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    cancel_reason = models.CharField("alasan pembatalan", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "series", "year", "sequence"], name="entry_number_once"
            )
        ]
        indexes = [
            models.Index(fields=["facility", "-received_at", "-id"], name="entry_newest"),
            models.Index(
                # The weeks on the first page, counted without reading an entry. Time comes first,
                # lest SQLite take it for every question about a health centre.
                fields=["received_at", "facility", "kind", "id"],
                name="entry_weeks",
                condition=models.Q(cancelled_at=None),
            ),
            models.Index(
                fields=["facility", "-received_at", "-id"],
                name="entry_open",
                condition=models.Q(closed_at=None, cancelled_at=None, withdrawn_at=None),
            ),
            models.Index(fields=["facility", "kind", "-received_at", "-id"], name="entry_by_kind"),
            models.Index(
                fields=["facility", "klass", "-received_at", "-id"], name="entry_by_class"
            ),
            models.Index(
                fields=["facility", "severity", "-received_at", "-id"], name="entry_by_severity"
            ),
            models.Index(fields=["facility", "line", "-received_at", "-id"], name="entry_by_line"),
            models.Index(
                fields=["facility", "reporter", "-received_at", "-id"], name="entry_by_reporter"
            ),
            models.Index(
                fields=["facility", "recorded_by", "-received_at", "-id"], name="entry_by_writer"
            ),
            models.Index(
                fields=["facility", "-received_at", "-id"],
                name="entry_cancelled",
                condition=models.Q(cancelled_at__isnull=False),
            ),
            models.Index(
                fields=["facility", "-received_at", "-id"],
                name="entry_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
            models.Index(
                fields=["facility", "asked_at"],
                name="entry_asked",
                condition=models.Q(asked_at__isnull=False),
            ),
            models.Index(fields=["person"], name="entry_of_person"),
        ]

    def __str__(self) -> str:
        return self.number


class EntryMessage(Row):
    """A message that belongs to an entry; one message may give rise to two entries."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="entry_messages")
    message = models.ForeignKey(Message, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "message"], name="message_in_entry_once")
        ]


class Accused(Row):
    """A member of staff whom the entry is about: met by that person on no path (art. 45)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="accused")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    sees_instead = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "staff"], name="accused_once")]


class Milestone(Row):
    """Something that happened on an entry's way; where it stands is its latest one."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Tanda terima diberikan"
        ASKED = "asked", "Kelengkapan diminta"
        COMPLETE = "complete", "Dinyatakan lengkap"
        WITHDRAWN = "withdrawn", "Dianggap dicabut"
        STEP = "step", "Tindak lanjut"
        HANDED_OVER = "handed_over", "Diserahkan ke dinas"
        CLOSED = "closed", "Selesai"
        REOPENED = "reopened", "Dibuka kembali"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    note = models.TextField(blank=True)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["entry", "kind", "at"], name="milestone_of_entry")]


class LocalPromise(Row):
    """A number of the local promise that this health centre set itself (§12)."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=60)
    length = models.PositiveSmallIntegerField("lama")
    unit = models.CharField("satuan", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "rule"], name="promise_once")]


class Clock(Row):
    """One promise of time on one entry: which rule, due when, met when (§3.5)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="clocks")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "rule"], name="clock_once")]
        indexes = [
            models.Index(
                fields=["facility", "due_at"],
                name="clock_running",
                condition=models.Q(met_at=None, dropped_at=None),
            )
        ]


class Findable(models.Model):
    """The words by which an entry is found, stemmed; the index hangs on this table.

    ``identity_text`` holds who reported: it is searched only for those who may see it.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="findable", primary_key=True)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    sources = models.JSONField(default=dict)
    search_text = models.TextField(default="")
    identity_text = models.TextField(default="")


class BookImport(BroughtFile):
    """An old book (XLSX, CSV) on its way into the register, in a series of its own."""

    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["facility", "-id"], name="book_import_newest")]


class BroughtRow(Row):
    """What an entry brought over was in its old book: the row as it stood, and its answer.

    ``key`` is the row itself: the same row comes in once, from whichever file. ``reply``
    makes an answer of ``answer`` and then says so in ``answer_kept``. ``is_held`` rows stay
    when the import is undone: somebody has worked on them.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    brought = models.ForeignKey(BookImport, models.PROTECT, related_name="rows")
    entry = models.OneToOneField(Entry, models.CASCADE, related_name="old_row")
    key = models.CharField(max_length=64)
    sheet = models.CharField(max_length=80, blank=True)
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_way = models.CharField(max_length=8, blank=True)
    answer_kept = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="old_row_once")]
        indexes = [
            models.Index(
                fields=["id"],
                name="old_answer_waiting",
                condition=models.Q(answer_kept=False) & ~models.Q(answer=""),
            )
        ]


class RefusedRow(Row):
    """A row of the old book that could not be an entry, with why: to be mended and brought."""

    brought = models.ForeignKey(BookImport, models.CASCADE, related_name="refused_rows")
    sheet = models.CharField(max_length=80, blank=True)
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "sheet", "row"], name="refused_row_once")
        ]
