"""That a line was put to work, shown by a photo or file (A-08)."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.channels._json import storable
from tanggap.documents.dates import short_date
from tanggap.gateway.media import keep, path_of
from tanggap.gateway.models import Line, LineProof, Media


@action("gateway.prove_line")
def prove_line(
    actor: Actor,
    line: Line,
    *,
    form_key: UUID,
    proven_on: date,
    file: "File[bytes]",
    note: str = "",
) -> LineProof:
    """Keep a photo or file of the day on which ``line`` was put to work, or works."""
    known = LineProof.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    if proven_on > timezone.localdate():
        raise Refused("Tanggal bukti tidak boleh sesudah hari ini.")
    media = Media.objects.create(
        facility_id=line.facility_id,
        line=line,
        provider_key=f"proof:{uuid4()}",
        file_name=storable(file.name or "")[:200],
    )
    keep(media, file.read(), storable(getattr(file, "content_type", "") or ""))
    proof = LineProof.objects.create(
        facility_id=line.facility_id,
        line=line,
        media=media,
        proven_on=proven_on,
        note=note.strip()[:160],
        by=_person_of(actor),
        at=timezone.now(),
        form_key=form_key,
    )
    tell(actor, line, f"Bukti aktif saluran «{line.name}» disimpan: {short_date(proven_on)}.")
    return proof


def _person_of(actor: Actor) -> Staff:
    if actor.staff_id is None:
        raise Refused("Bukti disimpan oleh seorang pegawai.")
    return Staff.objects.get(pk=actor.staff_id)


@action("gateway.drop_proof")
def drop_proof(actor: Actor, proof: LineProof) -> Line:
    """Throw away a proof that was kept by mistake, with its file."""
    held = (
        LineProof.objects.select_related("line", "media")
        .filter(pk=proof.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Bukti ini sudah dihapus.")
    line, media, day = held.line, held.media, held.proven_on
    path = path_of(media)
    held.delete()
    media.delete()
    if path is not None:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    tell(actor, line, f"Bukti aktif saluran «{line.name}» dihapus: {short_date(day)}.")
    return line
