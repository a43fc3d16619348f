"""What happens to an entry on its way: receipt, completeness, steps, closing (§3.1, §3.5)."""

from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.gateway.models import Dispatch
from tanggap.logbook.actions import _clocks
from tanggap.logbook.models import Entry, Milestone
from tanggap.logbook.queries import zone_of
from tanggap.logbook.rules import COMPLETION_DAYS, Event, is_complaint, withdrawn_after

RECEIPT_WAYS = {
    "line": "lewat saluran yang sama",
    "paper": "di atas kertas",
    "spoken": "dibacakan lewat telepon",
}


def _leave(
    actor: Actor,
    entry: Entry,
    kind: Milestone.Kind,
    at: datetime,
    note: str = "",
    dispatch: Dispatch | None = None,
) -> Milestone:
    return Milestone.objects.create(
        entry=entry, kind=kind, at=at, by_id=actor.staff_id, note=note.strip(), dispatch=dispatch
    )


def _said_before(actor: Actor, entry: Entry, kind: Milestone.Kind, note: str) -> Milestone | None:
    """Return the latest milestone if it says just this: the button was pressed twice."""
    last = entry.milestones.order_by("-at", "-id").first()
    is_same = last is not None and (last.kind, last.note, last.by_id) == (
        kind,
        note.strip(),
        actor.staff_id,
    )
    return last if is_same else None


def _must_be_open(entry: Entry) -> None:
    if entry.cancelled_at is not None:
        raise Refused("Entri ini dibatalkan. Pulihkan dulu.")
    if entry.closed_at is not None or entry.withdrawn_at is not None:
        raise Refused("Entri ini sudah selesai. Buka kembali dulu.")


@action("logbook.give_receipt")
def give_receipt(
    actor: Actor,
    entry: Entry,
    way: str,
    dispatch: Dispatch | None = None,
    *,
    at: datetime | None = None,
) -> Milestone:
    """Give the receipt with the register number (UU 25/2009 art. 44(1)(2)).

    ``way`` is ``line``, ``paper`` or ``spoken``. A second giving changes nothing.
    """
    given = entry.milestones.filter(kind=Milestone.Kind.RECEIPT).first()
    if given is not None:
        nothing_changed()
        return given
    if way not in RECEIPT_WAYS:
        raise Refused("Pilih cara memberi tanda terima: lewat saluran atau di atas kertas.")
    now = at or timezone.now()
    receipt = _leave(actor, entry, Milestone.Kind.RECEIPT, now, RECEIPT_WAYS[way], dispatch)
    _clocks.happened(entry, Event.RECEIPT, now)
    tell(actor, entry, f"Tanda terima entri {entry.number} diberikan {RECEIPT_WAYS[way]}.")
    return receipt


@action("logbook.ask_completion")
def ask_completion(
    actor: Actor,
    entry: Entry,
    what: str,
    dispatch: Dispatch | None = None,
    *,
    at: datetime | None = None,
) -> Milestone:
    """Say that the complaint is not complete and ask for ``what``; the clocks rest.

    UU 25/2009 art. 44(3)(4): the complainant has 30 days.
    """
    _must_be_open(entry)
    if not is_complaint(entry.klass):
        raise Refused("Hanya pengaduan yang perlu dinyatakan lengkap atau belum.")
    if not what.strip():
        raise Refused("Tulis apa yang masih kurang.")
    before = _said_before(actor, entry, Milestone.Kind.ASKED, what)
    if before is not None:
        nothing_changed()
        return before
    now = at or timezone.now()
    asked = _leave(actor, entry, Milestone.Kind.ASKED, now, what, dispatch)
    entry.asked_at, entry.complete_at = now, None
    entry.save(update_fields=["asked_at", "complete_at"])
    _clocks.happened(entry, Event.ASKED, now)
    _clocks.pause(entry, now)
    tell(actor, entry, f"Kelengkapan entri {entry.number} diminta; waktu {COMPLETION_DAYS} hari.")
    return asked


@action("logbook.declare_complete")
def declare_complete(actor: Actor, entry: Entry, *, at: datetime | None = None) -> None:
    """Say that the complaint is complete: clocks go on, those of the decision start."""
    _must_be_open(entry)
    if entry.complete_at is not None:
        nothing_changed()
        return
    now = at or timezone.now()
    _leave(actor, entry, Milestone.Kind.COMPLETE, now)
    entry.complete_at, entry.asked_at = now, None
    entry.save(update_fields=["complete_at", "asked_at"])
    _clocks.resume(entry, now)
    _clocks.happened(entry, Event.COMPLETE, now)
    tell(actor, entry, f"Entri {entry.number} dinyatakan lengkap.")


