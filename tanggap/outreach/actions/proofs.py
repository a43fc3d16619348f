"""Photos, attendance lists and files that show that the public was told (A-09)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import File
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.channels._json import storable
from tanggap.documents.dates import short_date
from tanggap.gateway.actions import keep_media, let_go_of_media
from tanggap.outreach.models import Socialisation, SocialisationProof

MOST_PROOFS = 60
KEPT_AFTER_REMOVAL = timedelta(days=7)


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
    known = SocialisationProof.objects.filter(
        form_key=form_key, facility_id=actor.facility_id
    ).first()
    if known is not None:
        nothing_changed()
        return known
    if actor.staff_id is None:
        raise Refused("Bukti disimpan oleh seorang pegawai.")
    if kind not in SocialisationProof.Kind.values:
        raise Refused("Pilih jenis bukti.")
    if socialisation.taken_back_at is not None:
        raise Refused("Catatan ini sudah dibatalkan. Pulihkan dahulu, baru tambah bukti.")
    if socialisation.proofs.filter(removed_at=None).count() >= MOST_PROOFS:
        raise Refused(f"Satu catatan memuat paling banyak {MOST_PROOFS} bukti.")
    media = keep_media(
        actor,
        None,
        f"outreach:{form_key}",
        file.read(),
        storable(file.name or ""),
        storable(getattr(file, "content_type", "") or ""),
    )
    proof = SocialisationProof.objects.create(
        facility_id=actor.facility_id,
        socialisation=socialisation,
        media=media,
        kind=kind,
        note=note.strip()[:160],
        by_id=actor.staff_id,
        at=timezone.now(),
        form_key=form_key,
    )
    tell(actor, socialisation, f"{_named(proof)} disimpan.")
    return proof


@action("outreach.remove_proof")
def remove_proof(actor: Actor, proof: SocialisationProof) -> None:
    """Throw a proof away; it can be put back for a week, then its file is deleted."""
    held = _held(actor, proof)
    if held.removed_at is not None:
        nothing_changed()
        return
    held.removed_at = timezone.now()
    held.save(update_fields=["removed_at"])
    tell(actor, held.socialisation, f"{_named(held)} dihapus.")


@action("outreach.put_back_proof")
def put_back_proof(actor: Actor, proof: SocialisationProof) -> None:
    """Put a proof back that was thrown away within the week."""
    held = _held(actor, proof)
    if held.removed_at is None:
        nothing_changed()
        return
    held.removed_at = None
    held.save(update_fields=["removed_at"])
    tell(actor, held.socialisation, f"{_named(held)} dikembalikan.")


@action("outreach.let_go_of_removed")
def let_go_of_removed(actor: Actor, now: datetime) -> int:
    """Delete the files of proofs that were thrown away more than a week ago."""
    nothing_changed()
    gone = SocialisationProof.objects.filter(
        facility_id=actor.facility_id, removed_at__lt=now - KEPT_AFTER_REMOVAL
    ).select_related("media")[:50]
    media = [proof.media for proof in gone]
    SocialisationProof.objects.filter(media__in=media).delete()
    return let_go_of_media(actor, media)


def _held(actor: Actor, proof: SocialisationProof) -> SocialisationProof:
    held = (
        SocialisationProof.objects.select_related("socialisation")
        .filter(pk=proof.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None:
        raise Refused("Bukti ini sudah dihapus.")
    return held


def _named(proof: SocialisationProof) -> str:
    kind = SocialisationProof.Kind(proof.kind).label
    return f"{kind} sosialisasi {short_date(proof.socialisation.held_on)}"
