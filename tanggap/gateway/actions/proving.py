"""That a line was put to work, shown by a photo or file (A-08)."""

from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, machine, tell
from tanggap.documents.dates import short_date
from tanggap.gateway.actions.arrived import let_go_of_media
from tanggap.gateway.actions.shelf import known_proof, put_beside
from tanggap.gateway.models import Line, LineProof


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
    known = known_proof(LineProof, actor, form_key)
    if known is not None:
        return known
    if proven_on > timezone.localdate():
        raise Refused("Tanggal bukti tidak boleh sesudah hari ini.")
    proof = LineProof(line=line, form_key=form_key, proven_on=proven_on, note=note)
    put_beside(actor, proof, file, line)
    tell(actor, line, f"Bukti aktif saluran «{line.name}» disimpan: {short_date(proven_on)}.")
    return proof


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
    held.delete()
    let_go_of_media(machine(line.facility_id), [media])
    tell(actor, line, f"Bukti aktif saluran «{line.name}» dihapus: {short_date(day)}.")
    return line
