"""Answers to the people who wrote, and the examples they are written from."""

import uuid

from django.db import models

from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.models import Dispatch, Line
from tanggap.inbox.models import Identity, Message
from tanggap.logbook.models import Entry
from tanggap.reply.rules import comment_mark, short_mark, wording_mark


class ReplyTemplate(Row):
    """An example answer with fields such as ``{nama}`` and ``{nomor}``.

    ``approved_name`` is the provider's name of the same text, for outside the window.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    name = models.CharField("nama", max_length=80)
    body = models.TextField("isi")
    approved_name = models.CharField("nama templat disetujui", max_length=120, blank=True)
    approved_fields = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "name"], name="template_name")]


class ApprovalRule(Row):
    """Which answers the ketua or the head must approve at this health centre.

    No row means ``GRAVE``: those to complaints *berkadar pengawasan* or of red severity.
    """

    class Covers(models.TextChoices):
        GRAVE = "berat", "Hanya pengaduan berkadar pengawasan dan tingkat merah"
        ALL = "semua", "Semua jawaban"

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="+")
    covers = models.CharField(
        "yang perlu disetujui", max_length=8, choices=Covers, default=Covers.GRAVE
    )


class Reply(Row):
    """One answer to one entry (or, at triage, to one message). How far it came is derived.

    With ``comment`` it answers that public comment: privately to its writer, or (``is_public``)
    beneath it. What ``only_points`` the way to a private talk leaves the entry unanswered.

    ``released_at`` is when it left the desk: queued at the gateway, or made a task (call,
    post, hand over). ``given_at`` is when it reached, or was told to, the person.
    """

    class Way(models.TextChoices):
        LINE = "line", "Lewat saluran yang sama"
        CALL = "call", "Ditelepon"
        NOTICE = "notice", "Papan pengumuman"
        FACE = "face", "Disampaikan langsung"
        LETTER = "letter", "Lewat surat"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", null=True, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True, blank=True)
    way = models.CharField("cara", max_length=8, choices=Way, default=Way.LINE)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", null=True, blank=True)
    identity = models.ForeignKey(
        Identity, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="ke nomor"
    )
    comment = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True, blank=True)
    is_public = models.BooleanField("di bawah komentar, dibaca semua orang", default=False)
    only_points = models.BooleanField("hanya mengarahkan, belum menjawab", default=False)
    text = models.TextField("isi jawaban")
    as_approved = models.BooleanField("sebagai templat disetujui", default=False)
    template = models.ForeignKey(
        ReplyTemplate, models.PROTECT, related_name="+", null=True, blank=True
    )
    drafted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    asked_at = models.DateTimeField("persetujuan diminta", null=True, blank=True)
    approved_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = models.CharField(max_length=300, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    dispatch = models.OneToOneField(
        Dispatch, models.PROTECT, related_name="+", null=True, blank=True
    )
    adopted = models.ForeignKey(Message, models.PROTECT, related_name="+", null=True, blank=True)
    given_at = models.DateTimeField("disampaikan", null=True, blank=True)
    given_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["entry", "given_at"], name="reply_of_entry"),
            models.Index(
                fields=["facility", "-id"],
                name="reply_open",
                condition=models.Q(given_at=None, discarded_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False) | models.Q(message__isnull=False),
                name="reply_to_something",
            )
        ]

    @property
    def wording_mark(self) -> str:
        """What a page carries along, so that nobody lets words go that they did not read."""
        place = comment_mark(self.comment_id, is_public=self.is_public)
        return wording_mark(self.text, self.way, self.line_id, self.identity_id, place)

    @property
    def standing_mark(self) -> str:
        """What a composer carries along: other words, a note, or sent meanwhile, another mark."""
        is_gone = (self.released_at is not None, self.discarded_at is not None)
        return short_mark(self.wording_mark, self.return_note, self.dispatch_id, *is_gone)


class EarlierTry(Row):
    """A dispatch of this reply that failed before another way was tried."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="earlier_tries")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Reply.Way)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