@action("logbook.note_step")
def note_step(actor: Actor, entry: Entry, note: str, *, at: datetime | None = None) -> Milestone:
    """Write down what was done about it."""
    if not note.strip():
        raise Refused("Tulis apa yang sudah dilakukan.")
    before = _said_before(actor, entry, Milestone.Kind.STEP, note)
    if before is not None:
        nothing_changed()
        return before
    now = at or timezone.now()
    step = _leave(actor, entry, Milestone.Kind.STEP, now, note)
    _clocks.happened(entry, Event.STEP, now)
    tell(actor, entry, f"Tindak lanjut entri {entry.number} dicatat.")
    return step


@action("logbook.hand_over")
def hand_over(
    actor: Actor, entry: Entry, note: str = "", *, at: datetime | None = None
) -> Milestone:
    """Hand the case over to the dinas: the head is meant, or supervision is alleged (§3.3)."""
    given = entry.milestones.filter(kind=Milestone.Kind.HANDED_OVER).first()
    if given is not None:
        nothing_changed()
        return given
    now = at or timezone.now()
    sheet = _leave(actor, entry, Milestone.Kind.HANDED_OVER, now, note)
    _clocks.happened(entry, Event.STEP, now)
    tell(actor, entry, f"Entri {entry.number} diserahkan ke dinas dengan lembar penyerahan.")
    return sheet


@action("logbook.close")
def close(actor: Actor, entry: Entry, note: str = "", *, at: datetime | None = None) -> None:
    """Finish an entry. Nothing is asked that the book already knows."""
    if entry.closed_at is not None:
        nothing_changed()
        return
    _must_be_open(entry)
    now = at or timezone.now()
    _leave(actor, entry, Milestone.Kind.CLOSED, now, note)
    entry.closed_at, entry.asked_at = now, None
    entry.save(update_fields=["closed_at", "asked_at"])
    _clocks.happened(entry, Event.CLOSED, now)
    _clocks.drop(entry, now)
    tell(actor, entry, f"Entri {entry.number} selesai.")


@action("logbook.reopen")
def reopen(actor: Actor, entry: Entry, note: str = "", *, at: datetime | None = None) -> None:
    """Open a finished or withdrawn entry again; the promise to answer starts anew."""
    if entry.cancelled_at is not None:
        raise Refused("Entri ini dibatalkan. Pulihkan dulu.")
    if entry.closed_at is None and entry.withdrawn_at is None:
        nothing_changed()
        return
    now = at or timezone.now()
    _leave(actor, entry, Milestone.Kind.REOPENED, now, note)
    entry.closed_at = entry.withdrawn_at = None
    entry.reopened_at = now
    entry.save(update_fields=["closed_at", "withdrawn_at", "reopened_at"])
    _clocks.answer_anew(entry, now)
    tell(actor, entry, f"Entri {entry.number} dibuka kembali.")


@action("logbook.take_back_closing")
def take_back_closing(actor: Actor, entry: Entry) -> None:
    """Undo a finish pressed by mistake: the entry stands where it stood, promises too.

    Unlike :func:`reopen` nothing is asked anew: an answer that was given stays given.
    """
    closed_at = entry.closed_at
    if closed_at is None:
        nothing_changed()
        return
    entry.milestones.filter(kind=Milestone.Kind.CLOSED, at=closed_at).delete()
    entry.closed_at = None
    entry.save(update_fields=["closed_at"])
    _clocks.unhappened(entry, Event.CLOSED, closed_at)
    _clocks.take_up(entry, closed_at)
    tell(actor, entry, f"Entri {entry.number} belum selesai: penyelesaiannya dibatalkan.")


@action("logbook.meet")
def meet(actor: Actor, entry: Entry, event: str, at: datetime) -> None:
    """Stop the promises that ``event`` meets: ``"answered"`` or ``"decided"``, by ``reply``."""
    _clocks.happened(entry, Event(event), at)
    nothing_changed()


@action("logbook.unmeet")
def unmeet(actor: Actor, entry: Entry, event: str, at: datetime) -> None:
    """Let the promises run again that ``event`` met at ``at``: it proved not to have happened.

    An answer that the provider took and then could not deliver reached nobody.
    """
    _clocks.unhappened(entry, Event(event), at)
    nothing_changed()


@action("logbook.withdraw_stale")
def withdraw_stale(actor: Actor, now: datetime) -> int:
    """Deem withdrawn what nobody completed within 30 days (art. 44(5)); return how many."""
    waiting = Entry.objects.select_related("facility").filter(
        facility_id=actor.facility_id,
        asked_at__lte=now - timedelta(days=COMPLETION_DAYS),
        closed_at=None,
        cancelled_at=None,
        withdrawn_at=None,
    )
    count = 0
    for entry in waiting:
        if entry.asked_at and now > withdrawn_after(entry.asked_at, zone_of(entry.facility)):
            _leave(actor, entry, Milestone.Kind.WITHDRAWN, now)
            entry.withdrawn_at, entry.asked_at = now, None
            entry.save(update_fields=["withdrawn_at", "asked_at"])
            _clocks.drop(entry, now)
            count += 1
    nothing_changed()
    return count
