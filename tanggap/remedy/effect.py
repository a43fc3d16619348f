"""Did it help? The months and days round an action, set against each other. Pure.

Whole months make the picture; the days before and after make the judgement
(``analysis.effect``), so that a part of a month is never taken for a whole one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tanggap.remedy.analysis import (
    FEWEST_MONTHS,
    Effect,
    Month,
    Point,
    Span,
    Trend,
    effect,
    limits,
)

LOOKED_BACK = 180
"""So many days before and after are compared at most: older ones were another time."""
FEWEST_DAYS = 28
"""Before so many days are over nothing is said: a quiet week proves nothing."""
MONTHS_BEFORE, MONTHS_AFTER = 12, 12


@dataclass(frozen=True)
class Around:
    """The days before and after an action; the day itself belongs to neither."""

    before: tuple[date, date]
    after: tuple[date, date]

    @property
    def days_before(self) -> int:
        return _days(*self.before)

    @property
    def days_after(self) -> int:
        return _days(*self.after)


def around(
    done_on: date,
    *,
    book_begins: date,
    today: date,
    earlier: date | None = None,
    later: date | None = None,
) -> Around:
    """Return the spans to compare: within the book, and from one action to the next only.

    ``earlier`` and ``later`` are the days of the actions of the same chain before and after.
    Today is not over yet, so it does not count.
    """
    day = timedelta(days=1)
    begins = max(book_begins, done_on - LOOKED_BACK * day)
    if earlier is not None:
        begins = max(begins, earlier + day)
    ends = min(today - day, done_on + LOOKED_BACK * day)
    if later is not None:
        ends = min(ends, later - day)
    return Around((begins, done_on - day), (done_on + day, ends))


def judged(counts: Mapping[date, int], spans: Around, what: str) -> Effect | str:
    """Return whether it became rarer, or why that cannot be told yet."""
    if spans.days_before < FEWEST_DAYS:
        return (
            f"Belum dapat dinilai: buku baru memuat {spans.days_before} hari sebelum tindakan ini "
            f"(paling sedikit {FEWEST_DAYS})."
        )
    if spans.days_after < FEWEST_DAYS:
        left = FEWEST_DAYS - spans.days_after
        return (
            f"Belum dapat dinilai: baru {spans.days_after} hari lewat sesudah tindakan. "
            f"Tunggu {left} hari lagi."
        )
    before = Span(_within(counts, spans.before), spans.days_before)
    after = Span(_within(counts, spans.after), spans.days_after)
    return effect(before, after, what)


def course(
    counts: Mapping[date, int], done_on: date, *, book_begins: date, today: date
) -> Trend | None:
    """Return the whole months round an action, with the limits that those before it give.

    The month in which the book began is whole only if that was its first day; the month that
    runs is not over. Fewer than six months before give no limits: a run chart then.
    """
    first = Month.of(book_begins)
    if book_begins != first.first:
        first = first.plus(1)
    first = max(first, Month.of(done_on).plus(-MONTHS_BEFORE))
    last = min(Month.of(today).plus(-1), Month.of(done_on).plus(MONTHS_AFTER))
    if last < first or last.plus(-1) < first:
        return None
    months = [first]
    while months[-1] < last:
        months.append(months[-1].plus(1))
    found = [(month, _within(counts, (month.first, month.last))) for month in months]
    return Trend(_points(found, Month.of(done_on)), [], False)


def place_of(day: date, trend: Trend) -> float | None:
    """Return where on the row of months ``day`` lies: 1.5 is between the second and third."""
    first = trend.points[0].month
    at = Month.of(day)
    place = (at.year - first.year) * 12 + at.month - first.month
    if not 0 <= place < len(trend.points):
        return None
    return place - 0.5 + (day.day - 0.5) / at.days


def _points(found: Sequence[tuple[Month, int]], acted: Month) -> list[Point]:
    usual = [(month, count) for month, count in found if month < acted]
    days, total = sum(month.days for month, _ in usual), sum(count for _, count in usual)
    if len(usual) < FEWEST_MONTHS or not total:
        return [Point(month, count, None, None, None) for month, count in found]
    points = []
    for month, count in found:
        centre = total / days * month.days
        points.append(Point(month, count, centre, *limits(centre)))
    return points


def _within(counts: Mapping[date, int], span: tuple[date, date]) -> int:
    return sum(count for day, count in counts.items() if span[0] <= day <= span[1])


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)
