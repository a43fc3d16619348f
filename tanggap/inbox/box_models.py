"""The suggestion box: its openings, the slips printed for it, and the photos of them."""

from django.db import models

from tanggap.base.models import Facility, Row, Staff
from tanggap.gateway.models import Line, Media


class BoxOpening(Row):
    """The suggestion box was opened: who, when, witness, how many slips, also none."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    opened_at = models.DateTimeField("dibuka pada")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    witness = models.CharField("saksi", max_length=120, blank=True)
    slips = models.PositiveSmallIntegerField("jumlah slip")
    corrected_from = models.PositiveSmallIntegerField("semula dihitung", null=True, blank=True)
    note = models.CharField("catatan", max_length=240, blank=True)


class SlipRun(Row):
    """Slips printed at one time for one box: their numbers follow on, without a gap.

    ``form`` is what was ticked boxes then (units by key and name), so that printing the run
    again gives the same paper and a photo of an old slip is still read rightly.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    printed_at = models.DateTimeField("dicetak")
    printed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    first = models.PositiveIntegerField("nomor pertama")
    count = models.PositiveSmallIntegerField("banyaknya")
    form = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facility", "first"], name="slips_once")]

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class SlipPhoto(Row):
    """A photo of a slip: kept before anything is read in it, typed by a person, never lost.

    ``offered`` is what the typing form begins with: what the machine read, or what was typed
    before it was taken back; empty once it is typed. ``token`` names the file as it came,
    until it lies among the media as ``photo``; ``shown`` is a light picture for the screen,
    the slip straightened where one was found. ``same_as`` is the earlier photo of the same slip.
    """

    class State(models.TextChoices):
        NEW = "new", "Sedang dibaca"
        WAITING = "waiting", "Menunggu diketik"
        TYPED = "typed", "Sudah diketik"
        ASIDE = "aside", "Disisihkan"

    class Reason(models.TextChoices):
        BLANK = "blank", "Slip kosong"
        ILLEGIBLE = "illegible", "Tulisannya tidak terbaca"
        NO_SLIP = "no_slip", "Bukan slip"
        SAME = "same", "Slip ini sudah difoto"

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    opening = models.ForeignKey(BoxOpening, models.PROTECT, related_name="photos")
    token = models.CharField(max_length=32, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField("difoto")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    trouble = models.CharField(max_length=12, blank=True)
    photo = models.ForeignKey(Media, models.PROTECT, related_name="+", null=True)
    shown = models.ForeignKey(Media, models.PROTECT, related_name="+", null=True)
    run = models.ForeignKey(SlipRun, models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField("nomor slip", null=True)
    offered = models.JSONField(default=dict, blank=True)
    same_as = models.ForeignKey("self", models.SET_NULL, related_name="+", null=True)
    message = models.OneToOneField("Message", models.SET_NULL, related_name="+", null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "sha256"], name="slip_photo_once")
        ]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="slip_photo_due"),
            models.Index(fields=["run", "number"], name="slip_photo_by_number"),
        ]
