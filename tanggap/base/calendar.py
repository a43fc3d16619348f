"""The working calendar: national holidays, cuti bersama, and this health centre's own days.

The library's default leaves out *cuti bersama*; both categories are asked for. Days that
it calls "(perkiraan)" are estimates until the decree (SKB) and shown as such. The decree
can come eleven days before the day, so a health centre can override any date (§10).
"""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from tanggap.base.models import Facility, LocalDay
from tanggap.base.rules import is_working_day

PUBLIC, JOINT_LEAVE, LOCAL = "libur", "cuti", "setempat"
_ESTIMATED = "(perkiraan)"


@dataclass(frozen=True)
class DayOff:
    """A day of the national calendar on which offices are closed."""

    on: date
    name: str
    kind: str
    is_estimated: bool = False


@lru_cache(maxsize=64)
def national_days(year: int) -> tuple[DayOff, ...]:
    """Return the year's national holidays and cuti bersama, in order of date."""
    days: dict[date, DayOff] = {}
    for kind, category in ((JOINT_LEAVE, "government"), (PUBLIC, "public")):
        found = holidays.country_holidays("ID", years=year, categories=(category,), language="id")
        for on, name in found.items():
            days[on] = DayOff(on, name.replace(_ESTIMATED, "").strip(), kind, _ESTIMATED in name)
    return tuple(days[on] for on in sorted(days))


def is_national(day: date) -> bool:
    """Answer whether the nation is off on ``day``."""
    return any(one.on == day for one in national_days(day.year))


def _national_dates(from_: date, to: date) -> set[date]:
    years = range(from_.year, to.year + 1)
    return {day.on for year in years for day in national_days(year) if from_ <= day.on <= to}


def days_off(facility: Facility, from_: date, to: date) -> frozenset[date]:
    """Return the days from ``from_`` to ``to`` that are off here, weekends left out.

    The health centre's own days win over the national calendar, in both directions.
    """
    off = _national_dates(from_, to)
    for day in LocalDay.objects.filter(facility=facility, on__range=(from_, to)):
        if day.is_working:
            off.discard(day.on)
        else:
            off.add(day.on)
    return frozenset(off)


@dataclass(frozen=True)
class CalendarDay:
    """One square of the year's page."""

    on: date
    is_off: bool
    kind: str
    name: str


@dataclass(frozen=True)
class CalendarMonth:
    first: date
    weeks: list[list[CalendarDay | None]]
    named: list[CalendarDay]
    working_days: int


def year_of(facility: Facility, year: int) -> list[CalendarMonth]:
    """Return the year, month by month, as this health centre works."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    off = days_off(facility, first, last)
    names: dict[date, tuple[str, str]] = {}
    for day in national_days(year):
        names[day.on] = (day.kind, f"{day.name} (perkiraan)" if day.is_estimated else day.name)
    for local in LocalDay.objects.filter(facility=facility, on__year=year):
        names[local.on] = (LOCAL, local.name)
    return [_month(date(year, month, 1), off, names, facility.week_days) for month in range(1, 13)]


def _month(
    first: date,
    off: frozenset[date],
    names: dict[date, tuple[str, str]],
    week_days: int,
) -> CalendarMonth:
    weeks: list[list[CalendarDay | None]] = []
    named, working = [], 0
    for week in Calendar().monthdatescalendar(first.year, first.month):
        row: list[CalendarDay | None] = []
        for on in week:
            if on.month != first.month:
                row.append(None)
                continue
            works = is_working_day(on, off, week_days)
            kind, name = names.get(on, ("", ""))
            day = CalendarDay(on, not works, kind, name)
            row.append(day)
            working += works
            if name:
                named.append(day)
        weeks.append(row)
    return CalendarMonth(first, weeks, named, working)
