"""The loud signs of a site without a good backup: first page, checklist, ``tanggap check``."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.checklist import Point
from tanggap.base.models import Facility, Role
from tanggap.base.signs import Sign
from tanggap.site.backup.queries import is_for_screens, standing
from tanggap.site.backup.rules import alarm
from tanggap.site.finding import Finding

_OF_ALL = {Role.PETUGAS, Role.KETUA, Role.KEPALA, Role.ADMIN}
_OF_WHO_SETS_UP = {Role.KEPALA, Role.ADMIN}


def at_home(actor: Actor, facility: Facility) -> list[Sign]:
    """Return the sign for the first page; who cannot mend it hears whom to tell."""
    if not actor.roles & _OF_ALL or not is_for_screens():
        return []
    now = timezone.now()
    stands = standing(facility.pk, now)
    what = alarm(stands, now)
    if not what or (not stands.is_locked and not actor.roles & _OF_WHO_SETS_UP):
        return []
    if not actor.may("look.backups"):
        return [Sign(what, "Beri tahu admin atau kepala puskesmas hari ini juga.")]
    if not stands.is_locked:
        return [
            Sign(
                what,
                "Setel kata sandi cadangan satu kali; sesudah itu dibuat sendiri setiap hari.",
                reverse("backup:page"),
                "Atur cadangan",
            )
        ]
    return [
        Sign(
            what,
            "Buat cadangan sekarang dan pastikan tersimpan.",
            reverse("backup:page"),
            "Buka Cadangan",
        )
    ]


def points(facility: Facility, today: date) -> list[Point]:
    """Return the point of the settings' checklist."""
    if not is_for_screens():
        return []
    return [
        Point(
            "Cadangan setiap hari",
            "Bila komputer rusak atau hilang, buku dapat dipulihkan di komputer lain.",
            "backup:page",
            standing(facility.pk, timezone.now()).is_locked,
        )
    ]


def findings() -> Iterator[Finding]:
    """Yield what ``tanggap check`` says of backups."""
    if not is_for_screens():
        return
    now = timezone.now()
    stands = standing(Facility.objects.get().pk, now)
    what = alarm(stands, now)
    if not what:
        if stands.done_at is not None:
            yield Finding(
                "good", f"Cadangan terakhir {timezone.localtime(stands.done_at):%d/%m/%Y %H.%M}."
            )
    elif not stands.is_locked:
        yield Finding("warn", what, "Setelan → Cadangan, atau «tanggap backup BERKAS».")
    else:
        yield Finding("bad", what, "Buka Setelan → Cadangan: «Buat cadangan sekarang».")
