"""How each line is doing: last in, last out, heartbeat, what failed (B-04)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string

from tanggap.base.acting import Actor
from tanggap.channels._contract import Channel
from tanggap.gateway.models import CheckedLine, Dispatch, Line, LineProof, LinePulse
from tanggap.gateway.queries import (
    Moments,
    channel_of,
    dispatches_for,
    is_open,
    last_arrivals,
    last_departures,
    refused_since,
)
from tanggap.gateway.rules import is_quiet

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Health:
    """A line as its page and the list show it."""

    line: Line
    channel: Channel
    is_open: bool
    is_quiet: bool = False
    last_in_at: datetime | None = None
    last_out_at: datetime | None = None
    heard_at: datetime | None = None
    asked_at: datetime | None = None
    is_watched: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    trouble: str = ""
    refused: int = 0
    failed: int = 0
    proven_on: date | None = None
    checked: CheckedLine | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the other end is known to be alive by asking it or by its own signs."""
        return bool(self.heard_at or self.is_quiet or self.is_watched)

    @property
    def is_dead(self) -> bool:
        """Whether something must be mended before a citizen notices."""
        return self.is_open and bool(self.line.trouble or self.is_quiet or self.trouble)


def health_of(actor: Actor, lines: Iterable[Line]) -> list[Health]:
    """Return the health of ``lines``, as far as ``actor`` may know it: asked of all at once."""
    kept = list(lines)
    keys = [line.pk for line in kept]
    now = timezone.now()
    pulses = {pulse.line_id: pulse for pulse in LinePulse.objects.filter(line__in=keys)}
    came, gone = _last_in(actor, kept), last_departures(actor, keys)
    refused = refused_since(keys, timezone.localdate() - _WEEK)
    failed, proven, checked = _failed(actor, keys), _proven(keys), last_results(keys)
    return [
        Health(
            line,
            channel_of(line),
            is_open(line),
            last_in_at=came.get(line.pk),
            last_out_at=gone.get(line.pk),
            refused=refused.get(line.pk, 0),
            failed=failed.get(line.pk, 0),
            proven_on=proven.get(line.pk),
            checked=checked.get(line.pk),
            **_heard(pulses.get(line.pk), now),
        )
        for line in kept
    ]


def _heard(pulse: LinePulse | None, now: datetime) -> dict[str, Any]:
    """Return what is known of the line's other end, as :class:`Health` names it."""
    if pulse is None:
        return {}
    return {
        "is_quiet": is_quiet(pulse.heard_at, pulse.quiet_after, now),
        "heard_at": pulse.heard_at,
        "asked_at": pulse.asked_at,
        "is_watched": pulse.quiet_after is not None,
        "facts": [(label, words) for label, words in pulse.facts],
        "trouble": pulse.trouble,
    }


def _proven(keys: list[int]) -> dict[int, date]:
    proofs = LineProof.objects.filter(line__in=keys).order_by().values_list("line")
    return dict(proofs.annotate(day=Max("proven_on")))


def _last_in(actor: Actor, lines: list[Line]) -> Moments:
    """Return when something last came in: a call, or what was typed or imported.

    Messages belong to a step to the right; ``settings`` names the function that knows them.
    """
    called = [line.pk for line in lines if _is_called(line)]
    found: Moments = last_arrivals(called) if called else {}
    others = [line.pk for line in lines if found.get(line.pk) is None]
    return {**found, **import_string(settings.LAST_HEARD)(actor, others)} if others else found


def _is_called(line: Line) -> bool:
    abilities = channel_of(line).abilities
    return bool(abilities.has_hook or abilities.polls_every)


def failed_on(actor: Actor, line: Line) -> list[Dispatch]:
    """Return what failed on ``line`` and nobody has replaced or stopped, newest first."""
    failed = dispatches_for(actor).filter(line=line, state=Dispatch.State.FAILED, followed_at=None)
    return list(failed.select_related("line").order_by("-id")[:_MOST_FAILED])


_MOST_FAILED = 50


def _failed(actor: Actor, keys: list[int]) -> dict[int, int]:
    """Count by line: asked by state alone, because by line SQLite reads all that was ever sent."""
    rows = dispatches_for(actor).filter(state=Dispatch.State.FAILED, followed_at=None)
    newest = rows.order_by("-id").values_list("line", flat=True)
    return Counter(line for line in newest if line in keys)


def last_results(keys: list[int]) -> dict[int, CheckedLine]:
    """Return the newest result of each line, with its check: of the last year at most."""
    since = timezone.localdate() - timedelta(days=366)
    rows = CheckedLine.objects.filter(line__in=keys, check_made__checked_on__gte=since)
    found: dict[int, CheckedLine] = {}
    newest_first = rows.select_related("check_made__by").order_by("-check_made__checked_on", "-id")
    for row in newest_first:
        found.setdefault(row.line_id, row)
    return found
