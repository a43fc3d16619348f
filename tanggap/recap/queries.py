"""Reads of the weekly recap: which weeks are owed, and what of a week this actor may meet.

A week is closed for all entries, but shown without those that the one who looks may not meet:
lines, supplement and every number are made anew from what is left (design §2.7).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility, Team
from tanggap.logbook.models import Entry, Series
from tanggap.logbook.queries import WHOLE_BOOK, is_named, visible_to, zone_of
from tanggap.logbook.spans import midnight, received, span_of
from tanggap.recap.facts import answered_at, facts_of
from tanggap.recap.models import RecapLine, WeeklyRecap
from tanggap.recap.rules import (
    LISTED,
    Closing,
    Facts,
    State,
    counted,
    digest_of,
    is_missed,
    is_over,
    last_day_to_close,
    monday_of,
    state_of,
    sunday_of,
    weeks_between,
    words_of,
)

# ---------------------------------------------------------------- which weeks


def first_week(facility: Facility) -> date | None:
    """Return the Monday from which on a recap is owed; nothing while nothing is known.

    The week of the entry with the first number of our own, or that of the first team, but no
    week before the health centre was set up here for the decree's sake alone. What was
    brought over from an old book was recapped there.
    """
    zone = zone_of(facility)
    own = Entry.objects.filter(facility=facility, series=Series.OURS)
    at = own.order_by("year", "sequence").values_list("received_at", flat=True).first()
    days = [at.astimezone(zone).date()] if at else []
    team = Team.objects.filter(facility=facility, kind=Team.Kind.FEEDBACK).order_by("valid_from")
    since = team.values_list("valid_from", flat=True).first()
    if since is not None:
        days.append(max(since, facility.created_at.astimezone(zone).date()))
    return monday_of(min(days)) if days else None


def bounds(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when until when (no longer) a week's entries were received."""
    return midnight(monday, zone), midnight(monday + timedelta(days=7), zone)


def of_week(monday: date, zone: ZoneInfo) -> Q:
    """Return the condition «received in the week»."""
    start, end = bounds(monday, zone)
    return Q(received_at__gte=start, received_at__lt=end)


@dataclass(frozen=True)
class Owed:
    """How many weeks wait to be closed, how many were missed; the oldest, the latest in time."""

    waiting: int = 0
    missed: int = 0
    oldest: date | None = None
    latest: date | None = None

    @property
    def count(self) -> int:
        return self.waiting + self.missed


def owed(facility: Facility, today: date) -> Owed:
    """Return which weeks should have been closed by now: what the home page says aloud."""
    first = first_week(facility)
    if first is None or not is_over(first, today):
        return Owed()
    closed = closed_mondays(facility.pk)
    weeks = weeks_between(first, today - timedelta(days=7))
    open_weeks = [monday for monday in weeks if monday not in closed]
    in_time = [monday for monday in open_weeks if not is_missed(monday, today)]
    return Owed(
        waiting=len(in_time),
        missed=len(open_weeks) - len(in_time),
        oldest=open_weeks[0] if open_weeks else None,
        latest=in_time[-1] if in_time else None,
    )


def closed_mondays(facility_id: int) -> set[date]:
    held = WeeklyRecap.objects.filter(facility_id=facility_id, closed_at__isnull=False)
    return set(held.values_list("monday", flat=True))


def unseen(facility_id: int) -> QuerySet[WeeklyRecap]:
    """Return the closed weeks that the head has not seen, oldest first."""
    held = WeeklyRecap.objects.filter(facility_id=facility_id, closed_at__isnull=False)
    return held.filter(seen_at=None).order_by("monday")


def recap_of(facility_id: int, monday: date) -> WeeklyRecap | None:
    return WeeklyRecap.objects.filter(facility_id=facility_id, monday=monday).first()


def last_closing(facility_id: int) -> WeeklyRecap | None:
    held = WeeklyRecap.objects.filter(facility_id=facility_id, place__isnull=False)
    return held.order_by("-place").first()


# ---------------------------------------------------------------- the list


@dataclass(frozen=True)
class WeekRow:
    """One week of the list; ``total`` is nothing where it is not counted."""

    monday: date
    state: State
    total: int
    recap: WeeklyRecap | None

    @property
    def words(self) -> str:
        return words_of(self.monday)

    @property
    def last_day(self) -> date:
        return last_day_to_close(self.monday)


