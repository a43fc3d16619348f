"""What the public's pages keep of their own: the receipt given, and how often somebody came."""

from django.db import models

from tanggap.base.models import Facility, Row, Unit
from tanggap.gateway.models import Line


class WebReport(Row):
    """One form that was sent, and the receipt given for it. Its words lie in ``inbox``.

    ``number`` says which report, the word on the receipt says whose it is; of the word only
    a keyed hash is here. ``doubt`` is why it looked like a machine's: a person decides.
    """

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, blank=True)
    number = models.CharField("nomor lacak", max_length=12, unique=True)
    form_key = models.UUIDField(unique=True)
    secret_hash = models.CharField(max_length=64)
    words_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField("diterima")
    doubt = models.CharField("diragukan karena", max_length=200, blank=True)
    cleared_at = models.DateTimeField("pertanyaan dijawab", null=True, blank=True)

    @property
    def message_key(self) -> str:
        """The key of its message on the line: never the form's own, which opens the receipt."""
        return f"web:{self.number}"

    @property
    def is_doubted(self) -> bool:
        return bool(self.doubt) and self.cleared_at is None


class Knock(models.Model):
    """That somebody came, under a name that fades: for an hour, to tell a flood from a visit.

    ``who`` is a keyed hash of the network address, with a key that changes every day.
    """

    class What(models.TextChoices):
        WRITE = "write", "Mengirim"
        MISS = "miss", "Salah nomor atau kata kunci"

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=5, choices=What)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "what", "at"], name="knock_lately"),
            models.Index(fields=["at"], name="knock_old"),
        ]
