"""The ketua or the head reads a draft: approves it, or returns it with a note."""

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.reply.actions.sending import release
from tanggap.reply.actions.writing import name_of, refuse_unread, still_open, subject_of
from tanggap.reply.models import ApprovalRule, Reply


@action("reply.approve")
def approve(actor: Actor, reply: Reply, *, send: bool = True, read: str = "") -> Reply:
    """Approve a draft and, with ``send``, let it leave at once.

    ``read`` is the mark of the words that were read: others are not approved.
    """
    if reply.approved_at and reply.released_at:
        nothing_changed()
        return reply
    held = still_open(actor, reply)
    refuse_unread(held, read)
    held.approved_by_id = actor.staff_id
    held.approved_at = timezone.now()
    held.returned_at = None
    held.return_note = ""
    held.save()
    if send:
        release(actor, held)
    then = " dan dikirim" if send else ""
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} disetujui{then}.")
    return held


@action("reply.return_draft")
def return_draft(actor: Actor, reply: Reply, note: str) -> Reply:
    """Give a draft back to its writer, saying what is to be mended."""
    if not note.strip():
        raise Refused("Tuliskan apa yang perlu diperbaiki.")
    held = still_open(actor, reply)
    held.returned_at = timezone.now()
    held.return_note = note.strip()[:300]
    held.asked_at = held.approved_at = held.approved_by = None
    held.save()
    tell(actor, subject_of(held), f"Konsep jawaban {name_of(held)} dikembalikan dengan catatan.")
    return held


@action("reply.discard")
def discard(actor: Actor, reply: Reply) -> None:
    """Throw a draft away; what was sent cannot be thrown away."""
    if reply.discarded_at:
        nothing_changed()
        return
    held = still_open(actor, reply)
    held.discarded_at = timezone.now()
    held.save(update_fields=["discarded_at"])
    tell(actor, subject_of(held), f"Konsep jawaban {name_of(held)} dibuang.")


@action("reply.set_approval")
def set_approval(actor: Actor, covers: str) -> ApprovalRule:
    """Decide which answers must be approved: the grave ones, or all."""
    before = ApprovalRule.objects.filter(facility_id=actor.facility_id).first()
    old = ApprovalRule.Covers(before.covers if before else ApprovalRule.Covers.GRAVE)
    new = ApprovalRule.Covers(covers)
    rule, _ = ApprovalRule.objects.update_or_create(
        facility_id=actor.facility_id, defaults={"covers": new}
    )
    if old == new:
        nothing_changed()
        return rule
    facility = Facility.objects.get(pk=actor.facility_id)
    tell(actor, facility, f"Jawaban yang perlu disetujui: {old.label} → {new.label}.")
    return rule
