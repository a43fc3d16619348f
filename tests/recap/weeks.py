"""The weeks of the tests of the recap: entries of May 2026, and closings by the ketua."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tanggap.base.models import Role
from tanggap.logbook import actions as book
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import draft_of
from tanggap.recap import actions
from tanggap.recap.models import RecapLine, WeeklyRecap
from tests.people import Puskesmas

WIB = ZoneInfo("Asia/Jakarta")
FIRST = date(2026, 5, 4)
SECOND, THIRD, FOURTH = (FIRST + timedelta(weeks=one) for one in (1, 2, 3))


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), WIB)


def written(here: Puskesmas, day: date, on: date | None = None, **more: Any) -> Entry:
    """Write down what came in on ``day``, that day or later ``on`` another."""
    plain: dict[str, Any] = {"kind": "saran", "text": "Kursi tunggu kurang"}
    plain |= {"line_id": here.line("box").pk, "received_at": at(day)}
    draft = EntryDraft(**{**plain, **more})
    return book.write_down(here.actor(), draft, form_key=uuid4(), at=at(on or day, 12))


def corrected(here: Puskesmas, entry: Entry, **more: Any) -> Entry:
    entry.refresh_from_db()
    draft = draft_of(entry)
    changed = EntryDraft(**{**{n: getattr(draft, n) for n in draft.__dataclass_fields__}, **more})
    return book.correct(here.actor(), entry, changed)


def closed(here: Puskesmas, monday: date, on: date | None = None, **more: Any) -> WeeklyRecap:
    """Close a week on the Monday after it, or ``on`` another day."""
    day = on or monday + timedelta(days=7)
    return actions.close(here.actor(Role.KETUA), monday, at=at(day), **more)


def told(recap: WeeklyRecap) -> list[tuple[str, str]]:
    """Return why and which entries a closed week told of, in order."""
    lines = RecapLine.objects.filter(recap=recap).order_by("place")
    return [(line.reason, line.facts["number"].split("/")[0]) for line in lines]


def refuses(error: type[Exception], act: Callable[[], object]) -> str:
    try:
        act()
    except error as refused:
        return str(refused)
    raise AssertionError(f"not refused with {error.__name__}")