def week_rows(
    actor: Actor, facility: Facility, mondays: Sequence[date], today: date
) -> list[WeekRow]:
    """Return these weeks with where they stand and how many entries this actor may meet."""
    held = WeeklyRecap.objects.filter(facility=facility, monday__in=mondays)
    recaps = {recap.monday: recap for recap in held}
    closed = [recap for recap in recaps.values() if recap.closed_at]
    totals = _totals(actor, closed)
    totals |= _live_totals(actor, facility, [m for m in mondays if m not in totals])
    return [
        WeekRow(
            monday,
            state_of(monday, is_closed=_is_closed(recaps.get(monday)), today=today),
            totals.get(monday, 0),
            recaps.get(monday),
        )
        for monday in mondays
    ]


def _is_closed(recap: WeeklyRecap | None) -> bool:
    return recap is not None and recap.closed_at is not None


def _totals(actor: Actor, recaps: Sequence[WeeklyRecap]) -> dict[date, int]:
    """Return how many each closed week counted, without what is hidden from ``actor``."""
    totals = {recap.monday: int(recap.counts["total"]) for recap in recaps}
    hidden = hidden_lines(actor, [recap.pk for recap in recaps]).filter(reason=LISTED)
    for monday, facts in hidden.values_list("recap__monday", "facts"):
        totals[monday] -= not facts["cancelled"]
    return totals


def _live_totals(actor: Actor, facility: Facility, mondays: Sequence[date]) -> dict[date, int]:
    """Count the entries of weeks that are still open, in one look; closed ones may lie between."""
    if not mondays:
        return {}
    zone, weeks = zone_of(facility), weeks_between(min(mondays), max(mondays))
    came = received(visible_to(actor), weeks[0], weeks[-1] + timedelta(days=6), zone)
    rows = (
        came.filter(cancelled_at=None)
        .annotate(week=span_of(weeks, zone))
        .order_by()
        .values_list("week")
        .annotate(count=Count("pk"))
    )
    counts = {weeks[at]: count for at, count in rows}
    return {monday: counts.get(monday, 0) for monday in mondays}


# ---------------------------------------------------------------- who meets what


def hidden_lines(actor: Actor, recap_ids: Collection[int]) -> QuerySet[RecapLine]:
    """Return the lines of these closed weeks that ``actor`` must not meet, on any path.

    Of an entry that is still there ``visible_to`` decides; of one that is gone, whom it was
    about when the week was closed.
    """
    lines = RecapLine.objects.filter(recap__in=recap_ids)
    if actor.staff_id is None or not recap_ids:
        return lines.none()
    there = Exists(Entry.objects.filter(pk=OuterRef("entry_key")))
    hidden = Q(hidden_from__contains=f" {actor.staff_id} ") & ~Q(there)
    if is_named(actor) or not actor.roles & WHOLE_BOOK:
        seen = Exists(visible_to(actor).filter(pk=OuterRef("entry_key")))
        hidden |= Q(there) & ~Q(seen)
    return lines.filter(hidden)


# ---------------------------------------------------------------- one week


@dataclass(frozen=True)
class Item:
    """One entry of a week as it is shown: what was told, and the entry as it stands today.

    ``entry`` is nothing once its row is gone; ``is_answered`` tells of today.
    """

    facts: Facts
    entry: Entry | None
    is_answered: bool
    reason: str = LISTED
    was: Facts | None = None

    @property
    def is_erased(self) -> bool:
        """Answer whether the law had its content deleted; its line and number stay."""
        return self.entry is None or not self.entry.text

    @property
    def day(self) -> date:
        return date.fromisoformat(self.facts["received"])


@dataclass(frozen=True)
class Week:
    """A week as one actor may meet it: open weeks as of now, closed ones as they were closed."""

    monday: date
    state: State
    recap: WeeklyRecap | None
    items: list[Item]
    supplement: list[Item]

    @cached_property
    def counts(self) -> dict[str, Any]:
        return counted(item.facts for item in self.items)

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def is_empty(self) -> bool:
        return not self.counts["total"]

    @property
    def remarks(self) -> str:
        return self.recap.remarks if self.recap else ""

    @property
    def sunday(self) -> date:
        return sunday_of(self.monday)

    @property
    def last_day(self) -> date:
        return last_day_to_close(self.monday)


