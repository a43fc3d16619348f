"""Lines and what went through them, as it came and as it was sent."""

import secrets
import uuid
from typing import ClassVar

from django.db import models

from tanggap.base.fields import EncryptedJSONField
from tanggap.base.models import Facility, Row, Staff


def new_token() -> str:
    """Return a hook's secret path element: 160 bits, safe in a URL."""
    return secrets.token_urlsafe(20)


class Line(Row):
    """An account, a number or a box through which the public reaches us (A-08, B-01)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=32)
    name = models.CharField("nama", max_length=80)
    address = models.CharField("nomor, akun, atau letak", max_length=120, blank=True)
    keeper = models.ForeignKey(
        Staff,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="penanggung jawab",
    )
    settings = EncryptedJSONField(default=dict)
    token = models.CharField(max_length=40, default=new_token, unique=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    active_from = models.DateField("aktif mulai", null=True, blank=True)
    active_to = models.DateField("aktif sampai", null=True, blank=True)
    trouble = models.CharField("gangguan", max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "kind", "name"], name="line_name")
        ]

    def __str__(self) -> str:
        return self.name


class Arrival(Row):
    """One hook call, committed as it came before 200 was answered. Never changed after."""

    class State(models.TextChoices):
        NEW = "new", "Belum dibaca"
        READ = "read", "Terbaca"
        PARTLY = "partly", "Sebagian terbaca"
        TROUBLE = "trouble", "Tidak terbaca"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    method = models.CharField(max_length=8)
    query = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # No conditions on a state: SQLite would not see that a query means the same.
            models.Index(fields=["state", "id"], name="arrival_by_state"),
            models.Index(fields=["facility", "state"], name="arrival_of_facility"),
            models.Index(fields=["line", "-id"], name="arrival_newest_of_line"),
        ]


class RefusedCount(Row):
    """How many calls with a wrong signature a line refused in a day: counted, not kept."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "on"], name="refused_a_day")]


class LineNotice(Row):
    """What a provider says of the account: template refused, quality low …"""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    topic = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "key"], name="notice_once")]


class LinePulse(Row):
    """What is known of the other end of a line: how far it was asked, when it was heard."""

    line = models.OneToOneField(Line, models.CASCADE, related_name="pulse")
    cursor = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    quiet_after = models.DurationField(null=True)
    facts = models.JSONField(default=list, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="pulse_due")]


class Proof(Row):
    """A photo or file that shows what a row says; kept by ``actions/shelf.py``."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    media = models.ForeignKey("gateway.Media", models.PROTECT, related_name="+")
    note = models.CharField("keterangan", max_length=160, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_key = models.UUIDField(unique=True)

    class Meta:
        abstract = True


class RemovableProof(Proof):
    """A proof of a ``kind`` that can be thrown away, and put back within a week.

    ``removed_at`` is when it was thrown away; a week later the file itself is gone. Whoever
    derives from this says which kinds there are, and gives ``kind`` these choices.
    """

    Kind: ClassVar[type[models.TextChoices]]
    kind = models.CharField("jenis", max_length=8)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class LineProof(Proof):
    """A photo or file that shows a line at work, and of which day it is (A-08)."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="proofs")
    proven_on = models.DateField("tanggal bukti")

    class Meta:
        ordering = ["-proven_on", "-id"]


class AvailabilityCheck(Row):
    """Somebody looked whether each line works: «Ketersediaan media sosial» (B-04, B-11)."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    checked_on = models.DateField("tanggal")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="petugas")
    written_at = models.DateTimeField()
    form_key = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["facility", "-checked_on"], name="check_newest")]


class CheckedLine(Row):
    """What was found of one line at a check."""

    class Result(models.TextChoices):
        WORKS = "works", "Berfungsi"
        HAMPERED = "hampered", "Berfungsi sebagian"
        DOWN = "down", "Tidak berfungsi"

    check_made = models.ForeignKey(AvailabilityCheck, models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    result = models.CharField("hasil", max_length=8, choices=Result)
    note = models.CharField("keterangan", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_made", "line"], name="checked_once")]


class Media(Row):
    """A file that belongs to a message or proves an act; ``path`` is below the media folder.

    One without a line came by none: a photo that the staff put beside something they did.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu diambil"
        KEPT = "kept", "Tersimpan"
        MISSING = "missing", "Tidak disertakan"
        FAILED = "failed", "Gagal diambil"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", null=True)
    provider_key = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    mime = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True)
    url = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "provider_key"], name="media_once"),
            models.UniqueConstraint(
                fields=["facility", "provider_key"],
                condition=models.Q(line=None),
                name="media_of_no_line_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="media_due"),
        ]


class Dispatch(Row):
    """One message to one person: what is to be sent, and how far it has come.

    A line that cannot send makes a hand task of it (``HAND``): a person copies the text,
    sends it on the handphone and says so. ``recipient`` is a digest of the first address:
    the same person is served one message at a time, in order. ``sent_as`` is our key for a
    try that a person asked for after a failure: under the old one a provider would take it
    for a repetition. ``followed_at`` is when another dispatch took this one's place.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Menunggu dikirim"
        SENDING = "sending", "Sedang dikirim"
        HAND = "hand", "Kirim lewat HP"
        SENT = "sent", "Terkirim"
        DELIVERED = "delivered", "Sampai"
        READ = "read", "Dibaca"
        FAILED = "failed", "Gagal"
        UNSURE = "unsure", "Perlu diperiksa"
        STOPPED = "stopped", "Dihentikan"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    to = EncryptedJSONField(default=list)
    recipient = models.CharField(max_length=64, blank=True, editable=False)
    text = models.TextField(blank=True)
    template = models.CharField(max_length=120, blank=True)
    template_fields = models.JSONField(default=list, blank=True)
    reply_to = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    provider_key = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    failure_kind = models.CharField(max_length=20, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    advice = models.CharField(max_length=300, blank=True)
    is_billable = models.BooleanField(default=False)
    sent_as = models.UUIDField(null=True, unique=True)
    followed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_at"], name="dispatch_at"),
            models.Index(fields=["line", "provider_key"], name="dispatch_by_provider"),
            models.Index(fields=["line", "recipient", "-id"], name="dispatch_by_recipient"),
            models.Index(fields=["facility", "state", "-id"], name="dispatch_by_state"),
            models.Index(fields=["line", "sent_at"], name="dispatch_by_sending"),
        ]


class Attempt(Row):
    """One try to send, for the story of a dispatch."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)


class Delivery(Row):
    """A status the provider reported, also one that came before its message was known."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    provider_key = models.CharField(max_length=200)
    own_key = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    failure_kind = models.CharField(max_length=20, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    advice = models.CharField(max_length=300, blank=True)
    is_billable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "provider_key", "state"], name="delivery_once")
        ]
