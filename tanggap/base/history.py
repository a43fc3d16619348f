"""Reading History: who did what, when, as far as one may meet the record it tells of.

A sentence about a case must not reach the person accused in it (design §2.7). Which
records of a kind may be met is said by the step that owns them; ``settings`` names those
functions, because the groundwork knows no step to its right.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from tanggap.base.acting import Actor
from tanggap.base.models import HistoryLine

KINDS: dict[str, str] = {
    "base.facility": "Puskesmas",
    "base.unit": "Unit",
    "base.staff": "Pegawai",
    "base.team": "Tim",
    "base.localday": "Kalender",
    "base.savedview": "Tampilan",
    "gateway.line": "Saluran",
    "gateway.arrival": "Kiriman",
    "gateway.dispatch": "Pengiriman",
    "inbox.message": "Pesan",
    "inbox.person": "Warga",
    "inbox.boxopening": "Kotak saran",
    "inbox.chatimport": "Impor",
    "logbook.entry": "Entri buku",
    "reply.reply": "Jawaban",
    "reply.replytemplate": "Contoh jawaban",
}


@dataclass(frozen=True)
class HistoryFilters:
    """What the screen asks for: all coded, all in the address."""

    by_id: int | None = None
    kind: str = ""
    from_: date | None = None
    to: date | None = None
    before_id: int | None = None


def history(actor: Actor, wanted: HistoryFilters) -> QuerySet[HistoryLine]:
    """Return what this actor may read of the health centre's History, newest first."""
    lines = HistoryLine.objects.filter(facility_id=actor.facility_id).exclude(_unseen(actor))
    if wanted.by_id:
        lines = lines.filter(by_id=wanted.by_id)
    if wanted.kind:
        lines = lines.filter(subject_kind=wanted.kind)
    if wanted.from_:
        lines = lines.filter(at__gte=_midnight(wanted.from_))
    if wanted.to:
        lines = lines.filter(at__lt=_midnight(wanted.to) + timedelta(days=1))
    if wanted.before_id:
        lines = lines.filter(pk__lt=wanted.before_id)
    return lines.select_related("by").order_by("-id")


def _unseen(actor: Actor) -> Q:
    """Return what to leave out; asked row by row, so that a page costs a page's worth."""
    unseen = Q(pk__in=[])
    for kind, path in settings.SEEN_IN_HISTORY.items():
        unseen |= Q(subject_kind=kind) & ~Q(_among(path, actor))
    for kind, path in settings.HIDDEN_IN_HISTORY.items():
        unseen |= Q(subject_kind=kind) & Q(_among(path, actor))
    return unseen


def _among(path: str, actor: Actor) -> Exists:
    rows: QuerySet[Any] = import_string(path)(actor)
    return Exists(rows.filter(pk=OuterRef("subject_id")))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
