"""Decisions of the weekly recap: whose turn a week is, what it tells, its fingerprint. Pure.

A week is Monday to Sunday by the day an entry was received. It opens by itself; after its
Sunday it waits seven days to be closed, then it is missed, and can still be made up.
"""

import enum
import json
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from tanggap.documents.dates import period

PATIENCE = timedelta(days=7)
"""How long after its Sunday a week may wait to be closed (A-10)."""

FORM = "tanggap-rekap-1"
"""Names the canonical form below; a later form gets a later name."""

Facts = dict[str, Any]

# ---------------------------------------------------------------- weeks


class State(enum.StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    MISSED = "missed"
    CLOSED = "closed"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sunday_of(monday: date) -> date:
    return monday + timedelta(days=6)


def weeks_between(first: date, last: date) -> list[date]:
    """Return the Mondays of all weeks from that of ``first`` to that of ``last``."""
    monday, end, found = monday_of(first), monday_of(last), []
    while monday <= end:
        found.append(monday)
        monday += timedelta(days=7)
    return found


def words_of(monday: date) -> str:
    """Return «4–10 Mei 2026»."""
    return period(monday, sunday_of(monday))


def last_day_to_close(monday: date) -> date:
    return sunday_of(monday) + PATIENCE


def is_over(monday: date, today: date) -> bool:
    """Answer whether the week has ended, so that it can be closed."""
    return today > sunday_of(monday)


def is_missed(monday: date, day: date) -> bool:
    """Answer whether closing the week on ``day`` is late."""
    return day > last_day_to_close(monday)


def state_of(monday: date, *, is_closed: bool, today: date) -> State:
    if is_closed:
        return State.CLOSED
    if not is_over(monday, today):
        return State.RUNNING
    return State.MISSED if is_missed(monday, today) else State.WAITING


# ---------------------------------------------------------------- how a promise was kept


class Kept(enum.StrEnum):
    MET = "met"
    MISSED = "missed"
    RUNNING = "running"
    ENDED = "ended"


def kept(
    *,
    due: datetime | None,
    met: datetime | None,
    paused: datetime | None,
    dropped: datetime | None,
    now: datetime,
) -> Kept:
    """Say how a promise stands: met in time, broken, still running, or let go of unbroken."""
    until = met or paused or dropped or now
    if due is not None and until > due:
        return Kept.MISSED
    if met is not None:
        return Kept.MET
    return Kept.ENDED if dropped is not None else Kept.RUNNING


# ---------------------------------------------------------------- counting


def counted(all_facts: Iterable[Facts]) -> dict[str, Any]:
    """Return the numbers of a week: all but the cancelled, which are counted apart."""
    held = list(all_facts)
    valid = [facts for facts in held if not facts["cancelled"]]
    answered = sum(bool(facts["answered"]) for facts in valid)
    return {
        "total": len(valid),
        "cancelled": len(held) - len(valid),
        "answered": answered,
        "unanswered": len(valid) - answered,
        "channel": _tally([facts["line"]] for facts in valid),
        "kind": _tally([facts["kind"]] for facts in valid),
        "unit": _tally(facts["units"] or [""] for facts in valid),
        "topic": _tally(facts["topics"] or [""] for facts in valid),
        "severity": _tally([facts["severity"]] for facts in valid),
        "timely": _tally([facts["timely"]] for facts in valid),
    }


def _tally(found: Iterable[Iterable[str]]) -> dict[str, int]:
    return dict(Counter(key for keys in found for key in keys))


# ---------------------------------------------------------------- what a closing tells

COMPARED = (
    "received",
    "line",
    "kind",
    "class",
    "severity",
    "units",
    "topics",
    "anonymous",
    "cancelled",
)
"""What, once told, is told again when it changes. Later answers are no corrections."""

LISTED, LATE, CHANGED = "listed", "late", "changed"
CANCELLED, RESTORED = "cancelled", "restored"


def changes(before: Facts, after: Facts) -> list[str]:
    """Return the names of the facts in which ``after`` differs from what was told."""
    return [name for name in COMPARED if before[name] != after[name]]


@dataclass(frozen=True)
class Told:
    """One line of a closing."""

    key: int
    reason: str
    facts: Facts
    was: Facts = field(default_factory=dict)


def day_received(facts: Facts) -> date:
    return date.fromisoformat(facts["received"])


def told_by(
    closing: date,
    entries: Mapping[int, Facts],
    last_told: Mapping[int, Facts],
    closed: Container[date],
    first: date,
) -> list[Told]:
    """Return what the closing of the week ``closing`` tells of ``entries``, in their order.

    First all entries of that week; then the supplement about weeks that are ``closed`` (or lie
    before ``first``, the week with which recapping began): what was written down after them,
    and what differs from ``last_told``. What belongs to a week still open waits for that one.
    """
    listed, supplement = [], []
    for key, facts in entries.items():
        monday, before = monday_of(day_received(facts)), last_told.get(key)
        if monday == closing:
            listed.append(Told(key, LISTED, facts))
        if before is not None:
            if changes(before, facts):
                supplement.append(Told(key, _reason(before, facts), facts, before))
        elif monday != closing and (monday in closed or monday < first):
            supplement.append(Told(key, LATE, facts))
    return [*listed, *supplement]


def _reason(before: Facts, after: Facts) -> str:
    if before["cancelled"] == after["cancelled"]:
        return CHANGED
    return CANCELLED if after["cancelled"] else RESTORED


# ---------------------------------------------------------------- the fingerprint


@dataclass(frozen=True)
class Closing:
    """What the fingerprint of a closed week covers, besides its lines."""

    code: str
    monday: date
    place: int
    counts: Mapping[str, Any]
    remarks: str
    signed_by: int
    signed_name: str
    signed_position: str
    closed_at: datetime
    is_late: bool
    told_to: int


def digest_of(closing: Closing, lines: Sequence[Sequence[Any]], previous: str) -> str:
    """Return the SHA-256 of a closed week, chained to the one that was closed before it.

    ``lines`` are place, reason, key of the entry, facts, what they were, and from whom the
    entry is kept. The canonical form is JSON in UTF-8 with sorted keys and without spaces.
    """
    form = {
        "form": FORM,
        "previous": previous,
        "code": closing.code,
        "monday": closing.monday.isoformat(),
        "place": closing.place,
        "counts": closing.counts,
        "lines": [list(line) for line in lines],
        "remarks": closing.remarks,
        "signed": [
            str(closing.signed_by),
            closing.signed_name,
            closing.signed_position,
            closing.closed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        ],
        "late": closing.is_late,
        "told_to": closing.told_to,
    }
    text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
