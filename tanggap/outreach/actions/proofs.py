"""Photos, attendance lists and files that show that the public was told (A-09)."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import File

from tanggap.base.acting import Actor, Refused, action
from tanggap.documents.dates import short_date
from tanggap.gateway.actions import Shelf
from tanggap.outreach.models import Socialisation, SocialisationProof


def _named(proof: SocialisationProof) -> str:
    kind = SocialisationProof.Kind(proof.kind).label
    return f"{kind} sosialisasi {short_date(proof.socialisation.held_on)}"


PROOFS = Shelf(
    SocialisationProof, "socialisation", most=60, one="Satu catatan", what="bukti", name=_named
)


@action("outreach.keep_proof")
def keep_proof(
    actor: Actor,
    socialisation: Socialisation,
    *,
    form_key: UUID,
    file: "File[bytes]",
    kind: str = SocialisationProof.Kind.PHOTO,
    note: str = "",
) -> SocialisationProof:
    """Keep a photo or file beside the record; a picture is drawn anew, without its marks."""
    known = PROOFS.known(actor, form_key)
    if known is not None:
        return known
    if socialisation.taken_back_at is not None:
        raise Refused("Catatan ini sudah dibatalkan. Pulihkan dahulu, baru tambah bukti.")
    proof = SocialisationProof(socialisation=socialisation, form_key=form_key, kind=kind, note=note)
    return PROOFS.keep(actor, proof, file)


@action("outreach.remove_proof")
def remove_proof(actor: Actor, proof: SocialisationProof) -> None:
    """Throw a proof away; it can be put back for a week, then its file is deleted."""
    PROOFS.remove(actor, proof)


@action("outreach.put_back_proof")
def put_back_proof(actor: Actor, proof: SocialisationProof) -> None:
    """Put a proof back that was thrown away within the week."""
    PROOFS.put_back(actor, proof)


@action("outreach.let_go_of_removed")
def let_go_of_removed(actor: Actor, now: datetime) -> int:
    """Delete the files of proofs that were thrown away more than a week ago."""
    return PROOFS.let_go(actor, now)
