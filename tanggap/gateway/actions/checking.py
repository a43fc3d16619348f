"""The periodic look whether every line works (Sumbersari, «Ketersediaan media sosial»; B-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.documents.dates import short_date
from tanggap.gateway.models import AvailabilityCheck, CheckedLine, Line


@dataclass(frozen=True)
class Found:
    """What was found of one line."""

    line: Line
    result: str
    note: str = ""


@action("gateway.check_lines")
def check_lines(
    actor: Actor, *, form_key: UUID, checked_on: date, by: Staff, found: Sequence[Found]
) -> AvailabilityCheck:
    """Write down a check: its day, who looked, and the result of each line."""
    known = AvailabilityCheck.objects.filter(
        form_key=form_key, facility_id=actor.facility_id
    ).first()
    if known is not None:
        nothing_changed()
        return known
    _refuse_senseless(actor, checked_on, by, found)
    made = AvailabilityCheck.objects.create(
        facility_id=actor.facility_id,
        checked_on=checked_on,
        by=by,
        written_at=timezone.now(),
        form_key=form_key,
    )
    CheckedLine.objects.bulk_create(
        CheckedLine(check_made=made, line=one.line, result=one.result, note=one.note.strip()[:200])
        for one in found
    )
    broken = sum(one.result != CheckedLine.Result.WORKS for one in found)
    words = f"{broken} dari {len(found)} bermasalah" if broken else f"{len(found)} berfungsi"
    tell(actor, made, f"Ketersediaan saluran diperiksa {short_date(checked_on)}: {words}.")
    return made


def _refuse_senseless(actor: Actor, checked_on: date, by: Staff, found: Sequence[Found]) -> None:
    if checked_on > timezone.localdate():
        raise Refused("Tanggal pemeriksaan tidak boleh sesudah hari ini.")
    if by.facility_id != actor.facility_id:
        raise Refused("Petugas harus pegawai puskesmas ini.")
    if not found:
        raise Refused("Belum ada saluran yang diperiksa.")
    for one in found:
        if one.line.facility_id != actor.facility_id:
            raise Refused("Saluran ini tidak ada di puskesmas Anda.")
        if one.result not in CheckedLine.Result.values:
            raise Refused(f"Pilih hasil pemeriksaan «{one.line.name}».")
        if one.result != CheckedLine.Result.WORKS and not one.note.strip():
            raise Refused(f"Tulis apa yang tidak berfungsi di «{one.line.name}».")


@action("gateway.take_back_check")
def take_back_check(actor: Actor, check: AvailabilityCheck) -> None:
    """Take back a check that was written wrongly, on the day on which it was written."""
    held = AvailabilityCheck.objects.filter(pk=check.pk, facility_id=actor.facility_id).first()
    if held is None:
        nothing_changed()
        return
    if timezone.localdate(held.written_at) != timezone.localdate():
        raise Refused("Pemeriksaan yang ditulis hari lain tidak dapat dibatalkan.")
    tell(actor, held, f"Pemeriksaan saluran {short_date(held.checked_on)} dibatalkan.")
    held.delete()
