"""What inbox does by itself: read arrivals, and put what was sent into its thread."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef

from tanggap.base.acting import machine
from tanggap.base.brought import drop_old
from tanggap.base.work import Job
from tanggap.gateway import reading
from tanggap.gateway.aside import aside
from tanggap.gateway.events import DeliverySeen, Event, Notice, SignOfLife, Unreadable
from tanggap.gateway.models import Arrival, Dispatch
from tanggap.inbox import calls_carrying
from tanggap.inbox.actions import note_sent, take_in
from tanggap.inbox.changes import apply_late
from tanggap.inbox.chat_uploads import forget_old_uploads
from tanggap.inbox.comment_looks import is_wanted, look_up_wanted
from tanggap.inbox.known import Known
from tanggap.inbox.models import CallsImport, Message, SmsImport
from tanggap.inbox.slip_carrying import is_photo_due, read_photos
from tanggap.inbox.sms_carrying import carry_on

log = logging.getLogger("tanggap.inbox")

_ARRIVALS_AT_ONCE = 50
_EVENTS_AT_ONCE = 50
_MOMENT = 0.03  # seconds of reading that may share one commit
_SENT_AT_ONCE = 200
_SENT_LOOK_BACK = timedelta(days=30)
# Locked, restarted, out of reach, a deadlock: the arrival is not to blame and waits.
_DATABASE_AWAY = (OperationalError, InterfaceError)
_Piece = Callable[[], AbstractContextManager[None]]
_ON_ITS_WAY = (Dispatch.State.SENT, Dispatch.State.DELIVERED, Dispatch.State.READ)


def read_arrivals(now: datetime) -> int:
    """Read what came in; one arrival that cannot be read never holds up the others.

    A commit costs the disk more than a message costs us: as many arrivals as fit in a
    moment share one, and the calls that come in meanwhile have their turn in between.
    """
    arrivals = reading.claim_arrivals(now, _ARRIVALS_AT_ONCE)
    done = 0
    while done < len(arrivals):
        try:
            done += _read_for_a_moment(arrivals[done:])
        except _DATABASE_AWAY:
            reading.give_back(arrivals[done:], now)
            raise
    return len(arrivals)


def _read_for_a_moment(arrivals: Sequence[Arrival]) -> int:
    """Read and commit the first of ``arrivals``, and more while the moment lasts; how many."""
    events = list(reading.events_in(arrivals[0]))
    if len(events) > _EVENTS_AT_ONCE:
        _read(arrivals[0], events, piece=reading.one_commit)
        return 1
    over = time.monotonic() + _MOMENT
    with reading.one_commit():
        for place, arrival in enumerate(arrivals):
            if place:
                events = list(reading.events_in(arrival))
            if place and (len(events) > _EVENTS_AT_ONCE or time.monotonic() > over):
                return place
            _read(arrival, events, piece=transaction.atomic)
    return len(arrivals)


def note_everything_sent(now: datetime) -> int:
    """Put every dispatch that went out, by line or by hand, into its person's thread."""
    noted = Message.objects.filter(dispatch=OuterRef("pk"))
    waiting = (
        Dispatch.objects.filter(state__in=_ON_ITS_WAY, sent_at__gte=now - _SENT_LOOK_BACK)
        .exclude(Exists(noted))
        .select_related("line")
        .order_by("id")[:_SENT_AT_ONCE]
    )
    moved = 0
    for dispatch in waiting:
        try:
            note_sent(machine(dispatch.facility_id), dispatch)
            moved += 1
        except Exception as error:  # another worker was there first, or this one is odd
            log.warning("dispatch %s: %s", dispatch.pk, type(error).__name__)
    return moved


def apply_late_changes(now: datetime) -> int:
    """Apply edits and removals that crossed with their message between two workers."""
    return apply_late(_SENT_AT_ONCE)


def forget_uploads(now: datetime) -> int:
    """Remove uploaded chats that nobody confirmed within a day."""
    return forget_old_uploads(now)


def bring_sms(now: datetime) -> int:
    """Carry the backups of SMS a slice further."""
    return carry_on(now)


def bring_calls(now: datetime) -> int:
    """Carry the call logs a slice further."""
    return calls_carrying.carry_on(now)


def drop_call_logs(now: datetime) -> int:
    """Remove call logs that nobody confirmed within a week."""
    return drop_old(CallsImport, now)


