"""Triage's word on a message, and the way back."""

from datetime import datetime

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff
from tanggap.inbox.models import Message, SetAside


@action("inbox.set_aside")
def set_aside(actor: Actor, message: Message, reason: str, advice: str = "") -> SetAside:
    """Say that ``message`` needs no entry, and why; ``advice`` says where to go instead."""
    message = _locked(actor, message)
    present = SetAside.objects.filter(message=message).first()
    if present is not None and (present.reason, present.advice) == (reason, advice):
        nothing_changed()
        return present
    if present is None and message.sorted_at is not None:
        raise Refused("Pesan ini sudah dicatat ke buku. Keluarkan dulu dari entrinya.")
    before = SetAside.Reason(present.reason).label if present else "belum dipilah"
    now = timezone.now()
    aside, _ = SetAside.objects.update_or_create(
        message=message,
        defaults={
            "facility_id": actor.facility_id,
            "reason": reason,
            "advice": advice,
            "by": person_of(actor),
            "at": now,
        },
    )
    _sort(message, now)
    tell(actor, message, f"Pesan dipilah: {before} → {SetAside.Reason(reason).label}.")
    return aside


@action("inbox.take_back")
def take_back(actor: Actor, message: Message) -> None:
    """Undo :func:`set_aside`: the message waits at triage again."""
    message = _locked(actor, message)
    aside = SetAside.objects.filter(message=message).first()
    if aside is None:
        nothing_changed()
        return
    before = SetAside.Reason(aside.reason).label
    aside.delete()
    _sort(message, None)
    tell(actor, message, f"Pemilahan pesan dibatalkan: {before} → belum dipilah.")


@action("inbox.sort_out")
def sort_out(actor: Actor, message: Message) -> None:
    """Say that triage has dealt with ``message``; the step that calls tells History."""
    message = _locked(actor, message)
    SetAside.objects.filter(message=message).delete()
    if message.sorted_at is None:
        _sort(message, timezone.now())
    nothing_changed()


@action("inbox.unsort")
def unsort(actor: Actor, message: Message) -> None:
    """Put ``message`` back to triage; the step that calls tells History."""
    _sort(_locked(actor, message), None)
    nothing_changed()


def person_of(actor: Actor) -> Staff:
    """Return the member of staff who acts: the machine neither judges nor opens boxes."""
    if actor.staff_id is None:
        raise Refused("Ini hanya dapat dilakukan oleh pegawai yang masuk.")
    return Staff.objects.get(pk=actor.staff_id)


def _locked(actor: Actor, message: Message) -> Message:
    rows = Message.objects.select_for_update(of=("self",))
    return rows.get(pk=message.pk, facility_id=actor.facility_id)


def _sort(message: Message, at: datetime | None) -> None:
    Message.objects.filter(pk=message.pk).update(sorted_at=at)
