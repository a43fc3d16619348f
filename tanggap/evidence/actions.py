"""What people do with evidence, and what is noted of a pack. The only code that writes it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.documents.dates import period
from tanggap.evidence.keeping import paths_of
from tanggap.evidence.models import Pack, StepMatch
from tanggap.evidence.proofs import PROOFS
from tanggap.evidence.rules import KEPT_DAYS, trouble_with_period
from tanggap.procedures.models import Step


@action("evidence.match_step")
def match_step(actor: Actor, step: Step, proofs: Sequence[str]) -> StepMatch:
    """Say which proofs show that a step was done; none where only people can tell."""
    revision = step.revision
    if revision.facility_id != actor.facility_id:
        raise Refused("Langkah ini tidak ada di puskesmas Anda.")
    chosen = " ".join(key for key in PROOFS if key in set(proofs))
    held = StepMatch.objects.select_for_update().filter(step=step).first()
    if held is not None and held.proofs == chosen:
        nothing_changed()
        return held
    who = _person_of(actor)
    made, _ = StepMatch.objects.update_or_create(
        step=step,
        defaults={
            "facility_id": actor.facility_id,
            "proofs": chosen,
            "by": who,
            "at": timezone.now(),
        },
    )
    words = ", ".join(PROOFS[key].label for key in chosen.split()) or "tidak ada"
    tell(actor, revision, f"Bukti sistem untuk langkah {step.order} {revision.document}: {words}.")
    return made


def _person_of(actor: Actor) -> Staff:
    if actor.staff_id is None:
        raise Refused("Ini dikerjakan oleh seorang pegawai.")
    return Staff.objects.get(pk=actor.staff_id)


_UNDER_WAY = (Pack.State.WAITING, Pack.State.RUNNING)


@action("evidence.make_pack")
def make_pack(actor: Actor, from_: date, to: date, *, form_key: UUID) -> Pack:
    """Ask for a pack of these days; the worker makes it. While one is being made, it is that."""
    own = Pack.objects.filter(facility_id=actor.facility_id, by=actor.staff_id or 0)
    held = own.filter(form_key=form_key).first() or own.filter(state__in=_UNDER_WAY).first()
    if held is not None:
        nothing_changed()
        return held
    now = timezone.now()
    today = timezone.localdate(now)
    if trouble := trouble_with_period(from_, to, today):
        raise Refused(trouble)
    made = Pack.objects.create(
        facility_id=actor.facility_id,
        by=_person_of(actor),
        from_on=from_,
        to_on=to,
        begun_at=now,
        seen_at=now,
        words="menunggu giliran",
        expires_on=today + timedelta(days=KEPT_DAYS),
        form_key=form_key,
    )
    tell(actor, made, f"Berkas bukti {period(from_, to)} dibuat.")
    return made


@action("evidence.take_out_pack")
def take_out_pack(actor: Actor, pack: Pack, form: str) -> Path:
    """Hand out the bound PDF or the ZIP to who had it made; it is noted that it was fetched."""
    path = paths_of(pack).get(form)
    if pack.by_id != actor.staff_id or path is None:
        raise Refused("Berkas bukti ini tidak ada.")
    if pack.state != Pack.State.DONE or not path.is_file():
        raise Refused("Berkas bukti ini tidak ada lagi. Buat yang baru.")
    tell(actor, pack, f"Berkas bukti {period(pack.from_on, pack.to_on)} diunduh ({form.upper()}).")
    return path


@action("evidence.drop_pack")
def drop_pack(actor: Actor, pack: Pack) -> Pack:
    """Delete the files of one's own pack before their time."""
    held = Pack.objects.select_for_update().get(pk=pack.pk, facility_id=actor.facility_id)
    if held.by_id != actor.staff_id:
        raise Refused("Berkas bukti ini tidak ada.")
    if held.state == Pack.State.GONE:
        nothing_changed()
        return held
    if held.state in _UNDER_WAY:
        raise Refused("Tunggu sampai berkas ini selesai dibuat.")
    for path in paths_of(held).values():
        path.unlink(missing_ok=True)
    held.state = Pack.State.GONE
    held.save(update_fields=["state"])
    tell(actor, held, f"Berkas bukti {period(held.from_on, held.to_on)} dihapus.")
    return held


@action("evidence.note_pack")
def note_pack(actor: Actor, /, pack: Pack, **seen: Any) -> None:
    """Note how far a pack has come, by itself."""
    nothing_changed()
    rows = Pack.objects.filter(pk=pack.pk, facility_id=actor.facility_id)
    rows.update(**{"seen_at": timezone.now(), **seen})
