"""The coded facts of entries: what a recap counts and keeps, never a word or a name."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tanggap.logbook.models import Clock, Entry
from tanggap.logbook.rules import RULE_BY_KEY, Event
from tanggap.recap.rules import Facts, kept
from tanggap.reply.models import Reply

ANSWERING = frozenset(key for key, rule in RULE_BY_KEY.items() if rule.met_by == {Event.ANSWERED})
"""The promises that only an answer keeps; the one due first says whether it came in time."""


def facts_of(entries: Sequence[Entry], zone: ZoneInfo, now: datetime) -> dict[int, Facts]:
    """Return the facts of each entry (read together with its line) by its key, in that order."""
    keys = [entry.pk for entry in entries]
    units = _codes(Entry.units.through, keys, "unit__code")
    topics = _codes(Entry.topics.through, keys, "topic__key")
    promises, timely = _promises(keys, now)
    answered = answered_at(entries)
    found: dict[int, Facts] = {}
    for entry in entries:
        at = answered.get(entry.pk)
        found[entry.pk] = {
            "number": entry.number,
            "received": entry.received_at.astimezone(zone).date().isoformat(),
            "line": entry.line.kind,
            "kind": entry.kind,
            "class": entry.klass,
            "severity": entry.severity,
            "units": units[entry.pk],
            "topics": topics[entry.pk],
            "anonymous": entry.is_anonymous,
            "cancelled": entry.cancelled_at is not None,
            "answered": at.astimezone(zone).date().isoformat() if at else "",
            "clocks": promises[entry.pk],
            "timely": timely.get(entry.pk, ""),
        }
    return found


def _codes(through: type, keys: Sequence[int], code: str) -> defaultdict[int, list[str]]:
    """Return the codes that each entry is tied to, sorted."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = through.objects.filter(entry__in=keys).order_by(code)  # type: ignore[attr-defined]
    for entry_id, value in rows.values_list("entry_id", code):
        found[entry_id].append(value)
    return found


def _promises(
    keys: Sequence[int], now: datetime
) -> tuple[defaultdict[int, dict[str, str]], dict[int, str]]:
    """Return how each promise stands, and how the first promised answer does."""
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    timely: dict[int, str] = {}
    clocks = Clock.objects.filter(entry__in=keys).order_by("entry_id", "due_at", "rule")
    columns = ("entry_id", "rule", "due_at", "met_at", "paused_at", "dropped_at")
    for entry_id, rule, due, met, paused, dropped in clocks.values_list(*columns):
        stands = kept(due=due, met=met, paused=paused, dropped=dropped, now=now).value
        found[entry_id][rule] = stands
        if rule in ANSWERING:
            timely.setdefault(entry_id, stands)
    return found, timely


def answered_at(entries: Sequence[Entry]) -> dict[int, datetime]:
    """Return when each entry was first answered, since it was last opened again."""
    reopened = {entry.pk: entry.reopened_at for entry in entries}
    found: dict[int, datetime] = {}
    given = Reply.objects.filter(entry__in=list(reopened), given_at__isnull=False)
    for entry_id, at in given.order_by("given_at").values_list("entry_id", "given_at"):
        if entry_id is None or at is None:
            continue
        since = reopened[entry_id]
        if since is None or at >= since:
            found.setdefault(entry_id, at)
    return found
