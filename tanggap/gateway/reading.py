"""The machine's side of reading: which arrivals wait, what they hold, what became of sending.

``inbox`` loops over what :func:`claim_arrivals` hands out and writes the messages.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tanggap.channels._contract import (
    CommentHidden,
    CommentsListed,
    DeliverySeen,
    Event,
    FailureKind,
    ForAnother,
    IdentityChanged,
    MediaRef,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Notice,
    Reaction,
    Request,
    SignOfLife,
    Unreadable,
)
from tanggap.channels._json import UNKNOWN_TIME
from tanggap.gateway import rules
from tanggap.gateway.models import (
    Arrival,
    Delivery,
    Dispatch,
    Line,
    LineNotice,
    LinePulse,
    Media,
)
from tanggap.gateway.queries import channel_of, still_open
from tanggap.gateway.turns import at_the_file

READING_LEASE = timedelta(minutes=1)  # after a kill, reading goes on this much later
MOST_READINGS = 5
SUSPECT_AFTER = 2  # readings that came to no end: from then on it is read alone
RETRY_AFTER = timedelta(seconds=5)
LONGEST_PAUSE = RETRY_AFTER * 2**MOST_READINGS
_T = TypeVar("_T", bound="Arrival | Dispatch | Media | LinePulse")


def locked(rows: QuerySet[_T]) -> QuerySet[_T]:
    """Lock ``rows`` for this transaction, passing over those another worker has in hand."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows  # SQLite: the transaction itself is the only writer (IMMEDIATE)


@contextmanager
def one_commit() -> Iterator[None]:
    """Write what is read in one transaction; on SQLite in turn with the calls coming in."""
    turn = at_the_file.turn() if connection.vendor == "sqlite" else nullcontext()
    with turn, transaction.atomic():
        yield


def is_due(now: datetime, longest: timedelta = rules.LONGEST_WAIT) -> Q:
    """Return what may be taken: its wait is over, or is twice as long as any wait can be.

    Such a wait was written while the clock ran ahead; a laptop's may jump back by a day.
    """
    return Q(next_at__lte=now) | Q(next_at__gt=now + 2 * longest)


def claim_arrivals(now: datetime, limit: int) -> list[Arrival]:
    """Take up to ``limit`` unread arrivals, oldest first, for the next minute.

    One that was taken five times and never finished is put among the troubles: whatever
    is in it stops the reader, and must not stop what came after it. After two such times
    each is taken alone, so that what was only taken together with it is not blamed.
    """
    with transaction.atomic():
        waiting = Arrival.objects.filter(
            Q(next_at=None) | is_due(now, LONGEST_PAUSE), state=Arrival.State.NEW
        )
        claimed = list(locked(waiting.order_by("id"))[:limit])
        stuck = [one.pk for one in claimed if one.tries >= MOST_READINGS]
        Arrival.objects.filter(pk__in=stuck).update(
            state=Arrival.State.TROUBLE, trouble="Pembacaan terhenti berulang kali."
        )
        fresh = _suspects_alone([one for one in claimed if one.pk not in stuck])
        for arrival in fresh:
            arrival.tries += 1
            arrival.next_at = now + READING_LEASE
        Arrival.objects.bulk_update(fresh, ["tries", "next_at"])
    lines = Line.objects.select_related("facility").in_bulk({one.line_id for one in fresh})
    for arrival in fresh:
        arrival.line = lines[arrival.line_id]
    return fresh


def _suspects_alone(waiting: list[Arrival]) -> list[Arrival]:
    """Return the first if its reading came to no end before, else all before such a one."""
    for place, arrival in enumerate(waiting):
        if arrival.tries >= SUSPECT_AFTER:
            return waiting[: max(place, 1)]
    return waiting


def give_back(arrivals: Sequence[Arrival], now: datetime) -> None:
    """Give ``arrivals`` back unread: the first, at which the database failed, waits a while.

    Its tries still count, so that one which itself overtaxes the database comes to rest
    among the troubles. Where even this cannot be written, the lease ends by itself.
    """
    for place, arrival in enumerate(arrivals):
        wait = RETRY_AFTER * 2**arrival.tries
        arrival.next_at = None if place else now + wait
        arrival.tries -= 1 if place else 0
    try:
        with transaction.atomic():
            Arrival.objects.bulk_update(arrivals, ["tries", "next_at"])
    except DatabaseError:
        return


def request_of(arrival: Arrival) -> Request:
    """Return the call as it came."""
    return Request(arrival.method, arrival.query, arrival.headers, bytes(arrival.body))


