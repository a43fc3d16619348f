"""People who wrote to us, the names they go by, and what was said, both ways."""

import uuid

from django.db import models
from django.db.models.functions import Upper

from tanggap.base.brought import BroughtFile
from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.events import CommentPlace
from tanggap.gateway.models import Arrival, Dispatch, Line, Media
from tanggap.inbox.box_models import BoxOpening as BoxOpening
from tanggap.inbox.box_models import SlipPhoto as SlipPhoto
from tanggap.inbox.box_models import SlipRun as SlipRun


class Person(Row):
    """A citizen. Two identities become one person only when somebody says so.

    ``brought_by`` is the import that first met the person: undone, it takes them along.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    name = models.CharField("nama", max_length=160, blank=True)
    address = models.CharField("alamat", max_length=240, blank=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    brought_by = models.ForeignKey(
        "ImportRun", models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = [
            models.Index("facility", Upper("name"), name="person_by_name"),
            # Few are joined: an index of those alone, which SQLite then trusts to be short.
            models.Index(
                fields=["merged_into"],
                name="person_joined",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]


class Identity(Row):
    """A name somebody goes by: phone (E.164), wa_bsuid, wa_name (of one line), alnum,
    web_report (the tracking number of a form).

    ``number`` is the phone number that a name of another kind spells: a contact that the
    handphone shows as «0812 3456-7890».
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    number = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "kind", "value"], name="identity_once")
        ]
        indexes = [
            models.Index(fields=["person"]),
            models.Index(fields=["facility", "number"], name="identity_by_number"),
        ]


class SamePersonHint(Row):
    """Two people who may be one, as a provider let us see; only a person merges them.

    Once somebody has said that they are two (``dismissed_at``), it is never suggested again.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="hint_once")]


class ImportRun(Row):
    """One import of an exported conversation: what it brought and what was known.

    ``own_name`` is the name by which the health centre itself appears in the export: asked
    once, offered again at the next import of the line.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    sha256 = models.CharField(max_length=64)
    own_name = models.CharField(max_length=160, blank=True)
    seen = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)


class Message(Row):
    """What was said, by one person or to one person, on one line.

    ``key`` is the provider's id (or ours, for what was typed in): the same key is the
    same message however often it comes. ``sorted_at`` is when triage dealt with it: a
    step to the right sets it through ``inbox.actions.sort_out``. ``jotted`` is what the
    form already knew when triage was put off (kind, unit, promise): triage offers it.
    ``incomplete_at`` is when it was taken in with a part missing, ``completed_at`` when the
    part came.
    """

    class Direction(models.TextChoices):
        IN = "in", "Masuk"
        OUT = "out", "Keluar"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="messages", null=True, blank=True
    )
    key = models.CharField(max_length=200)
    sender_name = models.CharField(max_length=160, blank=True)
    group_name = models.CharField(max_length=120, blank=True)
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=12, default="text")
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    reply_to = models.CharField(max_length=200, blank=True)
    reaction = models.CharField(max_length=40, blank=True)
    reaction_at = models.DateTimeField(null=True, blank=True)
    is_echo = models.BooleanField(default=False)
    is_forwarded = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    incomplete_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    typed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    box_opening = models.ForeignKey(
        BoxOpening, models.PROTECT, related_name="messages", null=True, blank=True
    )
    arrival = models.ForeignKey(Arrival, models.SET_NULL, related_name="+", null=True, blank=True)
    import_run = models.ForeignKey(
        ImportRun, models.SET_NULL, related_name="messages", null=True, blank=True
    )
    dispatch = models.OneToOneField(
        Dispatch, models.PROTECT, related_name="+", null=True, blank=True
    )
    sorted_at = models.DateTimeField(null=True, blank=True)
    jotted = models.JSONField(default=dict, blank=True)
    search_text = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["facility", "direction", "-id"], name="message_newest"),
            models.Index(fields=["person", "sent_at"], name="message_of_person"),
            models.Index(fields=["line", "direction", "-received_at"], name="message_last_heard"),
            models.Index(
                # SQLite sees through a condition only where it compares with NULL.
                fields=["facility", "direction", "id"],
                name="message_unsorted",
                condition=models.Q(sorted_at=None),
            ),
        ]


