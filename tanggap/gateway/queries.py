"""Reads of lines and of what went through them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.module_loading import import_string

from tanggap.base.acting import Actor
from tanggap.base.ids import made_at
from tanggap.channels._contract import Channel
from tanggap.channels._registry import channels
from tanggap.channels._sms_text import sms_wording
from tanggap.gateway.models import (
    Arrival,
    AvailabilityCheck,
    Dispatch,
    Line,
    LineNotice,
    LinePulse,
    RefusedCount,
)
from tanggap.gateway.rules import is_check_due, is_quiet

Moments = dict[int, datetime | None]


def channel_of(line: Line) -> Channel:
    """Return the channel that ``line`` is one account of.

    Raises ``KeyError`` for a kind whose file is gone from the channels folder.
    """
    return channels()[line.kind]


def all_channels() -> Mapping[str, Channel]:
    """Return every channel by its kind."""
    return channels()


def still_open(today: date) -> Q:
    """Return the condition of a line that is in use on ``today``."""
    begun = Q(active_from=None) | Q(active_from__lte=today)
    return begun & (Q(active_to=None) | Q(active_to__gt=today))


def lines_of(facility_id: int) -> QuerySet[Line]:
    """Return every line, closed ones included, in the order in which they were opened."""
    return Line.objects.filter(facility_id=facility_id).select_related("keeper").order_by("id")


def open_lines(facility_id: int, kind: str | None = None) -> QuerySet[Line]:
    """Return the lines in use today, of one ``kind`` if asked."""
    lines = lines_of(facility_id).filter(still_open(timezone.localdate()))
    return lines.filter(kind=kind) if kind else lines


def is_open(line: Line) -> bool:
    """Answer whether ``line`` is in use today."""
    today = timezone.localdate()
    begun = line.active_from is None or line.active_from <= today
    return begun and (line.active_to is None or line.active_to > today)


def hook_path(line: Line) -> str:
    """Return the path of the line's hook; the token in it is the line's own."""
    return f"/hooks/{line.kind}/{line.token}"


def hook_url(line: Line) -> str:
    """Return the hook's whole address as the provider must be told it."""
    base = settings.PUBLIC_URL or "https://ALAMAT-ANDA"
    return base + hook_path(line)


def window_closes_at(line: Line, last_in_at: datetime | None) -> datetime | None:
    """Return until when free text may go out on ``line``; ``None`` where there is no window."""
    return channel_of(line).window_closes_at(last_in_at, line.settings)


def wording(line: Line, text: str) -> str:
    """Return ``text`` as it goes out by ``line``: as SMS with look-alikes that cost less."""
    return sms_wording(text) if channel_of(line).abilities.counts_sms else text


def pulse_of(line: Line) -> LinePulse | None:
    """Return what is known of the line's other end; ``None`` where nobody asks or listens."""
    pulse: LinePulse | None = getattr(line, "pulse", None)
    return pulse


def dead_lines(facility_id: int, now: datetime) -> list[Line]:
    """Return the lines in use that are silent, then those stopped by a trouble; with pulse."""
    lines = list(_with_pulse(facility_id))
    silent = [line for line in lines if _is_silent(line, now)]
    return silent + [line for line in lines if line.trouble and line not in silent]


def _with_pulse(facility_id: int) -> QuerySet[Line]:
    return open_lines(facility_id).select_related("pulse")


def _is_silent(line: Line, now: datetime) -> bool:
    pulse = pulse_of(line)
    if pulse is None:
        return False
    return bool(pulse.trouble) or is_quiet(pulse.heard_at, pulse.quiet_after, now)


def hand_link(dispatch: Dispatch) -> str:
    """Return the link that opens chat, SMS or dialler with the text in it; "" without one."""
    kind = channel_of(dispatch.line).abilities.hand_link
    number = next((to["value"] for to in dispatch.to if to.get("kind") == "phone"), "")
    if not kind or not number:
        return ""
    bare, words = number.lstrip("+"), quote(dispatch.text, safe="")
    if kind == "wa.me":
        return f"https://wa.me/{bare}?text={words}"
    if kind == "sms":
        return f"sms:+{bare}?body={words}"
    return f"tel:+{bare}"