def events_in(arrival: Arrival) -> list[Event]:
    """Return everything that ``arrival`` holds; a channel that stumbles leaves an Unreadable.

    A time that is missing or makes no sense becomes the time of arrival. One in the future
    is left: the laptop's clock is more often wrong than the provider's.
    """
    try:
        events = channel_of(arrival.line).read(request_of(arrival), arrival.line.settings)
    except Exception as error:  # the body stays; a person reads it again after a mend
        return [Unreadable(f"arrival:{arrival.pk}", f"Pembaca terhenti ({type(error).__name__}).")]
    return [_timed(event, arrival.received_at) for event in events]


def _timed(event: Event, received_at: datetime) -> Event:
    def mend(at: datetime | None) -> datetime:
        return received_at if at is None or at == UNKNOWN_TIME else at

    if isinstance(event, MessageSeen):
        return replace(event, sent_at=mend(event.sent_at))
    if isinstance(
        event,
        MessageEdited
        | MessageRevoked
        | CommentHidden
        | CommentsListed
        | ForAnother
        | Reaction
        | DeliverySeen
        | IdentityChanged
        | Notice
        | SignOfLife,
    ):
        return replace(event, at=mend(event.at))
    return event


def shares_of(arrival: Arrival, events: Sequence[Event]) -> list[tuple[Arrival, Sequence[Event]]]:
    """Return ``events`` by the line they concern: one hook may serve several accounts of an
    app (two pages, two numbers). What names an account that no line has becomes a notice.
    """
    own: list[Event] = [event for event in events if not isinstance(event, ForAnother)]
    others = {event.account: event for event in events if isinstance(event, ForAnother)}
    shares: list[tuple[Arrival, Sequence[Event]]] = []
    for account, event in others.items():
        line = _line_of_account(arrival, account)
        if line is None:
            own.append(_nobodys(event))
            continue
        share = copy(arrival)  # the same row, read as the other line's
        share.line = line
        told = [one for one in events_in(share) if not isinstance(one, ForAnother)]
        shares.append((share, told))
    return [(arrival, own), *shares]


def _line_of_account(arrival: Arrival, account: str) -> Line | None:
    """Return the open line of the same health centre that has ``account``, if its own secret
    vouches for the call too.
    """
    lines = Line.objects.filter(
        still_open(timezone.localdate()), facility_id=arrival.facility_id
    ).select_related("facility")
    for line in lines.order_by("id"):
        channel = channel_of(line)
        if account and channel.account(line.settings) == account:
            admission = channel.verify(request_of(arrival), line.settings, arrival.received_at)
            if admission.keep and not admission.refused:
                return line
    return None


def _nobodys(event: ForAnother) -> Notice:
    words = (
        f"Kiriman untuk akun lain ({event.account[:40]}) tidak dibaca. Bila akun itu milik "
        "puskesmas ini, buka saluran untuknya, atau periksa nomor akun dan app secret di setelan."
    )
    return Notice(event.key, "other account", words, event.at)


def mark_read(arrival: Arrival, state: str = Arrival.State.READ, trouble: str = "") -> None:
    """Say how far ``arrival`` was read, and give it back."""
    arrival.state, arrival.trouble, arrival.next_at = state, trouble[:300], None
    arrival.save(update_fields=["state", "trouble", "next_at"])


def expect_media(line: Line, ref: MediaRef) -> Media:
    """Note a file that a message referred to; the job fetches it at once."""
    state = Media.State.MISSING if ref.is_missing else Media.State.WAITING
    media, _ = Media.objects.get_or_create(
        line=line,
        provider_key=ref.key[:300],
        defaults={
            "facility_id": line.facility_id,
            "state": state,
            "mime": ref.mime[:120],
            "file_name": ref.file_name[:200],
            "url": ref.url,
            "next_at": None if ref.is_missing else timezone.now(),
        },
    )
    return media


def note_notice(line: Line, notice: Notice) -> None:
    """Keep what the provider says of the account, once."""
    LineNotice.objects.get_or_create(
        line=line,
        key=notice.key[:200],
        defaults={"topic": notice.topic[:60], "text": notice.text, "at": notice.at},
    )


def note_sign(line: Line, sign: SignOfLife) -> None:
    """Keep when the other end of ``line`` was last heard, and what it said of itself.

    An older sign that comes late changes nothing.
    """
    pulse, _ = LinePulse.objects.get_or_create(line=line)
    with transaction.atomic():
        held = LinePulse.objects.select_for_update().get(pk=pulse.pk)
        heard = held.heard_at
        if sign.at and heard and sign.at < heard <= timezone.now():
            return
        held.heard_at, held.quiet_after = sign.at or heard, sign.quiet_after
        held.facts, held.trouble = [list(fact) for fact in sign.facts], sign.trouble[:300]
        held.save(update_fields=["heard_at", "quiet_after", "facts", "trouble"])


