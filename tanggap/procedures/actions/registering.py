"""Laying a document into the register: number, title, revision, dates, what it replaces (A-03)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Unit
from tanggap.procedures.actions.enacting import put_in_force
from tanggap.procedures.models import Document, Revision


@dataclass(frozen=True)
class Head:
    """What the header of a document says, and from when until when it holds."""

    kind: str
    title: str
    number: str = ""
    revision: int = 0
    unrevised_as: str = "-"
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    unit: Unit | None = None
    replaces: Revision | None = None
    note: str = ""
    outline: str = "ten"


@action("procedures.register")
def register(actor: Actor, head: Head, *, form_key: UUID, is_signed: bool = False) -> Revision:
    """Lay a document into the register: as a draft, or, signed on paper, as it holds.

    One that is signed needs its number and the day from which it holds.
    """
    known = Revision.objects.filter(form_key=form_key, facility_id=actor.facility_id).first()
    if known is not None:
        nothing_changed()
        return known
    refuse_senseless(actor, head)
    document = Document.objects.create(
        facility_id=actor.facility_id,
        kind=head.kind,
        title=head.title.strip(),
        unit=head.unit,
        form_key=form_key,
    )
    made = Revision(
        facility_id=actor.facility_id,
        document=document,
        form_key=form_key,
        changed_at=timezone.now(),
        outline=head.outline,
    )
    fill_head(made, head)
    made.save(force_insert=True)
    if is_signed:
        put_in_force(actor, made)
    done = "dicatat sebagai dokumen yang sudah ditetapkan" if is_signed else "didaftarkan"
    tell(actor, made, f"{document} {numbered(made)}{done}.")
    return made


@action("procedures.change_head")
def change_head(actor: Actor, revision: Revision, head: Head) -> Revision:
    """Put right what the header of a draft says; what was enacted stays as it was."""
    held = held_draft(actor, revision)
    refuse_senseless(actor, head)
    document = held.document
    is_first = not document.revisions.exclude(pk=held.pk).filter(dropped_at=None).exists()
    if is_first:
        document.kind = head.kind
        document.unit = head.unit
    document.title = head.title.strip() if is_first else document.title
    if held.document.kind == Document.Kind.SOP:
        held.outline = head.outline
    fill_head(held, head)
    held.changed_at = timezone.now()
    held.save()
    document.save()
    tell(actor, held, f"{document} {numbered(held)}diubah: nomor, judul, atau tanggal.")
    return held


def fill_head(revision: Revision, head: Head) -> None:
    """Note on ``revision`` what its header says; a SOP counts its own changes (A-18)."""
    revision.number = head.number.strip()
    revision.unrevised_as = head.unrevised_as
    if not revision.texts and not revision.changes.exists():
        revision.revision = head.revision
    revision.issued_on = head.issued_on
    revision.valid_from = head.valid_from
    revision.valid_to = head.valid_to
    revision.replaces = head.replaces or revision.replaces
    revision.note = head.note.strip()


def held_draft(actor: Actor, revision: Revision) -> Revision:
    """Return ``revision`` locked for writing.

    Raises ``Refused`` where it is enacted (frozen) or thrown away.
    """
    held = (
        Revision.objects.select_for_update(of=("self",))
        .select_related("document")
        .filter(pk=revision.pk, facility_id=actor.facility_id)
        .first()
    )
    if held is None or held.dropped_at is not None:
        raise Refused("Konsep ini sudah dibuang. Buka daftar dokumen.")
    if not held.is_draft:
        raise Refused(
            "Dokumen ini sudah ditetapkan dan tidak dapat diubah. Tekan «Revisi baru» untuk "
            "memperbaikinya."
        )
    return held


def numbered(revision: Revision) -> str:
    return f"nomor {revision.number} " if revision.number else ""


def refuse_senseless(actor: Actor, head: Head) -> None:
    if head.kind not in Document.Kind.values:
        raise Refused("Pilih jenis dokumennya.")
    if not head.title.strip():
        raise Refused("Tulis judul dokumennya.")
    if head.valid_from and head.valid_to and head.valid_to < head.valid_from:
        raise Refused("«Berlaku sampai» lebih awal daripada «mulai berlaku». Periksa tanggalnya.")
    for row in (head.unit, head.replaces):
        if row is not None and row.facility_id != actor.facility_id:
            raise Refused("Unit atau dokumen ini tidak ada di puskesmas Anda.")