def week_of(actor: Actor, facility: Facility, monday: date, now: datetime | None = None) -> Week:
    """Return the week that begins on ``monday`` as ``actor`` may meet it."""
    when = now or timezone.now()
    today = when.astimezone(zone_of(facility)).date()
    recap = recap_of(facility.pk, monday)
    state = state_of(monday, is_closed=_is_closed(recap), today=today)
    if recap is not None and recap.closed_at is not None:
        items = _closed_items(actor, recap)
    else:
        items = _live_items(actor, facility, monday, when)
    listed = [item for item in items if item.reason == LISTED]
    supplement = [item for item in items if item.reason != LISTED]
    return Week(monday, state, recap, listed, supplement)


def in_book_order(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return entries as the register counts them, read together with their line."""
    return entries.select_related("line").order_by("year", "-series", "sequence")


def _live_items(actor: Actor, facility: Facility, monday: date, now: datetime) -> list[Item]:
    zone = zone_of(facility)
    entries = list(in_book_order(visible_to(actor).filter(of_week(monday, zone))))
    facts = facts_of(entries, zone, now)
    return [Item(facts[entry.pk], entry, bool(facts[entry.pk]["answered"])) for entry in entries]


def _closed_items(actor: Actor, recap: WeeklyRecap) -> list[Item]:
    hidden = hidden_lines(actor, [recap.pk]).values("pk")
    lines = RecapLine.objects.filter(recap=recap).exclude(pk__in=hidden).order_by("place")
    keys = RecapLine.objects.filter(recap=recap).values("entry_key")
    entries = visible_to(actor).filter(pk__in=keys).in_bulk()
    answered = answered_at([*entries.values()])
    columns = ("entry_key", "facts", "reason", "was")
    return [
        Item(facts, entries.get(key), key in answered, reason, was or None)
        for key, facts, reason, was in lines.values_list(*columns)
    ]


def is_still_open_to_undoing(recap: WeeklyRecap, staff_id: int | None, today: date) -> bool:
    """Answer whether who closed the week may still take it back: that day, unseen, the last."""
    if recap.closed_at is None or recap.seen_at is not None or recap.closed_by_id != staff_id:
        return False
    day = recap.closed_at.astimezone(zone_of(recap.facility)).date()
    return day == today and last_closing(recap.facility_id) == recap


def may_unsee(recap: WeeklyRecap, staff_id: int | None, today: date) -> bool:
    """Answer whether who saw the week may still say otherwise: that day."""
    if recap.seen_at is None or recap.seen_by_id != staff_id:
        return False
    return recap.seen_at.astimezone(zone_of(recap.facility)).date() == today


# ---------------------------------------------------------------- the fingerprint


def closing_of(recap: WeeklyRecap) -> Closing:
    """Return what the fingerprint of a closed week covers."""
    if recap.closed_at is None or recap.place is None:
        raise ValueError("the week is not closed")
    return Closing(
        code=recap.facility_code,
        monday=recap.monday,
        place=recap.place,
        counts=recap.counts,
        remarks=recap.remarks,
        signed_by=recap.closed_by_id or 0,
        signed_name=recap.signed_name,
        signed_position=recap.signed_position,
        closed_at=recap.closed_at,
        is_late=recap.is_late,
        told_to=recap.told_to,
    )


def told_form(line: Sequence[Any]) -> list[Any]:
    """Return a line, read as :data:`TOLD`, as the fingerprint covers it: keys as strings."""
    place, reason, key, facts, was, hidden_from = line
    return [place, reason, str(key), facts, was, hidden_from]


TOLD = ("place", "reason", "entry_key", "facts", "was", "hidden_from")


def damaged(facility_id: int) -> list[WeeklyRecap]:
    """Return the closed weeks that are not as they were signed, or stand in no chain."""
    previous, at, found = "", 0, []
    held = WeeklyRecap.objects.filter(facility_id=facility_id, place__isnull=False)
    for recap in held.order_by("place").iterator():
        rows = RecapLine.objects.filter(recap=recap).order_by("place").values_list(*TOLD)
        lines = [told_form(row) for row in rows]
        fits = recap.digest == digest_of(closing_of(recap), lines, previous)
        if not fits or recap.place != at + 1:
            found.append(recap)
        previous, at = recap.digest, recap.place or 0
    return found
