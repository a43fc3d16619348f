"""Reading History: who did what, when, as far as one may meet the record it tells of.

A sentence about a case must not reach the person accused in it (design §2.7). Which
records of a kind may be met is said by the step that owns them; ``settings`` names those
functions, because the groundwork knows no step to its right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string

from tanggap.base.acting import Actor
from tanggap.base.chain import (
    Damage,
    Fault,
    Head,
    Line,
    fingerprint,
    first_fault,
    plain_fingerprint,
    words_of,
)
from tanggap.base.models import Facility, HistoryHead, HistoryLine
from tanggap.documents.dates import long_date

KINDS: dict[str, str] = {
    "base.facility": "Puskesmas",
    "base.unit": "Unit",
    "base.staff": "Pegawai",
    "base.team": "Tim",
    "base.localday": "Kalender",
    "base.savedview": "Tampilan",
    "procedures.revision": "Dokumen",
    "procedures.checklist": "Daftar tilik",
    "procedures.round": "Isian daftar tilik",
    "gateway.line": "Saluran",
    "gateway.availabilitycheck": "Pemeriksaan saluran",
    "gateway.arrival": "Kiriman",
    "gateway.dispatch": "Pengiriman",
    "inbox.message": "Pesan",
    "inbox.person": "Warga",
    "inbox.boxopening": "Kotak saran",
    "inbox.sliprun": "Lembar saran",
    "inbox.slipphoto": "Foto slip",
    "inbox.importrun": "Impor",
    "logbook.entry": "Entri buku",
    "logbook.bookimport": "Buku lama",
    "reply.reply": "Jawaban",
    "reply.replytemplate": "Contoh jawaban",
    "recap.weeklyrecap": "Rekap mingguan",
    "remedy.plan": "RTL",
    "evidence.pack": "Berkas bukti",
    "remedy.meeting": "Pertemuan bulanan",
    "remedy.meetingpoint": "Butir acara",
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


def head_of_history(facility_id: int) -> HistoryHead | None:
    """Return the chain's head; a health centre where nobody did anything has none."""
    return HistoryHead.objects.filter(facility_id=facility_id).first()


def known_damage(facility_id: int) -> str:
    """Return what the last reading found damaged, or that the head itself is gone."""
    head = head_of_history(facility_id)
    if head is not None:
        return head.fault
    has_lines = HistoryLine.objects.filter(facility_id=facility_id).exists()
    return "Catatan baris terakhir dihapus." if has_lines else ""


def up_to_here(facility_id: int) -> str:
    """Return what papers and the page say of the chain: «Sidik riwayat 3f9a-… (12 Mei 2026)».

    It is the fingerprint of the last daily reading, without a line's number: the number, or
    a fingerprint of this minute, would tell the accused of acts that are hidden from them.
    """
    head = head_of_history(facility_id)
    if head is None or head.read_at is None:
        return ""
    line = HistoryLine.objects.filter(facility_id=facility_id, place=head.read_to).first()
    day = long_date(timezone.localdate(head.read_at))
    return f"Sidik riwayat {fingerprint(line.hash)} ({day})" if line else ""


@dataclass(frozen=True)
class Reading:
    """What a reading of the whole chain found: up to which line, and what is wrong."""

    place: int
    fault: str


def read_chain(facility: Facility) -> Reading:
    """Read the whole History of ``facility`` from its first line, few lines at a time.

    Lines that are added meanwhile wait for the next reading.
    """
    held = head_of_history(facility.pk)
    head = Head(held.place, held.hash) if held else None
    fault = first_fault(_lines_up_to(facility.pk, head), head) or _line_beyond(facility.pk)
    words = words_of(fault, ZoneInfo(facility.time_zone)) if fault else ""
    return Reading(head.place if head else 0, words)


def _lines_up_to(facility_id: int, head: Head | None) -> Iterator[Line]:
    lines = HistoryLine.objects.filter(facility_id=facility_id)
    if head:
        lines = lines.filter(place__lte=head.place)
    else:  # asked in the same breath: the first act may just have begun the chain
        lines = lines.exclude(Exists(HistoryHead.objects.filter(facility_id=facility_id)))
    rows = lines.order_by("place", "id").values_list(*Line._fields)
    return map(Line._make, rows.iterator(chunk_size=2_000))


def _line_beyond(facility_id: int) -> Fault | None:
    """Return a line after the head; one question, so that it sees one moment."""
    end = HistoryHead.objects.filter(facility_id=facility_id).values("place")
    found = HistoryLine.objects.filter(facility_id=facility_id, place__gt=Subquery(end))
    line = found.order_by("place").first()
    return Fault(Damage.BEYOND, line.place, line.place, line.at) if line else None


def compare(facility: Facility, shown: str) -> tuple[bool, str]:
    """Say whether History is still the one of a paper that shows this fingerprint."""
    start = plain_fingerprint(shown)
    if not HistoryLine.objects.filter(facility=facility, hash__startswith=start).exists():
        return False, (
            "Tidak cocok. Tidak ada baris riwayat dengan sidik itu. Periksa apakah tersalin "
            "benar; bila ya, riwayat pernah diganti sesudah kertas itu dicetak."
        )
    found = read_chain(facility)
    if found.fault:
        return False, f"Sidik itu ada, tetapi riwayat rusak. {found.fault}"
    return True, "Cocok. Riwayat sampai kertas itu dicetak masih sama seperti waktu itu."