class EarlierText(Row):
    """What a message said before its writer changed it; kept, shown, never printed."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="earlier_texts")
    text = models.TextField(blank=True)
    until = models.DateTimeField()
    event_key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "event_key"], name="edit_once")]


class LateChange(Row):
    """An edit, removal or reaction that came before its message: applied when it arrives."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    message_key = models.CharField(max_length=200)
    event_key = models.CharField(max_length=200)
    what = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "event_key"], name="late_change_once")
        ]
        indexes = [models.Index(fields=["line", "message_key"])]


class Letter(Row):
    """What stands on the head of a letter that somebody handed in or sent by post."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="letter")
    number = models.CharField("nomor surat", max_length=80, blank=True)
    dated_on = models.DateField("tanggal surat", null=True, blank=True)


class Comment(Row):
    """Where a public comment stands; everybody may read it there, also our answer beneath it.

    ``wanted_at`` is when the provider is to be asked how it stands now: it told no words, or
    no longer lists it.
    """

    message = models.OneToOneField(Message, models.CASCADE, related_name="comment")
    post_key = models.CharField(max_length=200, blank=True)
    link = models.CharField("alamat", max_length=300, blank=True)
    is_mention = models.BooleanField("menyebut akun kita", default=False)
    lacks_words = models.BooleanField(default=False)
    is_hidden = models.BooleanField("disembunyikan", default=False)
    hidden_told_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["post_key"], name="comment_of_post"),
            models.Index(
                fields=["wanted_at"],
                name="comment_wanted",
                condition=models.Q(wanted_at__isnull=False),
            ),
        ]

    @property
    def place(self) -> CommentPlace:
        """The place in the words of the channels."""
        return CommentPlace(self.post_key, self.link, self.is_mention, self.lacks_words)


class Attachment(Row):
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    media = models.ForeignKey(Media, models.PROTECT, related_name="+")
    caption = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["message", "media"], name="attachment_once")]


class SetAside(Row):
    """Triage's word on a message that needs no entry; taking it back deletes this row."""

    class Reason(models.TextChoices):
        SPAM = "spam", "Spam"
        NOT_FOR_US = "not_for_us", "Bukan untuk kita"
        ANSWERED = "answered", "Selesai dijawab"
        NO_FEEDBACK = "no_feedback", "Bukan umpan balik"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, models.CASCADE, related_name="set_aside")
    reason = models.CharField(max_length=12, choices=Reason)
    advice = models.CharField("disarankan ke", max_length=240, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class SmsImport(BroughtFile):
    """A backup of a handphone's SMS on its way into a line; its messages hang on ``run``."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    run = models.OneToOneField(
        ImportRun, models.SET_NULL, related_name="sms", null=True, blank=True
    )

    class Meta:
        indexes = [models.Index(fields=["facility", "-id"], name="sms_import_newest")]


class CallsImport(BroughtFile):
    """A handphone's call log on its way into a line: its missed calls become call-backs."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["facility", "-id"], name="calls_import_newest")]


class CallBack(Row):
    """Somebody rang and was not heard: to be rung back. One number waits at most once.

    ``phone`` is E.164; a short code that somebody wanted along stays as it was written.
    ``name`` is the one in the handphone's own list.
    """

    class Outcome(models.TextChoices):
        WRITTEN = "written", "Sudah dicatat"
        REACHED = "reached", "Sudah ditelepon"
        SPOKEN = "spoken", "Sudah tersambung menurut HP"
        GIVEN_UP = "given_up", "Dihentikan"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    phone = models.CharField(max_length=200)
    name = models.CharField(max_length=160, blank=True)
    opened_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "phone"],
                name="call_back_waits_once",
                condition=models.Q(ended_at=None),
            )
        ]
        indexes = [models.Index(fields=["facility", "phone"], name="call_back_of_number")]


class MissedCall(Row):
    """One call that nobody took; ``key`` is the same in every call log that holds it."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    call_back = models.ForeignKey(CallBack, models.CASCADE, related_name="calls")
    brought_by = models.ForeignKey(
        CallsImport, models.SET_NULL, related_name="calls", null=True, blank=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "key"], name="missed_call_once")]
