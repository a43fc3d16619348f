"""Asking what does not call us: another program's tables, a mailbox, a missed webhook.

The claim is committed before the other end is touched; what was brought, the cursor and
the sign of life are committed together; only then is it marked as fetched over there. A
kill in between brings the same again, which the keys of the events undo.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tanggap.channels._contract import (
    Awaited,
    CommentPlace,
    Event,
    Failure,
    FailureKind,
    Polled,
    SignOfLife,
)
from tanggap.channels._registry import channels
from tanggap.gateway import outside
from tanggap.gateway.aside import ending
from tanggap.gateway.models import Arrival, Dispatch, Line, LinePulse
from tanggap.gateway.queries import channel_of, still_open
from tanggap.gateway.reading import is_due, locked, note_sign, one_commit
from tanggap.gateway.rules import wait_before_retry

log = logging.getLogger(__name__)

POLL_LEASE = timedelta(minutes=5)
AWAITED_FOR = timedelta(days=7)
MOST_AWAITED = 500
_AT_ONCE = 20
_ON_ITS_WAY = (Dispatch.State.SENT, Dispatch.State.UNSURE)


def asked_lines() -> QuerySet[Line]:
    """Return the lines in use whose other end must be asked."""
    kinds = [kind for kind, one in channels().items() if one.abilities.polls_every]
    if settings.IS_EXAMPLE or not kinds:
        return Line.objects.none()
    open_ = Line.objects.filter(still_open(timezone.localdate()), kind__in=kinds)
    return open_.filter(facility__is_example=False)


def _due(now: datetime) -> Q:
    return Q(pulse=None) | Q(pulse__next_at=None) | _waited(now)


def _waited(now: datetime) -> Q:
    return Q(pulse__next_at__lte=now) | Q(pulse__next_at__gt=now + 2 * POLL_LEASE)


def is_poll_due(now: datetime) -> bool:
    """Answer whether some line is to be asked now."""
    return asked_lines().filter(_due(now)).exists()


def poll_due(now: datetime) -> int:
    """Ask every line whose turn it is; return how many were asked."""
    asked = 0
    while asked < _AT_ONCE and not ending.is_set():
        pulse = claim_pulse(timezone.now())
        if pulse is None:
            break
        ask(pulse)
        asked += 1
    return asked


def claim_pulse(now: datetime) -> LinePulse | None:
    """Take the line that has waited longest, for the length of a slow look."""
    with transaction.atomic():
        for line in asked_lines().filter(pulse=None)[:_AT_ONCE]:
            LinePulse.objects.get_or_create(line=line)
        may_go = Q(next_at=None) | is_due(now, POLL_LEASE)
        waiting = LinePulse.objects.filter(may_go, line__in=asked_lines())
        pulse = locked(waiting.order_by("next_at", "id")).first()
        if pulse is None:
            return None
        pulse.next_at = now + POLL_LEASE
        pulse.save(update_fields=["next_at"])
    return LinePulse.objects.select_related("line__facility").get(pk=pulse.pk)


def ask(pulse: LinePulse) -> None:
    """Ask one claimed line, keep what it has, and only then mark it as fetched there."""
    line = pulse.line
    channel = channel_of(line)
    try:
        found = channel.poll(
            pulse.cursor, awaited_on(line), line.settings, outside.ports(), timezone.now()
        )
        if isinstance(found, Failure):
            _not_reached(pulse, found.advice)
            return
        keep_polled(pulse, found)
        if found.taken:
            channel.settle(found.taken, line.settings, outside.ports())
    except Exception as error:  # its words may hold a password or what a person wrote
        log.warning("line %s was not asked: %s", line.pk, type(error).__name__)
        _not_reached(pulse, f"Pemeriksaan saluran terhenti ({type(error).__name__}).")
        return
    _ask_again(pulse, timedelta(0) if found.more else channel.abilities.polls_every)


def awaited_on(line: Line) -> Sequence[Awaited]:
    """Return what was sent by ``line`` lately and has not yet arrived or failed."""
    since = timezone.now() - AWAITED_FOR
    lately = Dispatch.objects.filter(line=line, state__in=_ON_ITS_WAY, sent_at__gte=since)
    newest = lately.exclude(provider_key="").order_by("-sent_at")[:MOST_AWAITED]
    return [Awaited(one.provider_key, str(one.sent_as or one.key), one.state) for one in newest]


def keep_polled(pulse: LinePulse, found: Polled) -> None:
    """Commit what a look brought as arrivals, with the cursor behind it."""
    line, now = pulse.line, timezone.now()
    arrivals = [
        Arrival(
            facility_id=line.facility_id,
            line=line,
            received_at=now,
            method="POLL",
            query=request.query,
            headers=dict(request.headers),
            body=request.body,
            sha256=hashlib.sha256(request.body).hexdigest(),
        )
        for request in found.requests
    ]
    with one_commit():
        Arrival.objects.bulk_create(arrivals)
        if pulse.tries:  # what stood there was that it could not be asked
            pulse.trouble = ""
        pulse.cursor, pulse.asked_at, pulse.tries = found.cursor, now, 0
        pulse.save(update_fields=["cursor", "asked_at", "tries", "trouble"])
        sign = found.sign or SignOfLife(now)
        if sign != SignOfLife(None):  # one that tells nothing takes nothing back
            note_sign(line, sign)


def look_up(line: Line, comments: Sequence[tuple[str, CommentPlace]]) -> Sequence[Event] | Failure:
    """Ask the provider how ``comments`` (key and place) of ``line`` stand now."""
    if line.facility.is_example:
        return Failure(FailureKind.GIVE_UP, "example", "Ini data contoh.")
    try:
        return channel_of(line).look_up(comments, line.settings, outside.ports())
    except Exception as error:  # its words may hold what a person wrote
        log.warning("line %s: comments not looked up: %s", line.pk, type(error).__name__)
        return Failure(FailureKind.RETRY, "stopped", "Pemeriksaan terhenti.")


def _not_reached(pulse: LinePulse, advice: str) -> None:
    """Say what is wrong, and ask again after a growing pause of at most a minute."""
    pulse.tries = min(pulse.tries + 1, 100)
    pulse.trouble = advice[:300]
    pulse.save(update_fields=["tries", "trouble"])
    _ask_again(pulse, min(wait_before_retry(pulse.tries), timedelta(minutes=1)))


def _ask_again(pulse: LinePulse, pause: timedelta | None) -> None:
    pulse.next_at = timezone.now() + (pause or timedelta(0))
    pulse.save(update_fields=["next_at"])
