"""Word to the person that is no answer yet: the receipt, and what is still missing."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed
from tanggap.base.models import Staff
from tanggap.base.queries import profile_on
from tanggap.documents.dates import clock_time, day_and_date
from tanggap.gateway.actions import send as hand_to_gateway
from tanggap.gateway.models import Dispatch
from tanggap.logbook import actions as book
from tanggap.logbook.models import Entry, Milestone
from tanggap.logbook.queries import visible_to
from tanggap.logbook.rules import COMPLETION_DAYS
from tanggap.reply.destinations import Destination, destinations
from tanggap.reply.models import Reply
from tanggap.reply.queries import numbers_for
from tanggap.reply.rules import completion_text, receipt_text


@action("reply.send_receipt")
def send_receipt(actor: Actor, entry: Entry) -> Milestone:
    """Send the receipt by the channel the person used, and note it in the book.

    UU 25/2009 art. 44(1). The History sentence is the book's.
    """
    nothing_changed()
    given = entry.milestones.filter(kind=Milestone.Kind.RECEIPT).first()
    if given is not None:
        return given
    received = timezone.localtime(entry.received_at)
    text = receipt_text(
        number=entry.number,
        puskesmas=_here(entry),
        received=f"{day_and_date(received.date())} pukul {clock_time(received)}",
        line=entry.line.name,
        officer=_officer(actor),
    )
    dispatch = _send(actor, entry, text, f"receipt:{entry.pk}")
    return book.give_receipt(actor, entry, "line", dispatch)


@action("reply.ask_by_line")
def ask_by_line(actor: Actor, entry: Entry, what: str, form_key: UUID) -> Milestone:
    """Ask by the same channel for what is missing, and let the clocks rest (art. 44(3)(4))."""
    nothing_changed()
    if not what.strip():
        raise Refused("Tulis apa yang masih kurang.")
    text = completion_text(
        number=entry.number,
        puskesmas=_here(entry),
        what=what.strip(),
        days=COMPLETION_DAYS,
        officer=_officer(actor),
    )
    known = Milestone.objects.filter(entry=entry, dispatch__key=form_key).first()
    if known is not None:
        return known
    dispatch = _send(actor, entry, text, str(form_key), key=form_key)
    asked = book.ask_completion(actor, entry, what, dispatch)
    if asked.dispatch_id != dispatch.pk:  # nothing is sent that the book does not know of
        raise Refused("Kekurangan yang sama sudah diminta. Tulis yang lain bila masih ada.")
    return asked


def way_back(entry: Entry) -> Destination | None:
    """Return the line by which the person can be written to now without being asked again."""
    for one in destinations(entry, entry.person, entry.line):
        is_ours = one.way == Reply.Way.LINE and one.line == entry.line
        if is_ours and one.comment is None and one.is_open:
            return one
    return None


def _send(actor: Actor, entry: Entry, text: str, name: str, *, key: UUID | None = None) -> Dispatch:
    if not visible_to(actor).filter(pk=entry.pk).exists():
        raise Refused("Entri ini tidak ada di buku Anda.")
    way = way_back(entry)
    if way is None or way.line is None or entry.person is None:
        raise Refused("Tidak dapat dikirim lewat saluran ini sekarang. Beri di atas kertas.")
    to = numbers_for(entry.person, way.line)
    return hand_to_gateway(actor, way.line, to, text, key=key or uuid5(NAMESPACE_URL, name))


def _here(entry: Entry) -> str:
    name = profile_on(entry.facility, timezone.localdate()).name
    return f"Puskesmas {name.removeprefix('Puskesmas ')}"


def _officer(actor: Actor) -> str:
    staff = Staff.objects.filter(pk=actor.staff_id or 0).first()
    return staff.name if staff else "Petugas"
