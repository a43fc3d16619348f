"""The year as a calendar file (RFC 5545): days and words, never the content of a case."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from tanggap.rhythm.rules import LABELS, Due, State

MIME = "text/calendar; charset=utf-8"
_REFRESH = timedelta(hours=6)


def calendar_file(dues: Iterable[Due], *, name: str, owner: str, now: datetime) -> bytes:
    """Return ``dues`` as whole days; ``owner`` makes their marks unique among health centres."""
    made = Calendar()
    made.add("prodid", "-//Tanggap//Kalender prosedur//ID")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for due in dues:
        made.add_component(_event(due, owner, now))
    return bytes(made.to_ical())


def _event(due: Due, owner: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{due.key}@{owner}.tanggap")
    event.add("dtstamp", now.astimezone(UTC))
    # A term of many days is told on its last; only what people gather for spans all its days.
    first = due.first if due.first and due.key.startswith("kegiatan-") else due.day
    event.add("dtstart", first)
    event.add("dtend", due.day + timedelta(days=1))
    done = "" if due.state == State.COMING else f" ({LABELS[due.state]})"
    event.add("summary", f"{due.words}{done}")
    event.add("categories", [due.group])
    event.add("transp", "TRANSPARENT")
    return event
