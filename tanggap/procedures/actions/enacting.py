"""Putting a revision in force, ending the one before, and taking documents out of force."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.documents.dates import long_date
from tanggap.procedures.models import Document, Revision
from tanggap.procedures.rules import day_before, revision_words


@action("procedures.enact")
def enact(
    actor: Actor, revision: Revision, *, issued_on: date, valid_from: date, number: str = ""
) -> Revision:
    """«Tetapkan»: make a draft the revision in force from a day, and end the one before."""
    held = (
        Revision.objects.select_for_update(of=("self",))
        .select_related("document")
        .filter(pk=revision.pk, facility_id=actor.facility_id, dropped_at=None)
        .first()
    )
    if held is None:
        raise Refused("Konsep ini sudah dibuang. Buka daftar dokumen.")
    if not held.is_draft:
        nothing_changed()
        return held
    is_sop = held.document.kind == Document.Kind.SOP
    if is_sop and not held.steps.exists() and not held.files.exists():
        raise Refused("SOP ini belum mempunyai langkah. Tulis langkahnya, atau simpan berkasnya.")
    held.number = number.strip() or held.number
    held.issued_on, held.valid_from = issued_on, valid_from
    put_in_force(actor, held)
    words = revision_words(held.revision, held.unrevised_as)
    tell(
        actor,
        held,
        f"{held.document} nomor {held.number} revisi {words} ditetapkan, berlaku mulai "
        f"{long_date(valid_from)}.",
    )
    return held


def put_in_force(actor: Actor, revision: Revision) -> None:
    """Freeze ``revision`` and end what of its document was to hold that day or later."""
    if not revision.number:
        raise Refused("Tulis nomor dokumennya dahulu.")
    if revision.valid_from is None:
        raise Refused("Tulis mulai kapan dokumen ini berlaku.")
    if revision.valid_to is not None and revision.valid_to < revision.valid_from:
        raise Refused("Dokumen ini berakhir sebelum mulai berlaku. Ubah «berlaku sampai» dahulu.")
    before = _before(revision)
    if revision.document.kind == Document.Kind.SOP:
        _refuse_unsaid(revision, before)
    if before is not None:
        _end(before, revision)
    revision.enacted_at = revision.changed_at = timezone.now()
    revision.enacted_by_id = actor.staff_id
    revision.save()


def _before(revision: Revision) -> Revision | None:
    """Return the enacted revision of the same document that began last; it must begin earlier."""
    enacted = Revision.objects.filter(document=revision.document).exclude(enacted_at=None)
    before = enacted.exclude(pk=revision.pk).order_by("-valid_from", "-id").first()
    if before is None or before.valid_from is None or revision.valid_from is None:
        return None
    if revision.valid_from <= before.valid_from:
        raise Refused(
            f"Revisi sebelumnya berlaku mulai {long_date(before.valid_from)}. Revisi ini harus "
            "mulai sesudah tanggal itu."
        )
    return before


def _end(before: Revision, revision: Revision) -> None:
    last = day_before(revision.valid_from) if revision.valid_from else None
    if before.valid_to is None or (last is not None and before.valid_to > last):
        revision.ended_before = before.valid_to
        before.valid_to = last
        before.save(update_fields=["valid_to"])
    revision.replaces = before


def _refuse_unsaid(revision: Revision, before: Revision | None) -> None:
    """Refuse a new revision of a SOP that does not say what changed (A-18)."""
    if revision.steps.exists() and before is not None and revision.revision <= before.revision:
        raise Refused(
            "Tulis dahulu di «Rekaman historis perubahan» apa yang berubah: nomor revisi sama "
            "dengan jumlah barisnya."
        )


@action("procedures.take_back_enactment")
def take_back_enactment(actor: Actor, revision: Revision) -> Revision:
    """Make a draft again of what was enacted today by mistake; the one before holds again."""
    held = _enacted(actor, revision)
    if held.enacted_at is None:
        nothing_changed()
        return held
    if timezone.localdate(held.enacted_at) != timezone.localdate():
        raise Refused("Penetapan hari lain tidak dapat dibatalkan. Cabut, atau buat revisi baru.")
    later = Revision.objects.filter(Q(replaces=held) | Q(checklist__sop=held))
    if later.exists() or held.checklists.exists():
        raise Refused("Dokumen ini sudah dipakai (revisi atau daftar tilik), jadi tetap berlaku.")
    if held.replaces_id:
        before = Revision.objects.filter(pk=held.replaces_id, document_id=held.document_id)
        before.update(valid_to=held.ended_before)
    held.enacted_at = held.enacted_by = held.ended_before = None
    held.changed_at = timezone.now()
    held.save()
    tell(actor, held, f"Penetapan {held.document} nomor {held.number} dibatalkan.")
    return held


@action("procedures.revoke")
def revoke(actor: Actor, revision: Revision, on: date) -> Revision:
    """Take a document out of force from a day on, without another in its place."""
    held = _enacted(actor, revision)
    if held.is_draft:
        raise Refused("Konsep tidak dicabut; buang saja bila tidak dipakai.")
    if held.revoked_on is not None:
        nothing_changed()
        return held
    if held.valid_from is not None and on < held.valid_from:
        raise Refused("Tanggal pencabutan lebih awal daripada mulai berlakunya.")
    held.revoked_on = on
    held.save(update_fields=["revoked_on"])
    tell(actor, held, f"{held.document} nomor {held.number} dicabut per {long_date(on)}.")
    return held


@action("procedures.take_back_revocation")
def take_back_revocation(actor: Actor, revision: Revision) -> Revision:
    """Let a document hold again that was revoked by mistake."""
    held = _enacted(actor, revision)
    if held.revoked_on is None:
        nothing_changed()
        return held
    held.revoked_on = None
    held.save(update_fields=["revoked_on"])
    tell(actor, held, f"Pencabutan {held.document} nomor {held.number} dibatalkan.")
    return held


def _enacted(actor: Actor, revision: Revision) -> Revision:
    rows = Revision.objects.select_for_update(of=("self",)).select_related("document")
    return rows.get(pk=revision.pk, facility_id=actor.facility_id)