def drop_sms_backups(now: datetime) -> int:
    """Remove backups of SMS that nobody confirmed within a week."""
    return drop_old(SmsImport, now)


def _read(arrival: Arrival, events: Sequence[Event], piece: _Piece) -> None:
    """Read one arrival, whatever is in it; what cannot be read is left for a person to see."""
    try:
        _read_pieces(arrival, events, piece)
    except _DATABASE_AWAY:
        raise
    except Exception as error:
        log.warning("arrival %s: %s", arrival.pk, type(error).__name__)
        reading.mark_read(arrival, Arrival.State.TROUBLE, _why(error))


def _read_pieces(arrival: Arrival, events: Sequence[Event], piece: _Piece) -> None:
    """Carry out every event of ``arrival``, each on a savepoint of its own.

    A batch is committed piece by piece, so that hooks need not wait for a thousand events;
    after a kill the arrival is read again, and what is known stays as it is.
    """
    troubles: list[str] = []
    for share, told in reading.shares_of(arrival, events):
        for first in range(0, len(told), _EVENTS_AT_ONCE):
            with piece():
                troubles += _read_some(share, told[first : first + _EVENTS_AT_ONCE])
    if not troubles:
        reading.mark_read(arrival, Arrival.State.READ, "")
        return
    whole = max(len(events), len(troubles))
    state = Arrival.State.PARTLY if len(troubles) < whole else Arrival.State.TROUBLE
    reading.mark_read(arrival, state, f"{len(troubles)} dari {whole}: {troubles[0]}"[:300])


def _read_some(arrival: Arrival, events: Sequence[Event]) -> list[str]:
    """Carry out ``events`` in order; return what was wrong with those that failed."""
    known = Known.of(arrival.line, events)
    troubles: list[str] = []
    for place, event in enumerate(events):
        outcome = _take(arrival, event, known)
        if outcome is not None:  # what was loaded may hold rows that were rolled back
            known = Known.of(arrival.line, events[place + 1 :])
            troubles += [outcome] if outcome else []
    return troubles


def _take(arrival: Arrival, event: Event, known: Known) -> str | None:
    """Carry out one event: ``None`` if at once, ``""`` on the second try, or what is wrong.

    Another worker may have written the same row in between: the second try finds it.
    """
    if isinstance(event, Unreadable):
        return event.reason
    try:
        _carry_out(arrival, event, known)
    except Exception:
        try:
            _carry_out(arrival, event, Known.of(arrival.line, [event]))
        except _DATABASE_AWAY:
            raise
        except Exception as error:
            log.warning("arrival %s, one event: %s", arrival.pk, type(error).__name__)
            return _why(error)
        return ""
    return None


def _carry_out(arrival: Arrival, event: Event, known: Known) -> None:
    """Hand ``event`` to whom it concerns, on a savepoint of its own."""
    if isinstance(event, DeliverySeen):
        with transaction.atomic():
            reading.note_delivery(arrival.line, event)
    elif isinstance(event, Notice):
        with transaction.atomic():
            reading.note_notice(arrival.line, event)
    elif isinstance(event, SignOfLife):
        with transaction.atomic():
            reading.note_sign(arrival.line, event)
    else:
        actor = machine(arrival.facility_id)
        take_in(actor, arrival.line, event, arrival.received_at, arrival, known=known)


def _why(error: Exception) -> str:
    """Return what went wrong without the values in it: they may be somebody's words."""
    return f"Tidak terbaca ({type(error).__name__})."


JOBS = [
    Job("arrivals", timedelta(seconds=1), read_arrivals),
    Job("sent", timedelta(seconds=1), note_everything_sent),
    Job("late-changes", timedelta(seconds=3), apply_late_changes),
    Job("comments", timedelta(seconds=1), aside("comments", is_wanted, look_up_wanted)),
    Job("sms-imports", timedelta(seconds=1), bring_sms),
    Job("sms-backups", timedelta(hours=6), drop_sms_backups),
    Job("calls-imports", timedelta(seconds=1), bring_calls),
    Job("calls-logs", timedelta(hours=6), drop_call_logs),
    Job("slip-photos", timedelta(seconds=1), aside("slips", is_photo_due, read_photos)),
    Job("chat-uploads", timedelta(hours=1), forget_uploads),
]
