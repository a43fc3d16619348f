"""Writing down that the public was told where to write to us (SOP step 3; A-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.documents.dates import short_date
from tanggap.outreach.models import Socialisation, SocialisationOfficer
from tanggap.outreach.rules import trouble_with_numbers

_EARLIEST = date(2000, 1, 1)
_MOST = 1_000_000
_PLAIN = {
    "held_on": "tanggal",
    "method": "cara",
    "place": "tempat",
    "people": "jumlah orang",
    "leaflets": "leaflet dibagikan",
    "note": "catatan",
}


@dataclass(frozen=True)
class SocialisationDraft:
    """What is said of one time that the public was told."""

    held_on: date
    method: str
    place: str
    officers: Sequence[Staff]
    people: int = 0
    leaflets: int = 0
    note: str = ""


@action("outreach.write_up")
def write_up(actor: Actor, draft: SocialisationDraft, *, form_key: UUID) -> Socialisation:
    """Write it down once; the same form twice is the same record."""
    known = Socialisation.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    if actor.staff_id is None:
        raise Refused("Sosialisasi dicatat oleh seorang pegawai.")
    _refuse_senseless(actor, draft)
    made = Socialisation.objects.create(
        facility_id=actor.facility_id,
        written_by_id=actor.staff_id,
        written_at=timezone.now(),
        form_key=form_key,
        **_plain(draft),
    )
    _name_officers(made, draft.officers)
    tell(actor, made, f"Sosialisasi {_named(made)} dicatat.")
    return made


@action("outreach.correct_socialisation")
def correct_socialisation(
    actor: Actor, socialisation: Socialisation, draft: SocialisationDraft
) -> Socialisation:
    """Correct what was written; History names the fields that changed."""
    held = _standing(actor, socialisation)
    _refuse_senseless(actor, draft)
    before, wanted = {name: getattr(held, name) for name in _PLAIN}, _plain(draft)
    labels = [label for name, label in _PLAIN.items() if before[name] != wanted[name]]
    was_told_by = set(held.told_by.values_list("staff_id", flat=True))
    if was_told_by != {one.pk for one in draft.officers}:
        labels.append("petugas")
    if not labels:
        nothing_changed()
        return held
    for name, value in wanted.items():
        setattr(held, name, value)
    held.save(update_fields=list(wanted))
    if "petugas" in labels:
        held.told_by.all().delete()
        _name_officers(held, draft.officers)
    tell(actor, held, f"Sosialisasi {_named(held)} diperbaiki: {', '.join(labels)}.")
    return held


@action("outreach.take_back")
def take_back(actor: Actor, socialisation: Socialisation) -> None:
    """Strike out a record that was written wrongly; it counts no more, and can be put back."""
    held = _held(actor, socialisation)
    if held.taken_back_at is not None:
        nothing_changed()
        return
    held.taken_back_at = timezone.now()
    held.save(update_fields=["taken_back_at"])
    tell(actor, held, f"Catatan sosialisasi {_named(held)} dibatalkan.")


@action("outreach.put_back")
def put_back(actor: Actor, socialisation: Socialisation) -> None:
    """Let a record count again that was struck out."""
    held = _held(actor, socialisation)
    if held.taken_back_at is None:
        nothing_changed()
        return
    held.taken_back_at = None
    held.save(update_fields=["taken_back_at"])
    tell(actor, held, f"Catatan sosialisasi {_named(held)} dipulihkan.")


def _held(actor: Actor, socialisation: Socialisation) -> Socialisation:
    held = (
        Socialisation.objects.select_for_update()
        .filter(pk=socialisation.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Catatan ini tidak ada di puskesmas Anda.")
    return held


def _standing(actor: Actor, socialisation: Socialisation) -> Socialisation:
    held = _held(actor, socialisation)
    if held.taken_back_at is not None:
        raise Refused("Catatan ini sudah dibatalkan. Pulihkan dahulu, baru perbaiki.")
    return held


def _plain(draft: SocialisationDraft) -> dict[str, object]:
    return {
        "held_on": draft.held_on,
        "method": draft.method,
        "place": draft.place.strip()[:120],
        "people": draft.people,
        "leaflets": draft.leaflets,
        "note": draft.note.strip()[:2000],
    }


def _refuse_senseless(actor: Actor, draft: SocialisationDraft) -> None:
    if draft.held_on > timezone.localdate():
        raise Refused("Tanggal sosialisasi tidak boleh sesudah hari ini.")
    if draft.held_on < _EARLIEST:
        raise Refused("Tanggal sosialisasi terlalu lama. Periksa tahunnya.")
    if draft.method not in Socialisation.Method.values:
        raise Refused("Pilih cara sosialisasi.")
    if not draft.place.strip():
        raise Refused("Tulis tempat sosialisasi.")
    if not draft.officers:
        raise Refused("Pilih paling sedikit seorang petugas.")
    if any(one.facility_id != actor.facility_id for one in draft.officers):
        raise Refused("Petugas harus pegawai puskesmas ini.")
    if not (0 <= draft.people <= _MOST and 0 <= draft.leaflets <= _MOST):
        raise Refused("Jumlah orang dan leaflet antara 0 dan 1.000.000.")
    _, trouble = trouble_with_numbers(draft.method, draft.people, draft.leaflets)
    if trouble:
        raise Refused(trouble)


def _name_officers(socialisation: Socialisation, officers: Sequence[Staff]) -> None:
    SocialisationOfficer.objects.bulk_create(
        SocialisationOfficer(socialisation=socialisation, staff=one, order=order)
        for order, one in enumerate(officers)
    )


def _named(socialisation: Socialisation) -> str:
    label = Socialisation.Method(socialisation.method).label.lower()
    return f"{short_date(socialisation.held_on)} ({label})"