# ---------------------------------------------------------------- what became of sending


def note_delivery(line: Line, seen: DeliverySeen) -> None:
    """Keep a status; it is applied now, or when the dispatch learns its provider's key."""
    failure = seen.failure
    delivery, is_new = Delivery.objects.get_or_create(
        line=line,
        provider_key=seen.provider_key[:200],
        state=seen.state,
        defaults={
            "facility_id": line.facility_id,
            "own_key": seen.own_key[:60],
            "at": seen.at,
            "failure_kind": failure.kind if failure else "",
            "failure_code": failure.code[:40] if failure else "",
            "advice": failure.advice[:300] if failure else "",
            "is_billable": seen.is_billable,
        },
    )
    if is_new:
        with transaction.atomic():
            dispatch = _dispatch_of(delivery)
            if dispatch is not None:
                apply_deliveries(dispatch, [delivery])


def _dispatch_of(delivery: Delivery) -> Dispatch | None:
    """Find what was sent: by the provider's key, or by our own if it has no other yet."""
    of_line = Dispatch.objects.select_for_update().filter(line_id=delivery.line_id)
    found = of_line.filter(provider_key=delivery.provider_key).first()
    if found is not None:
        return found
    try:
        own_key = UUID(delivery.own_key)
    except ValueError:  # none, or not one of ours
        return None
    waiting = of_line.filter(provider_key="")
    first = waiting.filter(key=own_key, sent_as=None).first()
    return first or waiting.filter(sent_as=own_key).first()


def parked_for(dispatch: Dispatch) -> list[Delivery]:
    """Return the statuses that came before ``dispatch`` knew its provider's key."""
    by_provider = Q(provider_key=dispatch.provider_key) if dispatch.provider_key else Q()
    own_key = str(dispatch.sent_as or dispatch.key)
    by_own = Q(own_key=own_key) if not dispatch.provider_key else Q()
    return list(Delivery.objects.filter(by_provider & by_own, line_id=dispatch.line_id))


def apply_deliveries(dispatch: Dispatch, deliveries: Sequence[Delivery]) -> None:
    """Move a locked ``dispatch`` on by what the provider reported, in any order."""
    for delivery in sorted(deliveries, key=lambda one: one.at):
        after = rules.next_state(dispatch.state, delivery.state)
        dispatch.provider_key = dispatch.provider_key or delivery.provider_key
        dispatch.is_billable = dispatch.is_billable or delivery.is_billable
        if delivery.state == "failed" and after == "failed":
            _fail(dispatch, delivery)
        elif delivery.state != "failed":
            _reach(dispatch, delivery, after)
            dispatch.state = after
    dispatch.save()


def _reach(dispatch: Dispatch, delivery: Delivery, after: str) -> None:
    """Note the moment; what had failed and stays so, told out of order, keeps its reason."""
    field = f"{delivery.state}_at"
    if getattr(dispatch, field) is None:
        setattr(dispatch, field, delivery.at)
    if dispatch.sent_at is None:
        dispatch.sent_at = delivery.at
    failed = (Dispatch.State.SENDING, Dispatch.State.UNSURE, Dispatch.State.FAILED)
    if dispatch.state in failed and after not in failed:
        dispatch.next_at = None
        dispatch.failure_kind = dispatch.failure_code = dispatch.advice = ""


def _fail(dispatch: Dispatch, delivery: Delivery) -> None:
    """A failure told afterwards; what a wait can heal is queued again under a new number."""
    dispatch.failure_kind, dispatch.failure_code = delivery.failure_kind, delivery.failure_code
    dispatch.advice = delivery.advice
    kind = delivery.failure_kind
    can_heal = kind in (FailureKind.RETRY, FailureKind.MEND_SETTINGS)
    if kind == FailureKind.MEND_SETTINGS:
        Line.objects.filter(pk=dispatch.line_id).update(trouble=delivery.advice[:200])
    if can_heal and dispatch.tries < rules.MOST_TRIES:
        dispatch.state, dispatch.provider_key, dispatch.sent_at = Dispatch.State.QUEUED, "", None
        dispatch.next_at = timezone.now() + rules.wait_before_retry(dispatch.tries)
        return
    dispatch.state, dispatch.failed_at, dispatch.next_at = (
        Dispatch.State.FAILED,
        delivery.at,
        None,
    )