def dispatches_for(actor: Actor) -> QuerySet[Dispatch]:
    """Return the dispatches that ``actor`` may meet; one about the actor is none of them.

    Which those are is said by a step to the right: ``settings`` names its function.
    """
    mine = Dispatch.objects.filter(facility_id=actor.facility_id)
    hidden = import_string(settings.HIDDEN_IN_HISTORY["gateway.dispatch"])(actor)
    return mine.exclude(Exists(hidden.filter(pk=OuterRef("pk"))))


def hand_tasks(actor: Actor) -> QuerySet[Dispatch]:
    """Return what a person must send on the handphone, oldest first."""
    return (
        dispatches_for(actor)
        .filter(state=Dispatch.State.HAND)
        .select_related("line")
        .order_by("id")
    )


def unread_arrivals(actor: Actor) -> QuerySet[Arrival]:
    """Return the calls of which something could not be read, newest first."""
    states = [Arrival.State.TROUBLE, Arrival.State.PARTLY]
    return (
        Arrival.objects.filter(facility_id=actor.facility_id, state__in=states)
        .select_related("line")
        .defer("body")
        .order_by("-id")
    )


def troubled_dispatches(actor: Actor, most: int) -> list[Dispatch]:
    """Return what failed or may not have gone out, newest first, at most ``most``.

    Each state is asked for by itself: of both at once SQLite goes through all dispatches.
    """
    open_ = dispatches_for(actor).filter(followed_at=None).select_related("line").order_by("-id")
    states = (Dispatch.State.UNSURE, Dispatch.State.FAILED)
    found = [one for state in states for one in open_.filter(state=state)[:most]]
    return sorted(found, key=lambda one: one.pk, reverse=True)[:most]


def troubles_count(actor: Actor) -> int:
    """Return how much waits on the page of troubles; what failed is the answer's own matter."""
    unsure = dispatches_for(actor).filter(state=Dispatch.State.UNSURE).count()
    dead = len(dead_lines(actor.facility_id, timezone.now()))
    return unread_arrivals(actor).count() + unsure + dead


def checks_of(facility_id: int) -> QuerySet[AvailabilityCheck]:
    """Return the availability checks with what was found, newest first."""
    checks = AvailabilityCheck.objects.filter(facility_id=facility_id).select_related("by")
    return checks.prefetch_related("lines__line").order_by("-checked_on", "-id")


def check_is_due(facility_id: int, today: date) -> bool:
    """Answer whether it is time to look at the lines again."""
    first = open_lines(facility_id).values_list("pk", flat=True).first()
    if first is None:
        return False
    last = checks_of(facility_id).values_list("checked_on", flat=True).first()
    return is_check_due(last, timezone.localdate(made_at(first)), today)


def newest_of(keys: Collection[int], rows: QuerySet[Any], moment: str) -> Moments:
    """Return by line the ``moment`` of the first of ``rows``, one look at an index for each.

    ``rows`` stand in the order in which they are sought, and each has a ``line``.
    """
    first = Subquery(rows.filter(line=OuterRef("pk")).values(moment)[:1])
    return dict(Line.objects.filter(pk__in=keys).order_by().values_list("pk", first))


def last_arrivals(keys: Collection[int]) -> Moments:
    """Return by line when the provider last called its hook."""
    return newest_of(keys, Arrival.objects.order_by("-id"), "received_at")


def last_departures(actor: Actor, keys: Collection[int]) -> Moments:
    """Return by line when something last left by it that ``actor`` may know of."""
    gone = dispatches_for(actor).filter(sent_at__isnull=False).order_by("-sent_at")
    return newest_of(keys, gone, "sent_at")


def refused_since(keys: Collection[int], day: date) -> dict[int, int]:
    """Return how many calls with a wrong signature each line refused from ``day`` on."""
    counts = RefusedCount.objects.filter(line__in=keys, on__gte=day).order_by().values_list("line")
    return dict(counts.annotate(all=Sum("count")))


def address_tail(dispatch: Dispatch) -> str:
    """Return the end of the first address: enough to find the chat, too little to know whom."""
    value = dispatch.to[0]["value"] if dispatch.to else ""
    return f"…{value[-4:]}" if len(value) > 4 else value


def notices_of(line: Line) -> QuerySet[LineNotice]:
    """Return what the provider said of the account, newest first."""
    return LineNotice.objects.filter(line=line).order_by("-at", "-id")
