"""The answer reached the person: sent by hand, told, posted, or already typed there."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, machine, nothing_changed, tell
from tanggap.gateway.actions import done_by_hand
from tanggap.gateway.models import Dispatch
from tanggap.inbox.actions import note_sent
from tanggap.inbox.models import Message
from tanggap.inbox.queries import same_person_ids
from tanggap.logbook.actions import make_findable, meet, unmeet
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import visible_to
from tanggap.reply.actions.writing import locked, name_of, subject_of
from tanggap.reply.models import Reply
from tanggap.reply.queries import sent_how

REACHED = frozenset({Dispatch.State.SENT, Dispatch.State.DELIVERED, Dispatch.State.READ})
_TOLD = {
    Reply.Way.CALL: "disampaikan lewat telepon",
    Reply.Way.NOTICE: "ditempel di papan pengumuman",
    Reply.Way.FACE: "disampaikan langsung",
    Reply.Way.LETTER: "diserahkan lewat surat",
}


@action("reply.mark_given")
def mark_given(actor: Actor, reply: Reply, *, at: datetime | None = None) -> Reply:
    """Say that the answer was told by phone or face to face, posted, or handed over."""
    held = _out_of_the_house(actor, reply)
    if held.given_at:
        nothing_changed()
        return held
    if held.way == Reply.Way.LINE:
        raise Refused("Jawaban ini dikirim lewat saluran; tandai di daftar kirim lewat HP.")
    when = at or timezone.now()
    if when > timezone.now():
        raise Refused("Tanggalnya masih di depan. Isi tanggal saat jawaban disampaikan.")
    note_given(held, when, by_id=actor.staff_id)
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} {_TOLD[Reply.Way(held.way)]}.")
    return held


@action("reply.sent_by_hand")
def sent_by_hand(actor: Actor, reply: Reply) -> Reply:
    """Say «sudah dikirim»: the text was copied to the handphone and sent from there."""
    held = _out_of_the_house(actor, reply)
    if held.given_at:
        nothing_changed()
        return held
    if held.dispatch is None or held.dispatch.state != Dispatch.State.HAND:
        raise Refused("Jawaban ini bukan kiriman lewat HP.")
    done_by_hand(actor, held.dispatch)
    held.dispatch.refresh_from_db()
    note_given(held, timezone.now(), by_id=actor.staff_id)
    tell(actor, subject_of(held), f"Jawaban {name_of(held)} {sent_how(held)}.")
    return held


@action("reply.adopt")
def adopt(actor: Actor, entry: Entry, message: Message) -> Reply:
    """Take a message typed on the handphone as the answer to ``entry``: nothing is sent.

    A hand task still open for the entry is closed by it, so that nobody sends it twice.
    """
    if not visible_to(actor).filter(pk=entry.pk).exists():
        raise Refused("Entri ini tidak ada di buku Anda.")
    same = same_person_ids(entry.person) if entry.person else []
    if message.direction != Message.Direction.OUT or message.person_id not in same:
        raise Refused("Hanya pesan keluar kepada orang yang sama yang dapat menjadi jawaban.")
    known = Reply.objects.filter(entry=entry, adopted=message).first()
    if known is not None:
        nothing_changed()
        return known
    reply = _open_hand_task(entry) or _already_given(actor, entry, message)
    reply.adopted = message
    if reply.dispatch is not None and reply.dispatch.state == Dispatch.State.HAND:
        done_by_hand(machine(actor.facility_id), reply.dispatch)
        reply.dispatch.refresh_from_db()
    note_given(reply, message.sent_at, by_id=actor.staff_id)
    tell(actor, entry, f"Pesan keluar dari HP ditandai sebagai jawaban atas {entry.number}.")
    return reply


@action("reply.note_reached")
def note_reached(actor: Actor, reply: Reply) -> bool:
    """Take over from the dispatch that the answer left, or that it never arrived (machine).

    A dispatch that failed after the provider took it did not reach the person: the entry
    is unanswered again. Returns whether anything changed.
    """
    held = (
        Reply.objects.select_for_update(of=("self",))
        .select_related("entry", "dispatch")
        .get(pk=reply.pk)
    )
    dispatch = held.dispatch
    if dispatch is None or held.discarded_at or held.only_points:
        return False
    if dispatch.state in REACHED and held.given_at is None:
        note_given(held, dispatch.sent_at or timezone.now(), by_id=None)
        return True
    if dispatch.state == Dispatch.State.FAILED and held.given_at is not None:
        note_not_given(held, held.given_at)
        return True
    return False


def note_given(reply: Reply, at: datetime, *, by_id: int | None) -> None:
    """Keep when the person had the answer: clocks are met, its words become findable.

    A public sentence that only leads to a private talk answers nothing.
    """
    if reply.only_points:
        if reply.dispatch is not None:
            note_sent(machine(reply.facility_id), reply.dispatch)
        return
    reply.given_at = at
    reply.given_by_id = by_id
    reply.save()
    if reply.dispatch is not None and reply.adopted is None:
        note_sent(machine(reply.facility_id), reply.dispatch)
    if reply.entry is None:
        return
    itself = machine(reply.facility_id)
    meet(itself, reply.entry, "answered", at)
    make_findable(itself, reply.entry, "reply", _given_words(reply.entry))


def note_not_given(reply: Reply, given_at: datetime) -> None:
    """Keep that the answer thought given at ``given_at`` reached nobody: its clocks run again,
    unless another answer reached the person since, and its words are found no longer.
    """
    reply.given_at = reply.given_by = None
    reply.save(update_fields=["given_at", "given_by"])
    entry = reply.entry
    if entry is None:
        return
    itself = machine(reply.facility_id)
    unmeet(itself, entry, "answered", given_at)
    others = _given(entry).order_by("given_at")
    if entry.reopened_at is not None:
        others = others.filter(given_at__gte=entry.reopened_at)
    if other := others.first():
        meet(itself, entry, "answered", other.given_at or given_at)
    make_findable(itself, entry, "reply", _given_words(entry))


def _given(entry: Entry) -> QuerySet[Reply]:
    return Reply.objects.filter(entry=entry, given_at__isnull=False)


def _given_words(entry: Entry) -> str:
    return "\n".join(_given(entry).order_by("id").values_list("text", flat=True))


def _out_of_the_house(actor: Actor, reply: Reply) -> Reply:
    held = locked(actor, reply, "entry", "message", "dispatch", "line")
    if held.released_at is None or held.discarded_at:
        raise Refused("Jawaban ini belum dikirim dari meja petugas.")
    return held


def _open_hand_task(entry: Entry) -> Reply | None:
    return (
        Reply.objects.select_for_update(of=("self",))
        .select_related("entry", "dispatch", "line")
        .filter(entry=entry, dispatch__state=Dispatch.State.HAND, given_at=None, only_points=False)
        .order_by("id")
        .first()
    )


def _already_given(actor: Actor, entry: Entry, message: Message) -> Reply:
    if actor.staff_id is None:
        raise Refused("Hanya petugas yang dapat menandai jawaban.")
    return Reply(
        facility_id=actor.facility_id,
        entry=entry,
        way=Reply.Way.LINE,
        line=message.line,
        text=message.text or "(lampiran)",
        drafted_by_id=actor.staff_id,
        drafted_at=message.sent_at,
        released_at=message.sent_at,
        released_by_id=actor.staff_id,
    )
